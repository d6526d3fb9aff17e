/** How long a value that was fetched is good, in seconds. */
export interface Keeping {
  /** After this it is fetched anew. */
  readonly max_age: number
  /** For this much longer it is still used, if it cannot be fetched anew. */
  readonly stale_if_error: number
  /** After a failure nobody asks again for so long: who is down is not made to answer everyone. */
  readonly pause: number
}

/** A value with the time it was fetched. */
export interface Fetched<Value> {
  readonly at: number
  readonly value: Value
}

/** A value that is fetched when it is asked for, and kept. */
export interface Kept<Value> {
  /** What is kept, or fetched where nothing is, or something old. */
  current(): Fetched<Value> | Promise<Fetched<Value>>
  /** What is fetched now, by one fetch for all who ask meanwhile. */
  refresh(): Promise<Fetched<Value>>
}

/**
 * Keeps what `fetchValue` gives: one fetch at a time, none soon after a failure; a value that is
 * old stands in for a while for one that cannot be fetched.
 */
export const createKept = <Value>(
  fetchValue: () => Promise<Value>,
  now: () => number,
  { max_age, stale_if_error, pause }: Keeping,
): Kept<Value> => {
  let fetched: Fetched<Value> | undefined
  let pending: Promise<Fetched<Value>> | undefined
  let failed: { readonly at: number; readonly error: unknown } | undefined
  const load = async (): Promise<Fetched<Value>> => {
    try {
      const value = await fetchValue()
      fetched = { at: now(), value }
      failed = undefined
      return fetched
    } catch (error) {
      failed = { at: now(), error }
      throw error
    }
  }
  const refresh = async () => {
    if (failed !== undefined && now() - failed.at < pause) throw failed.error
    pending ??= load().finally(() => {
      pending = undefined
    })
    return pending
  }
  const replace = (old: Fetched<Value>) =>
    refresh().catch((error: unknown) => {
      if (now() - old.at < max_age + stale_if_error) return old
      throw error
    })
  const current = () => {
    if (fetched === undefined) return refresh()
    return now() - fetched.at < max_age ? fetched : replace(fetched)
  }
  return { current, refresh }
}
