/** base64url characters of 4096 bits, and of 4 octets (RFC 7518 §6.3.1). */
const LONGEST = { n: 683, e: 6 } as const

/**
 * Whether a key of somebody else costs little enough to verify with: a modulus of 4096 bits at most, and a public exponent of
 * four octets, which is odd and 3 or more (RFC 8017 §3.1). A longer one would have us compute for seconds. Keys that are not RSA
 * always do.
 *
 * @example isLightKey({ kty: 'RSA', n: 'AQAB', e: 'AQAB' }) // true
 */
export const isLightKey = ({ kty, n, e }: Readonly<Record<string, unknown>>): boolean =>
  kty !== 'RSA' || (isShort(n, LONGEST.n) && isShort(e, LONGEST.e) && isExponent(e))

const isShort = (value: unknown, longest: number): value is string =>
  typeof value === 'string' && value.length <= longest

const isExponent = (e: string) => {
  const value = Number(`0x0${Buffer.from(e, 'base64url').toString('hex')}`)
  return value >= 3 && value % 2 === 1
}
