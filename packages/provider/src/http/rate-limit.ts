import type { Seconds } from '../model/seconds.ts'

/** Whether something may be done now, or in how many seconds. */
export type Admission =
  | { readonly outcome: 'admitted' }
  | { readonly outcome: 'paused'; readonly seconds: Seconds }

/** Counts what is done, by key, and says when it is too much. What has to wait does not count. */
export type RateLimit = (key: string) => Admission

/** How much an hour, of how many keys: beyond that, the one that was quiet for the longest time is forgotten. */
export interface RateBounds {
  readonly per_hour: number
  readonly keys: number
  readonly now: () => Seconds
}

const HOUR: Seconds = 3600

/**
 * A limit that lets `per_hour` through at once, and as many again in each hour, evenly (a leaky bucket as a meter). It keeps one
 * number for each key, in memory. Numbers are in parts of a second, `per_hour` of them, so that all are whole.
 */
export const createRateLimit = ({ per_hour, keys, now }: RateBounds): RateLimit => {
  /** When each key will have its whole hour again. */
  const full_at = new Map<string, number>()
  return (key) => {
    const time = now() * per_hour
    const next = Math.max(full_at.get(key) ?? time, time) + HOUR
    const wait = next - time - HOUR * per_hour
    if (wait > 0) return { outcome: 'paused', seconds: Math.ceil(wait / per_hour) }
    full_at.delete(key)
    full_at.set(key, next)
    const [quietest] = full_at.keys()
    if (full_at.size > keys && quietest !== undefined) full_at.delete(quietest)
    return { outcome: 'admitted' }
  }
}
