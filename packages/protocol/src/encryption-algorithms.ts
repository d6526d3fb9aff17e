/**
 * The JWE key management algorithms that Gryphon knows, all asymmetric (RFC 7518 §4.3, §4.6): no RSA1_5, whose padding
 * tells (RFC 8725 §3.2), no passwords, no shared secrets.
 */
// biome-ignore format: a table
export const KEY_MANAGEMENT_ALGORITHMS = {
  'RSA-OAEP':       { kty: 'RSA' },
  'RSA-OAEP-256':   { kty: 'RSA' },
  'RSA-OAEP-384':   { kty: 'RSA' },
  'RSA-OAEP-512':   { kty: 'RSA' },
  'ECDH-ES':        { kty: 'EC' },
  'ECDH-ES+A128KW': { kty: 'EC' },
  'ECDH-ES+A192KW': { kty: 'EC' },
  'ECDH-ES+A256KW': { kty: 'EC' },
} as const

/** A JWE `alg`: RSA-OAEP, alone or with -256, -384 or -512; ECDH-ES, alone or with +A128KW, +A192KW or +A256KW. */
export type KeyManagementAlgorithm = keyof typeof KEY_MANAGEMENT_ALGORITHMS

/** The JWE content encryption algorithms (RFC 7518 §5.1). */
export const CONTENT_ENCRYPTION_ALGORITHMS = [
  'A128CBC-HS256',
  'A192CBC-HS384',
  'A256CBC-HS512',
  'A128GCM',
  'A192GCM',
  'A256GCM',
] as const

/** A JWE `enc`: A128CBC-HS256, A192CBC-HS384, A256CBC-HS512, A128GCM, A192GCM or A256GCM. */
export type ContentEncryptionAlgorithm = (typeof CONTENT_ENCRYPTION_ALGORITHMS)[number]

/** The `enc` of a client that has registered an `alg` alone (Dynamic Registration §2; JARM §3). */
export const DEFAULT_CONTENT_ENCRYPTION: ContentEncryptionAlgorithm = 'A128CBC-HS256'

/**
 * Whether this is the name of a key management algorithm that Gryphon knows.
 *
 * @example isKeyManagementAlgorithm('RSA1_5') // false
 */
export const isKeyManagementAlgorithm = (alg: unknown): alg is KeyManagementAlgorithm =>
  typeof alg === 'string' && Object.hasOwn(KEY_MANAGEMENT_ALGORITHMS, alg)

/**
 * Whether this is the name of a content encryption algorithm that Gryphon knows.
 *
 * @example isContentEncryptionAlgorithm('A256GCM') // true
 */
export const isContentEncryptionAlgorithm = (enc: unknown): enc is ContentEncryptionAlgorithm =>
  CONTENT_ENCRYPTION_ALGORITHMS.some((known) => known === enc)
