/** A verified access token (RFC 9068 §2.2). */
export interface AccessToken {
  readonly iss: string
  readonly sub: string
  /** Absent only where `[noAudience]` says so. */
  readonly aud?: string | readonly string[]
  readonly exp: number
  /** The client that has it: `client_id`, or what its issuer says instead (`azp`, `appid`). */
  readonly client_id?: string
  readonly iat?: number
  readonly jti?: string
  /** What it allows, word by word (RFC 6749 §3.3). */
  readonly scope: readonly string[]
  /** Whether it came through a browser, in a hybrid or implicit response. */
  readonly front_channel: boolean
  /** Every claim, as it is in the token, or in the answer to introspection. */
  readonly claims: Readonly<Record<string, unknown>>
}

/** What a request must be allowed to do, and by whom. */
export interface Needs {
  /** Every one of these. */
  readonly scope?: readonly string[]
  /** One of these Authentication Context Class References (RFC 9470 §3). */
  readonly acr_values?: readonly string[]
  /** The person signed in at most so many seconds ago (RFC 9470 §3). */
  readonly max_age?: number
  /** Whether the issuer is asked if the token still stands (RFC 7662), a JWT too. */
  readonly introspect?: boolean
}

/** A request that is let through: whose it is, and what the answer must tell its client. */
export interface Admission {
  readonly token: AccessToken
  /** Header fields for the answer: a new `dpop-nonce` (RFC 9449 §8.2). */
  readonly headers: Readonly<Record<string, string>>
}
