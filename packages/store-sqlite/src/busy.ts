/** Waits between tries, and how many there are: together over ten seconds. */
const WAIT_MS = 1
const TRIES = 10_000

const SQLITE_BUSY = 5

/** The primary result code of an error of SQLite (sqlite.org/rescode.html), if it is one. */
export function resultCodeOf(fault: unknown): number | undefined {
  const isSqlite = fault instanceof Error && 'errcode' in fault && typeof fault.errcode === 'number'
  return isSqlite ? Number(fault.errcode) & 0xff : undefined
}

/**
 * Does what another process may be in the way of, again and again until it is not. Waits in short steps, for the lock is
 * held for as long as a disk takes to write, and SQLite's own waits grow to 100 ms. The thread stands still meanwhile.
 */
export function retryWhileBusy<T>(attempt: () => T): T {
  const bell = new Int32Array(new SharedArrayBuffer(4))
  for (let tries = 1; ; tries += 1)
    try {
      return attempt()
    } catch (fault) {
      if (resultCodeOf(fault) !== SQLITE_BUSY || tries === TRIES) throw fault
      Atomics.wait(bell, 0, 0, WAIT_MS)
    }
}
