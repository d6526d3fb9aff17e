import type { Prompt, ResponseMode, ResponseType } from '@gryphon/protocol'
import type { GuardedFetch } from './http/guarded-fetch.ts'
import type { Instruments } from './instruments.ts'
import type { Pages } from './interaction/pages.ts'
import type { ProviderEvent } from './model/event.ts'
import type { Lifetimes } from './model/lifetimes.ts'
import type { AccessTokenFormat } from './model/resource.ts'
import type { Seconds } from './model/seconds.ts'
import type { RegistrationLimits } from './registration/limit.ts'
import type { Store } from './store/store.ts'

/** What a provider is made of. Only the first five have no default. */
export interface ProviderConfig {
  /** Issuer of the default tenant: an https URL without query or fragment (http only for loopback). Others sit below it. */
  readonly issuer: string
  readonly store: Store
  /** 32 bytes that wrap every key in the store, and are not in it. */
  readonly master_key: Uint8Array
  /**
   * Master keys that may have wrapped what `master_key` does not open, while one takes the place of another: asked for only then, and
   * used to open alone. `admin.rewrapKeys` wraps with `master_key` what they open.
   */
  readonly other_master_keys?: () => Promise<readonly Uint8Array[]>
  /** In seconds: how long a key is used before its successor is, where `rotateDueKeys` is called. 90 days when left out. */
  readonly key_rotation?: Seconds
  readonly pages: Pages
  /** The claims of a person, of those named; `undefined` when there is no such person any more (tokens then mean nothing). */
  readonly claims: (
    tenant_id: string,
    sub: string,
    names: readonly string[],
  ) => Promise<Readonly<Record<string, unknown>> | undefined>
  readonly response_types?: readonly ResponseType[]
  readonly response_modes?: readonly ResponseMode[]
  /** Claims that `claims` may give: told by discovery, and no other can be asked for by name (Core §5.5). */
  readonly claims_supported?: readonly string[]
  /** Authentication Context Class References that `pages` may give a sign-in, for discovery. */
  readonly acr_values_supported?: readonly string[]
  /** Values of `prompt` that `pages` can meet, told by discovery; others are refused. All but `create` when absent. */
  readonly prompt_values_supported?: readonly Prompt[]
  /** Languages that the pages speak (BCP 47), for discovery. */
  readonly ui_locales_supported?: readonly string[]
  /** Whether every client must push its authorization requests (RFC 9126 §5). */
  readonly require_pushed_authorization_requests?: boolean
  /** How access tokens look that are for no API of their own: `jwt` (RFC 9068) when absent. */
  readonly access_token_format?: AccessTokenFormat
  /**
   * Who may register a client by request (RFC 7591): anybody, who has an initial access token (`token`), or nobody, which is
   * the default; then the endpoints are not there.
   */
  readonly registration?: 'open' | 'token' | 'off'
  /** How often an hour a client may be registered or replaced where anybody may: by one address, and in all at a tenant. */
  readonly registration_limits?: Partial<RegistrationLimits>
  /** The header in which a reverse proxy tells the client's address, the last one of it. Without one, that of the connection counts. */
  readonly client_address_header?: string
  /**
   * Whether clients may watch the session from a frame (Session Management): `session_state` in every answer, and
   * `check_session_iframe`. Off when left out: browsers that block third-party cookies let it see nothing.
   */
  readonly session_management?: boolean
  readonly lifetimes?: Partial<Lifetimes>
  readonly log?: (event: ProviderEvent) => void
  /** What watches it at work, for metrics and traces. */
  readonly instruments?: Instruments
  readonly now?: () => Seconds
  readonly random?: (bytes: number) => Uint8Array
  /** Fetches from addresses that clients chose (`jwks_uri`). The default refuses private addresses, redirects, large and slow answers. */
  readonly fetch?: GuardedFetch
}
