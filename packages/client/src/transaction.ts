import type { ResponseMode, ResponseType } from '@gryphon/protocol'

/**
 * What an application asks for (Core §3.1.2.1); other parameters (`ui_locales`, `claims`,
 * `audience`) pass as they are.
 */
export interface AuthenticationRequest {
  readonly response_type: ResponseType
  /** Left out, it is the response type's default (Multiple Response Types §2.1). */
  readonly response_mode?: ResponseMode
  /** Space-delimited; `openid` when left out. */
  readonly scope?: string
  /** Space-delimited. */
  readonly prompt?: string
  readonly max_age?: number
  readonly login_hint?: string
  readonly id_token_hint?: string
  readonly acr_values?: string
  /** The APIs that access tokens are for (RFC 8707 §2). */
  readonly resource?: string | readonly string[]
  readonly [parameter: string]: string | number | readonly string[] | undefined
}

/**
 * What must be kept between the request and the response, by whoever asked: plain JSON. It belongs to one browser (in a
 * sealed cookie or a server-side session) and to one login; once used it is thrown away.
 */
export interface Transaction {
  readonly iss: string
  readonly client_id: string
  readonly redirect_uri: string
  readonly response_type: ResponseType
  readonly response_mode: ResponseMode
  readonly scope: string
  readonly state: string
  readonly nonce: string
  readonly code_verifier?: string
  readonly max_age?: number
  /** In seconds. */
  readonly started_at: number
}

/** Where to send the browser, and what to keep until it comes back. */
export interface Begun {
  readonly url: string
  readonly transaction: Transaction
}
