import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** Test files to run in one process, in a copy of the repository, until the first failure. */
export interface TestRun {
  readonly folder: string
  readonly files: readonly string[]
  readonly quickKeys: string
  readonly timeout_ms: number
  readonly coverage?: string
}

/** What they said. */
export type Verdict = 'passed' | 'failed' | 'timed_out'

/** The second door shows nothing of the engine that the first does not. */
const SKIPPED = 'through socket'

/** A test of its own that failed; a failing suite says no more than that, and later. */
const FAILED = /^\s*not ok (?!.*# (SKIP|TODO))/

/** Runs them through the fetch door and tells whether all passed. */
export async function runTests({ folder, files, quickKeys, timeout_ms, coverage }: TestRun) {
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
  return watch(child, timeout_ms)
}

async function watch(child: ChildProcess, timeout_ms: number): Promise<Verdict> {
  let verdict: Verdict | undefined
  const end = (why: Verdict) => {
    verdict ??= why
    stop(child)
  }
  const timer = setTimeout(end, timeout_ms, 'timed_out')
  if (child.stdout !== null)
    createInterface(child.stdout).on('line', (line) => {
      if (FAILED.test(line)) end('failed')
    })
  const [code] = (await once(child, 'close')) as [number | null]
  clearTimeout(timer)
  return verdict ?? (code === 0 ? 'passed' : 'failed')
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
