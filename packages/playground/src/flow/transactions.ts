/** A login that has begun and waits for its Authorization Response. */
export interface PendingLogin<Login> {
  /** Proof that the browser that comes back is the one that left: kept in this login's own cookie. */
  readonly binding: string
  /** Seconds since the epoch. */
  readonly expires_at: number
  readonly login: Login
}

/** What became of a transaction that was asked for. */
export type Taking<Login> =
  | { readonly outcome: 'taken'; readonly login: Login }
  | { readonly outcome: 'unknown' }
  | { readonly outcome: 'foreign' }

/** The logins that wait, each under an id of its own. */
export interface Transactions<Login> {
  /** Keeps a login; the oldest one gives way when there are too many. */
  add(id: string, pending: PendingLogin<Login>): void
  /** Whether a login waits under this id. */
  has(id: string, now: number): boolean
  /** Changes a login that waits; one that does not is left alone. */
  change(id: string, now: number, change: (login: Login) => Login): void
  /** Gives the login to the browser that began it, once; another browser leaves it where it is. */
  take(id: string, binding: string | undefined, now: number): Taking<Login>
}

/**
 * Keeps logins in memory, at most `limit` of them. Equality of the binding is told by `equals`, in constant time.
 *
 * @example transactions({ limit: 1000, equals: (a, b) => a === b }).take('unknown', 'x', 0) // { outcome: 'unknown' }
 */
export const transactions = <Login>({
  limit,
  equals,
}: {
  readonly limit: number
  readonly equals: (one: string, other: string) => boolean
}): Transactions<Login> => {
  const pending = new Map<string, PendingLogin<Login>>()

  const findLive = (id: string, now: number): PendingLogin<Login> | undefined => {
    for (const [key, { expires_at }] of pending) if (expires_at <= now) pending.delete(key)
    return pending.get(id)
  }

  return {
    add: (id, login) => {
      pending.set(id, login)
      const [oldest] = pending.keys()
      if (pending.size > limit && oldest !== undefined) pending.delete(oldest)
    },
    has: (id, now) => findLive(id, now) !== undefined,
    change: (id, now, change) => {
      const found = findLive(id, now)
      if (found !== undefined) pending.set(id, { ...found, login: change(found.login) })
    },
    take: (id, binding, now) => {
      const found = findLive(id, now)
      if (found === undefined) return { outcome: 'unknown' }
      if (binding === undefined || !equals(found.binding, binding)) return { outcome: 'foreign' }
      pending.delete(id)
      return { outcome: 'taken', login: found.login }
    },
  }
}
