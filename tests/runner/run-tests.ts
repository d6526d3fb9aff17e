import { relative, resolve } from 'node:path'
import type { EventData } from 'node:test'
import { run } from 'node:test'
import { inspect } from 'node:util'
import { add, type Tally, ZERO } from './tally.ts'

const FILES_AT_A_TIME = 2
const TEST_TIMEOUT_MS = 240_000

const WATCHDOG = new URL('./watchdog.ts', import.meta.url).href

const SHOW_STACK = { depth: 6, colors: process.stdout.isTTY === true, breakLength: 100 }

const pathOf = (file: string | undefined) => relative(process.cwd(), file ?? '')

const tallyOf = ({ counts }: EventData.TestSummary): Tally => ({
  passed: counts.passed,
  failed: counts.tests - counts.passed - counts.skipped - counts.todo,
  skipped: counts.skipped + counts.todo,
})

const showFile = (summary: EventData.TestSummary) => {
  const { passed, failed } = tallyOf(summary)
  const counted = failed === 0 ? `${passed}` : `${passed} passed, ${failed} failed`
  const took = `${(summary.duration_ms / 1000).toFixed(1)} s`
  console.log(`  ${summary.success ? '✔' : '✖'} ${pathOf(summary.file)} (${counted}, ${took})`)
}

/** A failed suite says only that one of its tests failed; that one has been shown. */
const isOwnFailure = ({ details }: EventData.TestFail) =>
  !('failureType' in details.error) || details.error.failureType !== 'subtestsFailed'

const showFailure = (failure: EventData.TestFail, said: string) => {
  console.log(`\n  ✖ ${failure.name}\n    ${pathOf(failure.file)}:${failure.line ?? 1}`)
  console.log(inspect(failure.details.error.cause ?? failure.details.error, SHOW_STACK))
  if (said !== '') console.log(`    it said:\n${said}`)
}

/** Runs test files, each in a process of its own, and prints a line for each that has ended, its failures and what it wrote with them. */
export const runTests = async (
  group: string,
  files: readonly string[],
  grep: string | undefined,
): Promise<Tally> => {
  if (files.length === 0) return ZERO
  console.log(`\n${group}: ${files.length} files`)
  const said = new Map<string, string>()
  let failures: EventData.TestFail[] = []
  let tally = ZERO
  const keep = ({ file, message }: { readonly file?: string; readonly message: string }) =>
    said.set(resolve(file ?? ''), (said.get(resolve(file ?? '')) ?? '') + message)
  const showFailures = () => {
    for (const failure of failures)
      showFailure(failure, said.get(resolve(failure.file ?? '')) ?? '')
    failures = []
  }
  const stream = run({
    files,
    concurrency: FILES_AT_A_TIME,
    timeout: TEST_TIMEOUT_MS,
    execArgv: ['--import', WATCHDOG],
    ...(grep === undefined ? {} : { testNamePatterns: [grep] }),
  })
  stream.on('test:stdout', keep)
  stream.on('test:stderr', keep)
  stream.on('test:fail', (failure) => {
    if (isOwnFailure(failure)) failures.push(failure)
  })
  stream.on('test:summary', (summary) => {
    if (summary.file === undefined) tally = add(tally, tallyOf(summary))
    else showFile(summary)
    showFailures()
  })
  for await (const _ of stream);
  return tally
}
