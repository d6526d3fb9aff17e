/** What became of a claim: it is the first one, another was before it, or nothing more can be kept. */
export type Claim = 'claimed' | 'replayed' | 'full'

/**
 * Where proofs are remembered that were used (RFC 9449 §11.1). Several nodes of one API share one:
 * `claimOnce` is one atomic step there (`SET key 1 NX EXAT expires_at` in Redis), and tells exactly
 * one caller `claimed`.
 */
export interface ReplayStore {
  /** Remembers `key` until `expires_at` (seconds). */
  claimOnce(key: string, expires_at: number): Promise<Claim> | Claim
}

/** Proofs of a minute, at 1600 requests a second. */
const MOST_CLAIMS = 100_000

/**
 * Remembers in this process: for an API of one node. Never forgets early: when it is full, it says
 * so, and the request is answered 503.
 *
 * @example memoryReplay({ now: () => 0 }).claimOnce('a proof', 60) // 'claimed'
 */
export const memoryReplay = ({
  now,
  size = MOST_CLAIMS,
}: {
  readonly now: () => number
  readonly size?: number
}): ReplayStore => {
  const claims = new Map<string, number>()
  const sweep = () => {
    for (const [key, expires_at] of claims) {
      if (expires_at > now()) return
      claims.delete(key)
    }
  }
  return {
    claimOnce(key, expires_at) {
      sweep()
      if (claims.has(key)) return 'replayed'
      if (claims.size >= size) return 'full'
      claims.set(key, expires_at)
      return 'claimed'
    },
  }
}
