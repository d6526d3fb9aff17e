/** The DPoP nonces that servers gave last, by origin (RFC 9449 §8.2). */
export interface Nonces {
  readonly of: (origin: string) => string | undefined
  readonly keep: (origin: string, nonce: string) => void
}

/** Nonces of more servers than these are forgotten, the oldest first. */
const MOST_NONCES = 100

/** No nonce yet. */
export const createNonces = (): Nonces => {
  const nonces = new Map<string, string>()
  const keep = (origin: string, nonce: string) => {
    nonces.delete(origin)
    nonces.set(origin, nonce)
    const [oldest] = nonces.keys()
    if (nonces.size > MOST_NONCES && oldest !== undefined) nonces.delete(oldest)
  }
  return { keep, of: (origin) => nonces.get(origin) }
}
