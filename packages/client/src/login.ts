import type { ResponseType } from '@gryphon/protocol'
import type { Check } from './check.ts'

/** The claims of a verified ID Token (Core §2). */
export interface IdTokenClaims {
  readonly iss: string
  readonly sub: string
  readonly aud: string | readonly string[]
  readonly exp: number
  readonly iat: number
  readonly nonce?: string
  readonly azp?: string
  readonly auth_time?: number
  readonly acr?: string
  readonly amr?: readonly string[]
  readonly c_hash?: string
  readonly at_hash?: string
  readonly s_hash?: string
  readonly sid?: string
  readonly [claim: string]: unknown
}

/** What came through the browser, checked (Core §3.3.2.5, §3.2.2.5, §3.1.2.5). */
export interface FrontChannel {
  readonly response_type: ResponseType
  /** Of the ID Token, if the response type has one. */
  readonly claims?: IdTokenClaims
  readonly id_token?: string
  readonly code?: string
  /** The access token that the browser has seen, if the response type has one. */
  readonly access_token?: string
  readonly expires_in?: number
  readonly scope?: string
  readonly session_state?: string
  readonly checks: readonly Check[]
  /** Exchanges the code on the back channel (Core §3.1.3, §3.3.3). Throws `ClientError`. */
  redeem(): Promise<Login>
}

/** What the token endpoint gave for the code, checked (Core §3.1.3.3, §3.3.3.3). */
export interface Login extends Tokens {
  /** The access token to use: never the one that the browser has seen. */
  readonly access_token: string
}

/**
 * How an access token is presented: alone (RFC 6750), or with a proof of the key that it is bound
 * to (RFC 9449 §7.1).
 */
export type TokenType = 'Bearer' | 'DPoP'

/** A successful answer of the token endpoint (Core §3.1.3.3, §12.2). */
export interface Tokens {
  /** Of the ID Token; absent when `openid` was not asked for, or a refresh gave none. */
  readonly claims?: IdTokenClaims
  readonly id_token?: string
  readonly access_token: string
  readonly token_type: TokenType
  readonly refresh_token?: string
  readonly expires_in?: number
  readonly scope?: string
  readonly checks: readonly Check[]
}

/** The claims of a UserInfo Response (Core §5.3.2). */
export interface Userinfo {
  readonly sub: string
  readonly [claim: string]: unknown
}
