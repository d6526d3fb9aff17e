import type { AnyResponseMode, ResponseType } from '@gryphon/protocol'
import type { ClaimsRequest } from './claims-request.ts'

/** A parameter of a request: a list of texts is repeated (RFC 8707 §2), any other object is sent as JSON. */
export type RequestParameter = string | number | object | undefined

/**
 * What an application asks for (Core §3.1.2.1); other parameters (`ui_locales`, `audience`,
 * `authorization_details`) pass as they are.
 */
export interface AuthenticationRequest {
  readonly response_type: ResponseType
  /** Left out, it is the response type's default (Multiple Response Types §2.1). */
  readonly response_mode?: AnyResponseMode
  /** Space-delimited; `openid` when left out. */
  readonly scope?: string
  /** Space-delimited. */
  readonly prompt?: string
  readonly max_age?: number
  readonly login_hint?: string
  readonly id_token_hint?: string
  /** Voluntary: an essential `acr` is asked for in `claims`, and checked (Core §5.5.1.1). */
  readonly acr_values?: string
  /** Single claims (Core §5.5), as an object or as JSON. */
  readonly claims?: ClaimsRequest | string
  /** The APIs that access tokens are for (RFC 8707 §2). */
  readonly resource?: string | readonly string[]
  readonly [parameter: string]: RequestParameter
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
  readonly response_mode: AnyResponseMode
  readonly scope: string
  readonly state: string
  readonly nonce: string
  readonly code_verifier?: string
  readonly max_age?: number
  /** The values that `claims` asks for as essential, none of them when any will do (Core §5.5.1.1). */
  readonly essential_acr?: readonly string[]
  readonly essential_auth_time?: boolean
  /** In seconds. */
  readonly started_at: number
}

/** Where to send the browser, and what to keep until it comes back. */
export interface Begun {
  readonly url: string
  readonly transaction: Transaction
}
