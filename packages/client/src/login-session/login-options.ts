import type { ProviderMetadata } from '@gryphon/protocol'
import type { ClientError } from '../errors.ts'
import type { ClientMetadata } from '../metadata.ts'
import type { ClientOptions } from '../options.ts'
import type { AuthenticationRequest } from '../transaction.ts'
import type { SessionStore } from './session-store.ts'

/** Where the routes are, below `base_url`. */
export interface LoginPaths {
  /** Begins a login; `?return_to=/path` says where it ends. */
  readonly login: string
  /** The path of the `redirect_uri`. */
  readonly callback: string
  readonly logout: string
  /** Only with a store that has `deleteAll`. */
  readonly backchannel_logout: string
}

/** How long a session lasts, and where it is kept. */
export interface SessionOptions {
  /** Seconds without a request after which it ends; one day. */
  readonly idle?: number
  /** Seconds after the login at which it ends in any case; seven days. */
  readonly absolute?: number
  /** Of the application; left out, a session is a sealed cookie. */
  readonly store?: SessionStore
}

/** What a login needs to know: how the client is registered, and where the application is. */
export interface LoginOptions extends Omit<ClientMetadata, 'redirect_uri'> {
  /** Of the OP; or its metadata, and then nothing is discovered. */
  readonly issuer: string | ProviderMetadata
  /** The application as browsers see it, before all proxies: never taken from a `Host` header. */
  readonly base_url: string
  /** For sealing cookies, 32 characters or more; of several, the first closes and all of them open. */
  readonly secret: string | readonly string[]
  /** `code id_token` by `form_post` and `openid` when left out. */
  readonly request?: Partial<AuthenticationRequest>
  readonly paths?: Partial<LoginPaths>
  readonly session?: SessionOptions
  /** Whether a logout ends the session at the OP too, where the OP has a way; `op`. */
  readonly logout_at?: 'op' | 'application'
  /**
   * A registered one; without it, a logout at the OP ends there. At a page of this site the way back is held against the
   * `state` of the logout (RP-Initiated Logout §3).
   */
  readonly post_logout_redirect_uri?: string
  /** Answers for a login that failed, instead of a plain page; what it throws goes to the framework. */
  readonly on_error?: (error: ClientError, request: Request) => Response | Promise<Response>
  readonly options?: ClientOptions
}
