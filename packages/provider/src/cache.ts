import type { Seconds } from './model/seconds.ts'

/** How much is remembered, and for how long. */
export interface CacheLimits {
  readonly entries: number
  readonly seconds: Seconds
  readonly now: () => Seconds
}

/**
 * Remembers what `load` gave, by key: bounded in number (the oldest goes) and in time. Parallel requests for one key share
 * one load; what is not there (`undefined`) and what failed is not remembered.
 */
export function cached<Value>(
  load: (key: string) => Promise<Value | undefined>,
  { entries, seconds, now }: CacheLimits,
): (key: string) => Promise<Value | undefined> {
  const kept = new Map<string, { readonly value: Promise<Value | undefined>; until: Seconds }>()
  const forget = (key: string, value: Promise<Value | undefined>) => {
    if (kept.get(key)?.value === value) kept.delete(key)
  }
  return (key) => {
    const found = kept.get(key)
    if (found !== undefined && found.until > now()) return found.value
    kept.delete(key)
    const value = load(key)
    kept.set(key, { value, until: now() + seconds })
    value.then(
      (loaded) => loaded === undefined && forget(key, value),
      () => forget(key, value),
    )
    const [oldest] = kept.keys()
    if (kept.size > entries && oldest !== undefined) kept.delete(oldest)
    return value
  }
}
