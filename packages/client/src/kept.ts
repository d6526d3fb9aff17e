/** What was loaded, or why it was not, and when. */
type Kept<Value> = { readonly at: number } & (
  | { readonly outcome: 'loaded'; readonly value: Value }
  | { readonly outcome: 'failed'; readonly error: unknown }
)

/** How long and how much is kept. */
export interface Keeping {
  readonly now: () => number
  /** In seconds. */
  readonly max_age: number
  /** After a failure it is not tried again for so many seconds. */
  readonly pause: number
  /** More keys than these are forgotten, the oldest first. */
  readonly most: number
}

/** Loads a value by its key, once for all who wait, and keeps it for a time. */
export const createKept = <Value>(
  load: (key: string) => Promise<Value>,
  { now, max_age, pause, most }: Keeping,
): ((key: string) => Promise<Value>) => {
  const kept = new Map<string, Kept<Value>>()
  const pending = new Map<string, Promise<Value>>()
  const keep = (key: string, entry: Kept<Value>) => {
    kept.delete(key)
    kept.set(key, entry)
    const [oldest] = kept.keys()
    if (kept.size > most && oldest !== undefined) kept.delete(oldest)
  }
  const loadAndKeep = async (key: string): Promise<Value> => {
    try {
      const value = await load(key)
      keep(key, { at: now(), outcome: 'loaded', value })
      return value
    } catch (error) {
      keep(key, { at: now(), outcome: 'failed', error })
      throw error
    }
  }
  return async (key) => {
    const entry = kept.get(key)
    const age = entry === undefined ? Number.POSITIVE_INFINITY : now() - entry.at
    if (entry?.outcome === 'loaded' && age < max_age) return entry.value
    if (entry?.outcome === 'failed' && age < pause) throw entry.error
    const loading = pending.get(key) ?? loadAndKeep(key).finally(() => pending.delete(key))
    pending.set(key, loading)
    return loading
  }
}
