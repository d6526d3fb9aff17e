import type { BearerErrorCode } from '@gryphon/protocol'

/** Every `code` of an `AccessError`; they are stable. */
export type AccessErrorCode =
  /** How the token was sent. */
  | 'token_missing'
  | 'token_repeated'
  | 'method_refused'
  | 'token_malformed'
  /** Whose token it is, and whether it is one. */
  | 'typ_mismatch'
  | 'alg_refused'
  | 'crit_unsupported'
  | 'kid_malformed'
  | 'key_unknown'
  | 'key_ambiguous'
  | 'signature_invalid'
  | 'iss_mismatch'
  | 'aud_mismatch'
  | 'sub_missing'
  | 'claim_mismatch'
  | 'id_token_refused'
  | 'token_expired'
  | 'token_not_yet_valid'
  | 'iat_in_future'
  | 'front_channel_refused'
  | 'token_inactive'
  /** To whom it is bound. */
  | 'token_sender_constrained'
  | 'token_unbound'
  | 'dpop_scheme_missing'
  | 'dpop_required'
  | 'certificate_missing'
  | 'certificate_mismatch'
  | 'certificate_required'
  /** The DPoP proof. */
  | 'dpop_proof_missing'
  | 'dpop_proof_malformed'
  | 'dpop_typ_mismatch'
  | 'dpop_alg_refused'
  | 'dpop_crit_unsupported'
  | 'dpop_jwk_malformed'
  | 'dpop_jwk_private'
  | 'dpop_signature_invalid'
  | 'dpop_jti_missing'
  | 'dpop_htm_mismatch'
  | 'dpop_htu_mismatch'
  | 'dpop_iat_out_of_window'
  | 'dpop_ath_mismatch'
  | 'dpop_jkt_mismatch'
  | 'dpop_nonce_missing'
  | 'dpop_nonce_invalid'
  | 'dpop_replayed'
  /** What it allows. */
  | 'scope_insufficient'
  | 'acr_insufficient'
  | 'authentication_too_old'
  /** What cannot be found out now. */
  | 'keys_unavailable'
  | 'introspection_unavailable'
  | 'replay_store_unavailable'

/** `error` of a challenge (RFC 6750 §3.1, RFC 9470 §3, RFC 9449 §7.1, §9). */
export type ChallengeErrorCode =
  | BearerErrorCode
  | 'insufficient_user_authentication'
  | 'invalid_dpop_proof'
  | 'use_dpop_nonce'

/** How a token was sent (RFC 6750 §2.1, RFC 9449 §7.1). */
export type Scheme = 'Bearer' | 'DPoP'

/** What an `AccessError` tells beside its code. */
export interface AccessErrorDetails {
  readonly status: 400 | 401 | 403 | 503
  /** `error` of the challenge; absent when no token was sent (RFC 6750 §3.1). */
  readonly error?: ChallengeErrorCode | undefined
  /** The rule, as `RFC 9068 §4`. */
  readonly section: string
  readonly expected?: string | undefined
  readonly found?: string | undefined
  /** The scheme whose challenge names the error; `Bearer` where absent. */
  readonly scheme?: Scheme
  /** The scope that is needed (RFC 6750 §3). */
  readonly scope?: readonly string[] | undefined
  /** How the person must have signed in (RFC 9470 §3). */
  readonly acr_values?: readonly string[] | undefined
  /** How many seconds ago at most (RFC 9470 §3). */
  readonly max_age?: number | undefined
  /** The nonce that the next proof must have (RFC 9449 §9). */
  readonly dpop_nonce?: string | undefined
  /** In how many seconds it may be different (RFC 9110 §10.2.3). */
  readonly retry_after?: number | undefined
  readonly cause?: unknown
}

/** Why a request for a protected resource is refused. Holds no token. */
export class AccessError extends Error {
  readonly code: AccessErrorCode
  readonly status: 400 | 401 | 403 | 503
  readonly error: ChallengeErrorCode | undefined
  readonly section: string
  readonly expected: string | undefined
  readonly found: string | undefined
  readonly scheme: Scheme
  readonly scope: readonly string[] | undefined
  readonly acr_values: readonly string[] | undefined
  readonly max_age: number | undefined
  readonly dpop_nonce: string | undefined
  readonly retry_after: number | undefined
  constructor(code: AccessErrorCode, message: string, details: AccessErrorDetails) {
    super(message, { cause: details.cause })
    this.name = 'AccessError'
    this.code = code
    this.status = details.status
    this.error = details.error
    this.section = details.section
    this.expected = details.expected
    this.found = details.found
    this.scheme = details.scheme ?? 'Bearer'
    this.scope = details.scope
    this.acr_values = details.acr_values
    this.max_age = details.max_age
    this.dpop_nonce = details.dpop_nonce
    this.retry_after = details.retry_after
  }
}

/** What a refusal tells of a value: never more of it than this, for it is anyone's to make up. */
const LONGEST_VALUE = 200

/** A value as an error tells it, on one line: nobody writes lines of their own into a log by it. */
export const valueText = (value: unknown): string | undefined =>
  (typeof value === 'string' ? value : JSON.stringify(value))
    ?.slice(0, LONGEST_VALUE)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?')

/** A token that is not good (RFC 6750 §3.1). */
export const invalidToken = (
  code: AccessErrorCode,
  description: string,
  details: Omit<AccessErrorDetails, 'status' | 'error'>,
): AccessError =>
  new AccessError(code, description, { status: 401, error: 'invalid_token', ...details })

/** The same refusal, of a token that was sent by this scheme: its challenge names the error. */
export const sentBy = (scheme: Scheme, error: unknown): unknown =>
  error instanceof AccessError && error.scheme !== scheme
    ? new AccessError(error.code, error.message, { ...error, cause: error.cause, scheme })
    : error
