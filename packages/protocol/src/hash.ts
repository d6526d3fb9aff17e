import { type DigestName, SIGNING_ALGORITHMS, type SigningAlgorithm } from './algorithms.ts'
import { base64url } from './base64url.ts'

/**
 * The digest that the hash claims of an ID Token signed with `alg` use (Core §3.3.2.11).
 *
 * @example digestOf('PS384') // 'SHA-384'
 */
export const digestOf = (alg: SigningAlgorithm): DigestName => SIGNING_ALGORITHMS[alg].digest

/**
 * The value of a `c_hash`, `at_hash` or `s_hash`: the left half of the digest of the ASCII value, base64url
 * (Core §3.3.2.11). The digest is made by the caller, with what its platform has.
 *
 * @example leftHalf(createHash(digestOf('RS256')).update('a code').digest())
 */
export const leftHalf = (digest: Uint8Array): string =>
  base64url(digest.subarray(0, digest.length / 2))
