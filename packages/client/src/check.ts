/** The message in which something was checked. */
export type CheckSource =
  | 'authorization_response'
  | 'authorization_response_jwt'
  | 'front_channel_id_token'
  | 'token_response'
  | 'back_channel_id_token'
  | 'both_id_tokens'
  | 'refreshed_id_token'
  | 'userinfo_response'
  | 'pushed_authorization_response'
  | 'registration_response'
  | 'end_session_response'
  | 'logout_token'
  | 'logout_request'

/** What was checked, named after the parameter, claim or header it looks at. */
export type CheckName =
  | 'access_token'
  | 'acr'
  | 'alg'
  | 'at_hash'
  | 'aud'
  | 'auth_time'
  | 'azp'
  | 'c_hash'
  | 'client_id'
  | 'code'
  | 'content_type'
  | 'crit'
  | 'decryption'
  | 'encryption'
  | 'events'
  | 'exp'
  | 'expires_in'
  | 'iat'
  | 'id_token'
  | 'iss'
  | 'jti'
  | 'jwe_alg'
  | 'jwe_enc'
  | 'nbf'
  | 'nonce'
  | 'redirect_uri'
  | 'refresh_token'
  | 'request_uri'
  | 'response'
  | 'response_mode'
  | 's_hash'
  | 'sid'
  | 'signature'
  | 'state'
  | 'sub'
  | 'token_type'
  | 'trusted_aud'
  | 'typ'
  | 'zip'

/**
 * A check that an application leaves out, in one message: not one without which nothing is left to
 * be checked.
 */
export interface LeftOut {
  readonly source: CheckSource
  readonly check: Exclude<
    CheckName,
    | 'alg'
    | 'crit'
    | 'signature'
    | 'decryption'
    | 'encryption'
    | 'jwe_alg'
    | 'jwe_enc'
    | 'zip'
    | 'code'
    | 'access_token'
    | 'id_token'
    | 'refresh_token'
    | 'client_id'
    | 'events'
    | 'request_uri'
    | 'response'
    | 'sub'
  >
}

/**
 * What became of a check: `absent` when there was nothing to check and nothing was required, `left_out` when the
 * application asked for that by name, `failed` only in `ClientError.checks`.
 */
export type CheckOutcome = 'passed' | 'absent' | 'left_out' | 'failed'

/**
 * One check that was made, with the rule behind it and both values as text; secrets are shortened.
 */
export interface Check {
  readonly check: CheckName
  readonly source: CheckSource
  /** The rule, as `Core §3.3.2.10`. */
  readonly section: string
  readonly expected?: string
  readonly found?: string
  readonly outcome: CheckOutcome
}
