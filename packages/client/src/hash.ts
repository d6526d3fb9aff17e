import { digestOf, leftHalf, type SigningAlgorithm } from '@gryphon/protocol'

/**
 * The `c_hash`, `at_hash` or `s_hash` of a value in an ID Token signed with `alg` (Core §3.3.2.11),
 * by WebCrypto.
 */
export const hashOf = async (alg: SigningAlgorithm, value: string): Promise<string> => {
  const bytes = new TextEncoder().encode(value)
  return leftHalf(new Uint8Array(await crypto.subtle.digest(digestOf(alg), bytes)))
}
