/** How many may go on at once. */
export interface Bounds {
  readonly in_all: number
  readonly per_host: number
  /** How many may wait; more are refused at once. */
  readonly waiting: number
}

/** Waits for a turn, until `signal` says that it is too late, and gives what ends the turn. Throws `TooManyCalls` where there is none. */
export type TakeTurn = (host: string, signal: AbortSignal) => Promise<() => void>

interface Waiting {
  readonly host: string
  readonly begin: () => void
}

/** There was no turn: says nothing of the host. */
export class TooManyCalls extends Error {
  constructor() {
    super('too many calls to clients are under way')
    this.name = 'TooManyCalls'
  }
}

/**
 * Turns for calls to hosts that others chose: some in all, fewer to one host, so that a slow one does not hold the others. Who waits
 * for a host that is busy lets those pass who do not.
 */
export function createTurns({ in_all, per_host, waiting }: Bounds): TakeTurn {
  const busy = new Map<string, number>()
  const line = new Set<Waiting>()
  let underWay = 0
  const isFree = (host: string) => underWay < in_all && (busy.get(host) ?? 0) < per_host
  const begin = (host: string) => {
    underWay += 1
    busy.set(host, (busy.get(host) ?? 0) + 1)
    return () => end(host)
  }
  const end = (host: string) => {
    underWay -= 1
    const left = (busy.get(host) ?? 1) - 1
    if (left === 0) busy.delete(host)
    else busy.set(host, left)
    const next = [...line].find((one) => isFree(one.host))
    next?.begin()
  }
  return (host, signal) => {
    if (isFree(host)) return Promise.resolve(begin(host))
    if (line.size >= waiting) return Promise.reject(new TooManyCalls())
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        line.delete(one)
        reject(new TooManyCalls())
      }
      const one: Waiting = {
        host,
        begin: () => {
          line.delete(one)
          signal.removeEventListener('abort', giveUp)
          resolve(begin(host))
        },
      }
      line.add(one)
      signal.addEventListener('abort', giveUp, { once: true })
    })
  }
}
