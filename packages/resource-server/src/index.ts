export type { BearerErrorCode, SigningAlgorithm } from '@gryphon/protocol'
export type { AccessToken, Admission, Needs } from './access-token.ts'
export type { MtlsConfig } from './certificate.ts'
export { createVerifier } from './create-verifier.ts'
export type { DpopConfig, DpopNonceConfig } from './dpop/dpop-config.ts'
export { type Claim, memoryReplay, type ReplayStore } from './dpop/replay-store.ts'
export {
  AccessError,
  type AccessErrorCode,
  type AccessErrorDetails,
  type ChallengeErrorCode,
  type Scheme,
} from './errors.ts'
export type {
  ApiAuthentication,
  IntrospectionConfig,
} from './introspection/introspection-config.ts'
export {
  type ClaimExpectation,
  type IssuerConfig,
  noAudience,
  present,
  untyped,
} from './issuer/issuer-config.ts'
export type { ApiRequest } from './request/api-request.ts'
export type { Refusal } from './request/challenge.ts'
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
