/** RFC 6749 §4.1.2.1, Core §3.1.2.6, RFC 8707 §2. */
export type AuthorizationErrorCode =
  | 'invalid_request'
  | 'unauthorized_client'
  | 'access_denied'
  | 'unsupported_response_type'
  | 'invalid_scope'
  | 'invalid_target'
  | 'server_error'
  | 'temporarily_unavailable'
  | 'interaction_required'
  | 'login_required'
  | 'account_selection_required'
  | 'consent_required'
  | 'unmet_authentication_requirements'
  | 'invalid_request_uri'
  | 'invalid_request_object'
  | 'request_not_supported'
  | 'request_uri_not_supported'
  | 'registration_not_supported'

/** RFC 6749 §5.2, RFC 8707 §2, RFC 7009 §2.2.1. */
export type TokenErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'invalid_target'
  | 'temporarily_unavailable'

/** RFC 6750 §3.1. */
export type BearerErrorCode = 'invalid_request' | 'invalid_token' | 'insufficient_scope'

/**
 * A refusal in the words of the specifications: thrown where it is found, caught once per endpoint, sent as `error` and
 * `error_description`. `section` is the rule behind it, for the log, the operator and `gryphon explain`.
 */
export class ProtocolError<Code extends string> extends Error {
  readonly error: Code
  readonly section: string
  constructor(error: Code, description: string, section: string) {
    super(description)
    this.name = new.target.name
    this.error = error
    this.section = section
  }
}

/** Refuses an Authorization Request. */
export class AuthorizationError extends ProtocolError<AuthorizationErrorCode> {}

/** Refuses a request at the token, revocation or introspection endpoint. */
export class TokenError extends ProtocolError<TokenErrorCode> {}

/** RFC 7591 §3.2.2, RFC 6750 §3.1. */
export type RegistrationErrorCode =
  | 'invalid_redirect_uri'
  | 'invalid_client_metadata'
  | 'invalid_software_statement'
  | 'unapproved_software_statement'
  | 'invalid_request'
  | 'invalid_token'

/** Refuses a client registration. */
export class RegistrationError extends ProtocolError<RegistrationErrorCode> {}

/** Refuses a request for a protected resource (RFC 6750 §3.1). */
export class BearerError extends ProtocolError<BearerErrorCode> {
  /** The scope that would have sufficed (RFC 6750 §3). */
  readonly scope: string | undefined
  constructor(error: BearerErrorCode, description: string, section: string, scope?: string) {
    super(error, description, section)
    this.scope = scope
  }
}

/**
 * Text made fit for `error_description`: printable ASCII without `"` and `\` (RFC 6749 §5.2).
 *
 * @example errorText('scope "x" is unknown') // "scope 'x' is unknown"
 */
export const errorText = (text: string): string =>
  text.replaceAll('"', "'").replace(/[^\x20-\x21\x23-\x5B\x5D-\x7E]/g, '?')
