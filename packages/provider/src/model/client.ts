import type {
  ClientAuthenticationMethod,
  HmacAlgorithm,
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
  readonly token_endpoint_auth_signing_alg?: SigningAlgorithm | HmacAlgorithm
  /** Keyed hash of the secret; the secret itself is shown once, when it is made, and never kept. */
  readonly client_secret_hash?: string
  readonly jwks?: Jwks
  readonly jwks_uri?: string
  readonly id_token_signed_response_alg: SigningAlgorithm
  readonly default_max_age?: Seconds
  readonly require_auth_time?: boolean
  /** Whether every code must be bound by a code challenge (RFC 7636). Always so for public clients. */
  readonly require_pkce: boolean
  /** `pairwise` hides people from each other's clients (Core §8); absent: `public`. */
  readonly subject_type?: 'public' | 'pairwise'
  readonly sector_identifier_uri?: string
  /** Host of the sector (Core §8.1), settled at registration; a `pairwise` client without one is a sector by itself. */
  readonly sector_identifier?: string
  /** When set, UserInfo answers a JWT signed so (Core §5.3.2). */
  readonly userinfo_signed_response_alg?: SigningAlgorithm
  /** The alg that its request objects must have; any that is supported when absent (Dynamic Registration §2). */
  readonly request_object_signing_alg?: SigningAlgorithm
  readonly require_signed_request_object?: boolean
  readonly require_pushed_authorization_requests?: boolean
  /** Where its request objects may be fetched from; a prefix of none other is fetched (Dynamic Registration §2). */
  readonly request_uris?: readonly string[]
  readonly default_acr_values?: readonly string[]
  readonly initiate_login_uri?: string
  readonly post_logout_redirect_uris?: readonly string[]
  readonly frontchannel_logout_uri?: string
  readonly frontchannel_logout_session_required?: boolean
  readonly backchannel_logout_uri?: string
  readonly backchannel_logout_session_required?: boolean
  readonly application_type?: 'web' | 'native'
  readonly contacts?: readonly string[]
  /** Identifier and version of the client's software (RFC 7591 §2), as it says. */
  readonly software_id?: string
  readonly software_version?: string
  /** What people read, in other languages, by its name with a language tag: `client_name#fr` (Dynamic Registration §2.1). */
  readonly localized?: Readonly<Record<string, string>>
  /** The secret, sealed, where it must be had back to check an HMAC (`client_secret_jwt`, Core §9). */
  readonly client_secret_sealed?: string
  /** What of an assertion's `aud` is accepted: any name of this OP, or the issuer alone as a string. Not a metadata name. */
  readonly assertion_audience?: 'any' | 'issuer'
  /** The APIs it serves: it may introspect tokens that are for one of them (RFC 7662 §2.1). Not a metadata name. */
  readonly introspects?: readonly string[]
  /** Present when the client registered itself (RFC 7591). */
  readonly dynamic?: {
    /** Keyed hash of the registration access token (RFC 7592 §3). */
    readonly registration_access_token_hash: string
    /** A client that is not used until then is removed; absent once it was used. */
    readonly expires_at?: Seconds
  }
  /** First-party: consent is not asked for, but when the request says `prompt=consent`. */
  readonly trusted: boolean
  readonly created_at: Seconds
}

/** Whether a client wants to hear that a session has ended (Back-Channel Logout §2.2, Front-Channel Logout §2). */
export const hearsOfLogout = ({
  backchannel_logout_uri,
  frontchannel_logout_uri,
}: Pick<Client, 'backchannel_logout_uri' | 'frontchannel_logout_uri'>): boolean =>
  backchannel_logout_uri !== undefined || frontchannel_logout_uri !== undefined
