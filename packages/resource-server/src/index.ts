export type { AccessToken, Admission, Needs } from './access-token.ts'
export type { ApiRequest } from './api-request.ts'
export type { MtlsConfig } from './certificate.ts'
export type { Refusal } from './challenge.ts'
export { createVerifier } from './create-verifier.ts'
export type { DpopConfig, DpopNonceConfig } from './dpop-config.ts'
export {
  AccessError,
  type AccessErrorCode,
  type AccessErrorDetails,
  type ChallengeErrorCode,
  type Scheme,
} from './errors.ts'
export type { ApiAuthentication, IntrospectionConfig } from './introspection-config.ts'
export {
  type ClaimExpectation,
  type IssuerConfig,
  noAudience,
  present,
  untyped,
} from './issuer-config.ts'
export { type Claim, memoryReplay, type ReplayStore } from './replay-store.ts'
export type { ResourceMetadata, ResourceMetadataDocument } from './resource-metadata.ts'
export {
  allowInsecure,
  type Fetch,
  type GuardConfig,
  type ProtectedHandler,
  tokenInQuery,
  type Verifier,
  type VerifierConfig,
} from './verifier.ts'
