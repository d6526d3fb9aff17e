import type { LeftOut } from './check.ts'
import type { DpopKeyPair } from './dpop-key.ts'

/**
 * Key of the option that accepts `http` URLs. Of loopback hosts only; those of any other host stay
 * refused.
 */
export const allowInsecure: unique symbol = Symbol('@gryphon/client allowInsecure')

/**
 * Key of the option that names checks to leave out. Each one left out opens the attack that it is
 * there for.
 */
export const leaveOut: unique symbol = Symbol('@gryphon/client leaveOut')

/**
 * One request on the back channel and its answer, whole: whoever shows it shortens the secrets in
 * it.
 */
export interface Exchange {
  readonly purpose:
    | 'discovery'
    | 'jwks'
    | 'token'
    | 'userinfo'
    | 'revocation'
    | 'pushed_authorization'
    | 'registration'
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly url: string
  readonly request_headers: Readonly<Record<string, string>>
  readonly request_body: string | undefined
  readonly status: number
  readonly response_headers: Readonly<Record<string, string>>
  readonly response_body: string
  /** In seconds. */
  readonly started_at: number
}

/** The part of `fetch` that is used. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** What an application may pass in; nothing of it is needed. */
export interface ClientOptions {
  /** Now, in seconds. */
  readonly now?: () => number
  readonly random?: (bytes: number) => Uint8Array
  readonly fetch?: Fetch
  /** By how many seconds the OP's clock may differ; 30. */
  readonly clock_tolerance?: number
  /** How many seconds the OP may take to answer on the back channel; 10. */
  readonly timeout?: number
  /** Audiences beside this client that an ID Token may have (Core §3.1.3.7, 3); none. */
  readonly trusted_audiences?: readonly string[]
  /**
   * Whether a front-channel ID Token must have `s_hash` (FAPI 1.0 Advanced §5.2.2.1); where present
   * it is always checked.
   */
  readonly s_hash?: 'required' | 'if_present'
  /**
   * The key that tokens are bound to (RFC 9449), from `generateDpopKey` or kept by the application. The private part need
   * not be extractable.
   */
  readonly dpop?: DpopKeyPair
  /**
   * Told of every exchange on the back channel, in the asynchronous context of the call that made
   * it.
   */
  readonly trace?: (exchange: Exchange) => void
  readonly [allowInsecure]?: boolean
  readonly [leaveOut]?: readonly LeftOut[]
}
