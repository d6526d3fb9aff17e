export type { Check, CheckName, CheckOutcome, CheckSource, LeftOut } from './check.ts'
export type {
  Authentication,
  AuthenticationInput,
  ClientAuthentication,
} from './client-authentication/client-authentication.ts'
export { clientSecretBasic } from './client-authentication/client-secret-basic.ts'
export { clientSecretPost } from './client-authentication/client-secret-post.ts'
export { none } from './client-authentication/none.ts'
export {
  type PrivateKeyJwtOptions,
  privateKeyJwt,
} from './client-authentication/private-key-jwt.ts'
export { createClient, discoverClient } from './discover-client.ts'
export {
  type CheckErrorCode,
  ClientError,
  type ClientErrorCode,
  type ClientErrorDetails,
} from './errors.ts'
export type { FrontChannel, IdTokenClaims, Login, Tokens, Userinfo } from './login.ts'
export type { ClientMetadata } from './metadata.ts'
export {
  allowInsecure,
  type ClientOptions,
  type Exchange,
  type Fetch,
  leaveOut,
} from './options.ts'
export type { RelyingParty } from './relying-party.ts'
export type { AuthenticationRequest, Begun, Transaction } from './transaction.ts'
