import type { ResponseType } from './response-type.ts'

/** How a client proves who it is at the token endpoint (Core §9). */
export const CLIENT_AUTHENTICATION_METHODS = [
  'client_secret_basic',
  'client_secret_post',
  'client_secret_jwt',
  'private_key_jwt',
  'none',
] as const

/** A `token_endpoint_auth_method` of Core §9: `client_secret_basic`, `_post` or `_jwt`, `private_key_jwt`, `none`. */
export type ClientAuthenticationMethod = (typeof CLIENT_AUTHENTICATION_METHODS)[number]

/** `client_assertion_type` of a JWT (RFC 7523 §2.2). */
export const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** A JSON Web Key Set (RFC 7517 §5). */
export interface Jwks {
  readonly keys: readonly Readonly<Record<string, unknown>>[]
}

/** What an OP says of itself (Discovery §3, RFC 8414 §2, RFC 9207 §3). */
export interface ProviderMetadata {
  readonly issuer: string
  readonly authorization_endpoint: string
  readonly token_endpoint: string
  readonly jwks_uri: string
  readonly userinfo_endpoint?: string
  readonly revocation_endpoint?: string
  readonly introspection_endpoint?: string
  readonly end_session_endpoint?: string
  readonly registration_endpoint?: string
  readonly scopes_supported?: readonly string[]
  readonly response_types_supported: readonly (ResponseType | (string & {}))[]
  readonly response_modes_supported?: readonly string[]
  readonly grant_types_supported?: readonly string[]
  readonly subject_types_supported?: readonly string[]
  readonly id_token_signing_alg_values_supported?: readonly string[]
  readonly token_endpoint_auth_methods_supported?: readonly string[]
  readonly token_endpoint_auth_signing_alg_values_supported?: readonly string[]
  readonly code_challenge_methods_supported?: readonly string[]
  readonly claims_supported?: readonly string[]
  readonly authorization_response_iss_parameter_supported?: boolean
  readonly [name: string]: unknown
}
