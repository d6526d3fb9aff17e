import type { Seconds } from './seconds.ts'

/** How long each thing lasts, in seconds. */
export interface Lifetimes {
  readonly code: Seconds
  /** From the token endpoint. */
  readonly access_token: Seconds
  /** From the authorization endpoint, where it passes through the browser. */
  readonly front_channel_access_token: Seconds
  readonly id_token: Seconds
  /** Of a refresh token that is not used. */
  readonly refresh_token: Seconds
  /** Of all refresh tokens of a grant, however often they are used. */
  readonly refresh_token_absolute: Seconds
  readonly session: Seconds
  /** Of a pushed authorization request. */
  readonly pushed_request: Seconds
  /** Of an interaction: how long a person may take on a page. */
  readonly interaction: Seconds
  /** How long the refresh token before the current one is an honest retry, for confidential and public clients. */
  readonly refresh_grace_confidential: Seconds
  readonly refresh_grace_public: Seconds
  /** Of a client that registered itself, by an initial access token, and is not used (RFC 7591). */
  readonly unused_client: Seconds
  /** The same where registration is open: nobody answers for it. */
  readonly unused_open_client: Seconds
}
