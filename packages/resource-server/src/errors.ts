import type { BearerErrorCode } from '@gryphon/protocol'

/** Every `code` of an `AccessError`; they are stable. */
export type AccessErrorCode =
  | 'token_missing'
  | 'token_repeated'
  | 'method_refused'
  | 'token_malformed'
  | 'typ_mismatch'
  | 'alg_refused'
  | 'crit_unsupported'
  | 'key_unknown'
  | 'signature_invalid'
  | 'iss_mismatch'
  | 'aud_mismatch'
  | 'sub_missing'
  | 'token_expired'
  | 'token_not_yet_valid'
  | 'token_sender_constrained'
  | 'front_channel_refused'
  | 'scope_insufficient'
  | 'keys_unavailable'

/** What an `AccessError` tells beside its code. */
export interface AccessErrorDetails {
  readonly status: 400 | 401 | 403 | 503
  /** `error` of the challenge; absent when no token was sent (RFC 6750 §3.1). */
  readonly error?: BearerErrorCode
  /** The rule, as `RFC 9068 §4`. */
  readonly section: string
  readonly expected?: string | undefined
  readonly found?: string | undefined
  /** The scope that is needed (RFC 6750 §3). */
  readonly scope?: readonly string[]
  readonly cause?: unknown
}

/** Why a request for a protected resource is refused. Holds no token. */
export class AccessError extends Error {
  readonly code: AccessErrorCode
  readonly status: 400 | 401 | 403 | 503
  readonly error: BearerErrorCode | undefined
  readonly section: string
  readonly expected: string | undefined
  readonly found: string | undefined
  readonly scope: readonly string[] | undefined
  constructor(code: AccessErrorCode, message: string, details: AccessErrorDetails) {
    super(message, { cause: details.cause })
    this.name = 'AccessError'
    this.code = code
    this.status = details.status
    this.error = details.error
    this.section = details.section
    this.expected = details.expected
    this.found = details.found
    this.scope = details.scope
  }
}
