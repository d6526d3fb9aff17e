import type {
  ClientAuthenticationMethod,
  Jwks,
  ResponseMode,
  ResponseType,
  SigningAlgorithm,
} from '@gryphon/protocol'
import type { Seconds } from './seconds.ts'

/** A registered client (Dynamic Registration §2), its defaults filled in. */
export interface Client {
  readonly client_id: string
  readonly client_name?: string
  readonly client_uri?: string
  readonly logo_uri?: string
  readonly policy_uri?: string
  readonly tos_uri?: string
  readonly redirect_uris: readonly string[]
  readonly response_types: readonly ResponseType[]
  /** Response modes it may ask for; absent means all. Not a registered metadata name. */
  readonly response_modes?: readonly ResponseMode[]
  readonly grant_types: readonly string[]
  /** Scopes it may ask for. */
  readonly scope: readonly string[]
  readonly token_endpoint_auth_method: ClientAuthenticationMethod
  readonly token_endpoint_auth_signing_alg?: SigningAlgorithm
  /** Keyed hash of the secret; the secret itself is shown once, when it is made, and never kept. */
  readonly client_secret_hash?: string
  readonly jwks?: Jwks
  readonly jwks_uri?: string
  readonly id_token_signed_response_alg: SigningAlgorithm
  readonly default_max_age?: Seconds
  readonly require_auth_time?: boolean
  /** Whether every code must be bound by a code challenge (RFC 7636). Always so for public clients. */
  readonly require_pkce: boolean
  /** First-party: consent is not asked for, but when the request says `prompt=consent`. */
  readonly trusted: boolean
  readonly created_at: Seconds
}
