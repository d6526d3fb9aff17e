import type { Seconds } from './seconds.ts'

/** How and when an End-User proved who they are. One frozen record: every token of a transaction repeats it (Core §3.3.3.6). */
export interface Authentication {
  readonly sub: string
  readonly auth_time: Seconds
  /** Authentication Context Class Reference (Core §2). */
  readonly acr?: string
  /** Authentication Methods References (Core §2, RFC 8176). */
  readonly amr?: readonly string[]
}

/** An End-User signed in at the OP with one browser. */
export interface Session extends Authentication {
  /** The session's public id (Front-Channel Logout §3), which pairwise clients do not see; not the cookie's value. */
  readonly sid: string
  /** The authorization request in which it happened: the evidence that `prompt=login` was met. */
  readonly in: string
  /** Clients that were told of this session and want to hear of its end. */
  readonly client_ids?: readonly string[]
  readonly created_at: Seconds
  readonly expires_at: Seconds
}

/** What an End-User has allowed a client, ever; `in` is the authorization request in which it was last said. */
export interface Consent {
  /** Scopes of OpenID Connect as they are; a permission of an API with the API before it (`indicator scope`). */
  readonly scope: readonly string[]
  /** The APIs, by indicator: allowed to be spoken to, with what `scope` has of them. */
  readonly resource: readonly string[]
  /** Claims asked for by name (Core §5.5) that were allowed. */
  readonly claims?: readonly string[]
  readonly in: string
  readonly given_at: Seconds
}
