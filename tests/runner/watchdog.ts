/*
 * Loaded into the process of every test file before the file itself (`--import`). `run` of `node:test` gives up on a test that takes
 * too long, but waits for ever for a process that does not end: a server that nobody closed would hold up everything.
 */
import { after } from 'node:test'
import { isMainThread } from 'node:worker_threads'

const { searchParams } = new URL(import.meta.url)
const milliseconds = (name: string, usual: number) => Number(searchParams.get(name) ?? usual)

/** How long a file may take for its tests, and its last hooks and its process to end after them. */
const TESTS_MS = milliseconds('tests', 400_000)
const LEAVING_MS = milliseconds('leaving', 60_000)

/** Does not keep the process alive: it fires only where something else does. */
const giveUpAfter = (wait: number, why: string) =>
  setTimeout(() => {
    console.error(`${why}; still open: ${process.getActiveResourcesInfo().join(', ')}`)
    process.exit(1)
  }, wait).unref()

if (isMainThread) {
  giveUpAfter(TESTS_MS, `the file is not done after ${TESTS_MS / 1000} s`)
  after(() => {
    giveUpAfter(
      LEAVING_MS,
      `all tests are done, but the process has not ended for ${LEAVING_MS / 1000} s`,
    )
  })
}
