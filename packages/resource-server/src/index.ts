export type { AccessToken, Needs } from './access-token.ts'
export { createVerifier } from './create-verifier.ts'
export { AccessError, type AccessErrorCode, type AccessErrorDetails } from './errors.ts'
export {
  allowInsecure,
  type Fetch,
  type ProtectedHandler,
  type Verifier,
  type VerifierConfig,
} from './verifier.ts'
