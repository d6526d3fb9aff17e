import { fairLine } from './fair-line.ts'

/** What came of a piece of work: its result, or `busy`, and then it was never begun. */
export type Queued<Result> =
  | { readonly outcome: 'done'; readonly result: Result }
  | { readonly outcome: 'busy' }

/** For whom a piece of work is. */
export interface Turn {
  readonly tenant_id: string
  /** What it belongs to (a flow, a login): of each, `each` pieces are begun or wait at once. */
  readonly keys: readonly string[]
  /** `known` goes before `new`; each has places that the other cannot take. */
  readonly line: 'known' | 'new'
}

/** Runs work in turn, some at a time; refuses at once what would have to wait behind too much. */
export interface BoundedQueue {
  <Result>(turn: Turn, work: () => Promise<Result>): Promise<Queued<Result>>
  readonly load: () => QueueLoad
}

/** How much is begun, and how much waits. */
export interface QueueLoad {
  readonly running: number
  readonly waiting: number
}

/** What a queue takes on. */
export interface QueueBounds {
  readonly concurrency: number
  /** How many wait: three quarters at most in one line, and in the line `new` half at most of one tenant. */
  readonly waiting: number
  /** How many with one key, begun or waiting. */
  readonly each: number
}

const LINE_SHARE = 3 / 4
const TENANT_SHARE = 1 / 2

/** How many who are known go before one who is new: nobody waits for ever. */
const KNOWN_IN_A_ROW = 3

/**
 * A queue for work that is dear: `concurrency` at once, `waiting` behind them, and no more. Those who are known go first,
 * three before one who is not; in either line every tenant has its turn.
 *
 * @example
 * const queue = boundedQueue({ concurrency: 2, waiting: 64, each: 2 })
 * await queue({ tenant_id: 'default', keys: [], line: 'new' }, async () => 1) // { outcome: 'done', result: 1 }
 */
export const boundedQueue = (bounds: QueueBounds): BoundedQueue => {
  const lines = { known: fairLine(), new: fairLine() }
  const keys = countedKeys(bounds.each)
  let running = 0
  let knownInARow = 0
  const isFull = ({ tenant_id, line }: Turn) =>
    lines.known.length() + lines.new.length() >= bounds.waiting ||
    lines[line].length() >= Math.ceil(bounds.waiting * LINE_SHARE) ||
    (line === 'new' && lines.new.length(tenant_id) >= Math.ceil(bounds.waiting * TENANT_SHARE))
  const shift = () => {
    const isNewDue = knownInARow >= KNOWN_IN_A_ROW && lines.new.length() > 0
    const known = isNewDue ? undefined : lines.known.shift()
    knownInARow = known === undefined ? 0 : knownInARow + 1
    return known ?? lines.new.shift()
  }
  const takeTurn = async () => {
    running += 1
  }
  const waitForTurn = ({ tenant_id, line }: Turn) =>
    new Promise<void>((resolve) => lines[line].push(tenant_id, resolve))
  const passTurn = () => {
    const next = shift()
    if (next === undefined) running -= 1
    else next()
  }
  const take: <Result>(turn: Turn, work: () => Promise<Result>) => Promise<Queued<Result>> = async (
    turn,
    work,
  ) => {
    const isFree = running < bounds.concurrency
    if (keys.isAnyFull(turn.keys) || (!isFree && isFull(turn))) return { outcome: 'busy' }
    keys.add(turn.keys, 1)
    await (isFree ? takeTurn() : waitForTurn(turn))
    try {
      return { outcome: 'done', result: await work() }
    } finally {
      keys.add(turn.keys, -1)
      passTurn()
    }
  }
  const load = () => ({ running, waiting: lines.known.length() + lines.new.length() })
  return Object.assign(take, { load })
}

/** How much there is with each key; a key with nothing is forgotten. */
const countedKeys = (each: number) => {
  const counts = new Map<string, number>()
  const countOf = (key: string) => counts.get(key) ?? 0
  return {
    isAnyFull: (keys: readonly string[]) => keys.some((key) => countOf(key) >= each),
    add: (keys: readonly string[], change: 1 | -1) => {
      for (const key of keys) {
        const count = countOf(key) + change
        if (count === 0) counts.delete(key)
        else counts.set(key, count)
      }
    },
  }
}
