import type { SigningAlgorithm } from '@gryphon/protocol'
import type { ClientAuthentication } from './client-authentication/client-authentication.ts'

/** How this client is registered at the OP (Dynamic Registration §2). */
export interface ClientMetadata {
  readonly client_id: string
  /** One of the registered `redirect_uris`. */
  readonly redirect_uri: string
  /** How it proves who it is at the token endpoint (Core §9). */
  readonly authentication: ClientAuthentication
  /** The one algorithm that its ID Tokens are signed with; RS256 when not registered otherwise. */
  readonly id_token_signed_response_alg?: SigningAlgorithm
  /** The `max_age` of a request that names none. */
  readonly default_max_age?: number
  /** Whether every ID Token must have `auth_time`. */
  readonly require_auth_time?: boolean
  /**
   * Whether its access tokens are bound to the certificate of the TLS connection (RFC 8705 §3.4);
   * `mtls_endpoint_aliases` are used then.
   */
  readonly tls_client_certificate_bound_access_tokens?: boolean
}
