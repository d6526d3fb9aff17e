/**
 * The JWS algorithms that Gryphon knows, all asymmetric (RFC 7518 §3.1, RFC 8037 §3.1), with the digest that hash claims
 * of an ID Token signed with each use (Core §3.3.2.11; EdDSA: SHA-512, the digest of Ed25519 itself, RFC 8032 §5.1).
 */
// biome-ignore format: a table
export const SIGNING_ALGORITHMS = {
  RS256: { kty: 'RSA', digest: 'SHA-256' },
  RS384: { kty: 'RSA', digest: 'SHA-384' },
  RS512: { kty: 'RSA', digest: 'SHA-512' },
  PS256: { kty: 'RSA', digest: 'SHA-256' },
  PS384: { kty: 'RSA', digest: 'SHA-384' },
  PS512: { kty: 'RSA', digest: 'SHA-512' },
  ES256: { kty: 'EC',  digest: 'SHA-256' },
  ES384: { kty: 'EC',  digest: 'SHA-384' },
  ES512: { kty: 'EC',  digest: 'SHA-512' },
  EdDSA: { kty: 'OKP', digest: 'SHA-512' },
} as const

/** A JWS `alg` of a private key: RS, PS or ES with 256, 384 or 512, or EdDSA. */
export type SigningAlgorithm = keyof typeof SIGNING_ALGORITHMS

/** The digest names of WebCrypto, which Node's `createHash` knows too. */
export type DigestName = 'SHA-256' | 'SHA-384' | 'SHA-512'

/**
 * Whether this is the name of a signing algorithm that Gryphon knows.
 *
 * @example isSigningAlgorithm('none') // false
 */
export const isSigningAlgorithm = (alg: unknown): alg is SigningAlgorithm =>
  typeof alg === 'string' && Object.hasOwn(SIGNING_ALGORITHMS, alg)

/**
 * The JWS algorithms of a secret that both sides have (RFC 7518 §3.2), with the fewest octets that the secret of each must
 * have. Clients may prove themselves so (`client_secret_jwt`, Core §9); nothing else is signed so.
 */
// biome-ignore format: a table
export const HMAC_ALGORITHMS = {
  HS256: { secret_octets: 32 },
  HS384: { secret_octets: 48 },
  HS512: { secret_octets: 64 },
} as const

/** A JWS `alg` of a shared secret: HS256, HS384 or HS512. */
export type HmacAlgorithm = keyof typeof HMAC_ALGORITHMS

/**
 * Whether this is the name of an algorithm of a shared secret.
 *
 * @example isHmacAlgorithm('HS256') // true
 */
export const isHmacAlgorithm = (alg: unknown): alg is HmacAlgorithm =>
  typeof alg === 'string' && Object.hasOwn(HMAC_ALGORITHMS, alg)
