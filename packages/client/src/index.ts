export type {
  AnyResponseMode,
  ClientAuthenticationMethod,
  ContentEncryptionAlgorithm,
  HmacAlgorithm,
  JwtResponseMode,
  KeyManagementAlgorithm,
  ProviderMetadata,
  ResponseMode,
  ResponseType,
  SigningAlgorithm,
} from '@gryphon/protocol'
export type { AccessToken } from './access-token.ts'
export type { Check, CheckName, CheckOutcome, CheckSource, LeftOut } from './check.ts'
export type { ClaimRequest, ClaimsRequest } from './claims-request.ts'
export type { AssertionAudience } from './client-authentication/client-assertion.ts'
export type {
  Authentication,
  AuthenticationInput,
  AuthenticationMethod,
  ClientAuthentication,
} from './client-authentication/client-authentication.ts'
export { clientSecretBasic } from './client-authentication/client-secret-basic.ts'
export {
  type ClientSecretJwtOptions,
  clientSecretJwt,
} from './client-authentication/client-secret-jwt.ts'
export { clientSecretPost } from './client-authentication/client-secret-post.ts'
export { none } from './client-authentication/none.ts'
export {
  type PrivateKeyJwtOptions,
  privateKeyJwt,
} from './client-authentication/private-key-jwt.ts'
export {
  selfSignedTlsClientAuth,
  tlsClientAuth,
} from './client-authentication/tls-client-auth.ts'
export { createDiscovery, type Discovery } from './create-discovery.ts'
export { createClient, discoverClient } from './discover-client.ts'
export { type DpopKeyPair, generateDpopKey } from './dpop-key.ts'
export type { EndSession, EndSessionRequest } from './end-session.ts'
export {
  type CheckErrorCode,
  ClientError,
  type ClientErrorCode,
  type ClientErrorDetails,
} from './errors.ts'
export type { FrontChannel, IdTokenClaims, Login, Tokens, TokenType, Userinfo } from './login.ts'
export type { LogoutRequest } from './logout-request.ts'
export type {
  LogoutToken,
  LogoutTokenClaims,
  LogoutTokenOptions,
  SeenLogoutToken,
} from './logout-token.ts'
export {
  deleteRegistration,
  readRegistration,
  updateRegistration,
} from './manage-registration.ts'
export type { ClientMetadata } from './metadata.ts'
export {
  allowInsecure,
  type ClientOptions,
  type Exchange,
  type Fetch,
  leaveOut,
} from './options.ts'
export { type Registered, type RegistrationOptions, registerClient } from './register-client.ts'
export { clientMetadataOf, type Unregistered } from './registered-client.ts'
export type { Registration, RegistrationMetadata } from './registration.ts'
export type { RelyingParty } from './relying-party.ts'
export type { ResourceRequest } from './resource-request.ts'
export type {
  AuthenticationRequest,
  Begun,
  RequestParameter,
  Transaction,
} from './transaction.ts'
