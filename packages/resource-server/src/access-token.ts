/** A verified access token (RFC 9068 §2.2). */
export interface AccessToken {
  readonly iss: string
  readonly sub: string
  readonly aud: string | readonly string[]
  readonly exp: number
  readonly client_id?: string
  readonly iat?: number
  readonly jti?: string
  /** What it allows, word by word (RFC 6749 §3.3). */
  readonly scope: readonly string[]
  /** Whether it came through a browser, in a hybrid or implicit response. */
  readonly front_channel: boolean
  /** Every claim, as it is in the token. */
  readonly claims: Readonly<Record<string, unknown>>
}

/** What a request must be allowed to do. */
export interface Needs {
  /** Every one of these. */
  readonly scope?: readonly string[]
}
