/** base64url characters of 8192 bits, and of 4 octets (RFC 7518 §6.3.1). */
const LONGEST = { n: 1366, e: 6 } as const

/**
 * Whether a key of somebody else costs little enough to verify with: a modulus of 8192 bits at most, and a public exponent of
 * four octets. A longer one would have us compute for seconds. Keys that are not RSA always do.
 *
 * @example isLightKey({ kty: 'RSA', n: 'AQAB', e: 'AQAB' }) // true
 */
export const isLightKey = ({ kty, n, e }: Readonly<Record<string, unknown>>): boolean =>
  kty !== 'RSA' || (isShort(n, LONGEST.n) && isShort(e, LONGEST.e))

const isShort = (value: unknown, longest: number) =>
  typeof value === 'string' && value.length <= longest
