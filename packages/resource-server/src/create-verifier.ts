import type { Verifier, VerifierConfig } from './verifier.ts'

/** The guard of one API: verifies RFC 9068 access tokens with the issuer's own keys. */
export const createVerifier = (_config: VerifierConfig): Verifier => {
  throw new Error('being written')
}
