/** What came of a piece of work: its result, or `busy`, and then it was never begun. */
export type Queued<Result> =
  | { readonly outcome: 'done'; readonly result: Result }
  | { readonly outcome: 'busy' }

/** Runs work in order, some at a time; refuses at once what would have to wait behind too much. */
export type BoundedQueue = <Result>(work: () => Promise<Result>) => Promise<Queued<Result>>

/**
 * A queue for work that is dear: `concurrency` at once, `waiting` behind them, and no more.
 *
 * @example await boundedQueue({ concurrency: 2, waiting: 64 })(async () => 1) // { outcome: 'done', result: 1 }
 */
export const boundedQueue = (bounds: {
  readonly concurrency: number
  readonly waiting: number
}): BoundedQueue => {
  const waiting: (() => void)[] = []
  let running = 0
  const takeTurn = () => {
    running += 1
    return Promise.resolve()
  }
  const waitForTurn = () => new Promise<void>((resolve) => waiting.push(resolve))
  const passTurn = () => {
    const next = waiting.shift()
    if (next === undefined) running -= 1
    else next()
  }
  return async (work) => {
    const isFree = running < bounds.concurrency
    if (!isFree && waiting.length >= bounds.waiting) return { outcome: 'busy' }
    await (isFree ? takeTurn() : waitForTurn())
    try {
      return { outcome: 'done', result: await work() }
    } finally {
      passTurn()
    }
  }
}
