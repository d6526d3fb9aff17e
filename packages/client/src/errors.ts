import type { Check, CheckName, CheckSource } from './check.ts'

/**
 * What a message failed by: `c_hash_missing` when it is required and not there, `c_hash_mismatch`
 * when it is another.
 */
export type CheckErrorCode =
  /** It is required and not there. */
  | `${CheckName}_missing`
  /** It is another than was expected. */
  | `${CheckName}_mismatch`
  /** It was not asked for, or may not be there. */
  | `${'access_token' | 'code' | 'encryption' | 'id_token' | 'refresh_token' | 'response'}_unexpected`
  | 'nonce_unexpected'
  /** It is too late or too early for it, with the clock tolerance. */
  | 'id_token_expired'
  | 'id_token_not_yet_valid'
  | 'response_expired'
  | 'response_not_yet_valid'
  | 'auth_time_too_old'
  | 'userinfo_expired'
  | 'logout_token_expired'
  | 'logout_token_not_yet_valid'
  /** A JWT that cannot be trusted or read. */
  | 'logout_token_replayed'
  | 'crit_unsupported'
  | 'zip_unsupported'
  | 'decryption_failed'
  | 'key_unknown'
  | 'key_ambiguous'
  | 'signature_invalid'

/** Every `code` of a `ClientError`; they are stable. */
export type ClientErrorCode =
  | CheckErrorCode
  /** The OP refused: its own `error` is beside the code. */
  | 'authorization_error'
  | 'token_error'
  | 'userinfo_error'
  | 'revocation_error'
  | 'registration_error'
  | 'pushed_authorization_error'
  /** The message cannot be read. */
  | 'parameter_repeated'
  | 'authorization_response_malformed'
  | 'id_token_malformed'
  | 'token_response_malformed'
  | 'pushed_authorization_response_malformed'
  | 'userinfo_response_malformed'
  | 'registration_response_malformed'
  | 'logout_token_malformed'
  | 'discovery_malformed'
  | 'jwks_malformed'
  /** The back channel. */
  | 'issuer_mismatch'
  | 'url_insecure'
  | 'endpoint_missing'
  | 'request_failed'
  | 'request_timed_out'
  | 'response_too_large'
  | 'status_unexpected'
  /** The session of an application (the ready adapters). */
  | 'transaction_unknown'
  | 'return_to_refused'
  | 'session_missing'
  | 'session_too_large'
  | 'access_token_expired'
  /** The application's own mistakes. */
  | 'configuration_invalid'
  | 'authentication_method_unsupported'
  | 'dpop_alg_unsupported'
  | 'parameter_reserved'
  | 'response_mode_unsuitable'
  | 'transaction_mismatch'

/** What a `ClientError` tells beside its code. */
export interface ClientErrorDetails {
  /** The rule, as `Core §3.3.2.10`. */
  readonly section?: string
  /** The message that failed, when it failed a check. */
  readonly source?: CheckSource
  readonly expected?: string | undefined
  readonly found?: string | undefined
  /** `error` of the OP's own answer (RFC 6749 §4.1.2.1, §5.2). */
  readonly error?: string | undefined
  readonly error_description?: string | undefined
  readonly error_uri?: string | undefined
  /** The checks made until then, the failed one last. */
  readonly checks?: readonly Check[]
  readonly cause?: unknown
}

/**
 * Why a login, a token or an answer was not accepted. `code` is stable and made for programs; `message` is for people.
 * Neither holds a whole secret.
 */
export class ClientError extends Error {
  readonly code: ClientErrorCode
  readonly section: string | undefined
  readonly source: CheckSource | undefined
  readonly expected: string | undefined
  readonly found: string | undefined
  readonly error: string | undefined
  readonly error_description: string | undefined
  readonly error_uri: string | undefined
  readonly checks: readonly Check[]
  constructor(code: ClientErrorCode, message: string, details: ClientErrorDetails = {}) {
    super(message, { cause: details.cause })
    this.name = 'ClientError'
    this.code = code
    this.section = details.section
    this.source = details.source
    this.expected = details.expected
    this.found = details.found
    this.error = details.error
    this.error_description = details.error_description
    this.error_uri = details.error_uri
    this.checks = details.checks ?? []
  }
}
