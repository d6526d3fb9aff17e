import type { Seconds } from './model/seconds.ts'

/** How much is remembered, and for how long. */
export interface CacheLimits {
  readonly entries: number
  readonly seconds: Seconds
  readonly now: () => Seconds
}

/** What was loaded, by key, remembered for a while. */
export interface Cached<Value> {
  (key: string): Promise<Value | undefined>
  /** What comes next of this key is loaded anew. */
  forget(key: string): void
}

/**
 * Remembers what `load` gave, by key: bounded in number (the oldest goes) and in time. Parallel requests for one key share
 * one load; what is not there (`undefined`) and what failed is not remembered.
 */
export function cached<Value>(
  load: (key: string) => Promise<Value | undefined>,
  { entries, seconds, now }: CacheLimits,
): Cached<Value> {
  const kept = new Map<string, { readonly value: Promise<Value | undefined>; until: Seconds }>()
  const forgetValue = (key: string, value: Promise<Value | undefined>) => {
    if (kept.get(key)?.value === value) kept.delete(key)
  }
  const find = (key: string) => {
    const found = kept.get(key)
    if (found !== undefined && found.until > now()) return found.value
    kept.delete(key)
    const value = load(key)
    kept.set(key, { value, until: now() + seconds })
    value.then(
      (loaded) => loaded === undefined && forgetValue(key, value),
      () => forgetValue(key, value),
    )
    const [oldest] = kept.keys()
    if (kept.size > entries && oldest !== undefined) kept.delete(oldest)
    return value
  }
  return Object.assign(find, { forget: (key: string) => void kept.delete(key) })
}
