import type {
  ContentEncryptionAlgorithm,
  KeyManagementAlgorithm,
  SigningAlgorithm,
} from '@gryphon/protocol'
import type { CryptoKey, JWK } from 'jose'
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
  /** Its ID Tokens come encrypted, both of them, and plain ones are refused (Core §10.2). */
  readonly id_token_encrypted_response_alg?: KeyManagementAlgorithm
  /** A128CBC-HS256 when not registered otherwise. */
  readonly id_token_encrypted_response_enc?: ContentEncryptionAlgorithm
  /** The one algorithm of responses in JWT form (JARM §3); RS256 when not registered otherwise. */
  readonly authorization_signed_response_alg?: SigningAlgorithm
  /** Responses in JWT form come encrypted, and plain ones are refused (JARM §3). */
  readonly authorization_encrypted_response_alg?: KeyManagementAlgorithm
  /** A128CBC-HS256 when not registered otherwise. */
  readonly authorization_encrypted_response_enc?: ContentEncryptionAlgorithm
  /** The one algorithm of signed UserInfo Responses; without it they are plain JSON (Core §5.3.2). */
  readonly userinfo_signed_response_alg?: SigningAlgorithm
  readonly userinfo_encrypted_response_alg?: KeyManagementAlgorithm
  /** A128CBC-HS256 when not registered otherwise. */
  readonly userinfo_encrypted_response_enc?: ContentEncryptionAlgorithm
  /**
   * The private keys whose public halves the OP encrypts for; a JWK with `kid` is found by it. All
   * are tried that fit, so that keys can be changed.
   */
  readonly decryption_keys?: readonly (CryptoKey | JWK)[]
  /** With this private key every request is signed (RFC 9101). */
  readonly request_object_signing_key?: CryptoKey | JWK
  /** Needed for a `CryptoKey`, and for a JWK without `alg`. */
  readonly request_object_signing_alg?: SigningAlgorithm
  /** Whether requests are pushed (RFC 9126 §6); where the OP requires it they are anyway. */
  readonly require_pushed_authorization_requests?: boolean
  /** The `max_age` of a request that names none. */
  readonly default_max_age?: number
  /** Whether `iss` and `sid` must be in every front-channel logout request (Front-Channel Logout §2). */
  readonly frontchannel_logout_session_required?: boolean
  /** Whether every ID Token must have `auth_time`. */
  readonly require_auth_time?: boolean
  /**
   * Whether its access tokens are bound to the certificate of the TLS connection (RFC 8705 §3.4);
   * `mtls_endpoint_aliases` are used then.
   */
  readonly tls_client_certificate_bound_access_tokens?: boolean
}
