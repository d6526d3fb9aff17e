import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, relative } from 'node:path'
import { createInterface } from 'node:readline'

/** Test files to run in one process, in a copy of the repository, until the first failure. */
export interface TestRun {
  readonly folder: string
  readonly files: readonly string[]
  readonly quickKeys: string
  readonly timeout_ms: number
  readonly coverage?: string
}

/** What they said, and which file failed first. */
export interface Verdict {
  readonly outcome: 'passed' | 'failed' | 'timed_out'
  readonly test?: string
}

/** The second door shows nothing of the engine that the first does not. */
const SKIPPED = 'through socket'

/** A test that failed, and then where it is. */
const FAILED = /^\s*not ok (?!.*# (SKIP|TODO))/
const LOCATION = /^\s*location: '(.*\.test\.ts):\d+:\d+'/

/** Runs them through the fetch door and tells whether all passed. */
export function runTests(tests: TestRun): Promise<Verdict> {
  const { folder, files, quickKeys, timeout_ms, coverage } = tests
  const child = spawn(
    process.execPath,
    [
      '--import',
      join(folder, 'tests/mutation/quick-keys.ts'),
      '--test',
      '--test-isolation=none',
      `--test-skip-pattern=${SKIPPED}`,
      '--test-reporter=tap',
      ...files,
    ],
    {
      cwd: folder,
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: {
        ...process.env,
        GRYPHON_QUICK_KEYS: quickKeys,
        NODE_COMPILE_CACHE: join(folder, '.compiled'),
        ...(coverage === undefined ? {} : { NODE_V8_COVERAGE: coverage }),
      },
    },
  )
  return watch(child, folder, timeout_ms)
}

async function watch(child: ChildProcess, folder: string, timeout_ms: number): Promise<Verdict> {
  let verdict: Verdict | undefined
  let hasFailed = false
  const end = (why: Verdict) => {
    verdict ??= why
    stop(child)
  }
  const timer = setTimeout(end, timeout_ms, { outcome: 'timed_out' })
  if (child.stdout !== null)
    createInterface(child.stdout).on('line', (line) => {
      hasFailed ||= FAILED.test(line)
      const path = hasFailed ? LOCATION.exec(line)?.[1] : undefined
      if (path !== undefined) end({ outcome: 'failed', test: relative(folder, path) })
    })
  const [code] = (await once(child, 'close')) as [number | null]
  clearTimeout(timer)
  return verdict ?? { outcome: code === 0 ? 'passed' : 'failed' }
}

/** Whatever it has started ends with it. */
function stop({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
