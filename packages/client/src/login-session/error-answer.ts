import type { ClientError, ClientErrorCode } from '../errors.ts'
import { errorPage } from './pages.ts'
import type { Site } from './site.ts'

/** Where the OP, or the way to it, is at fault. */
const GATEWAY: readonly ClientErrorCode[] = [
  'discovery_malformed',
  'endpoint_missing',
  'issuer_mismatch',
  'jwks_malformed',
  'request_failed',
  'request_timed_out',
  'response_too_large',
  'status_unexpected',
  'token_response_malformed',
  'userinfo_error',
  'userinfo_response_malformed',
]

/** Where the application itself is. */
const OWN: readonly ClientErrorCode[] = [
  'authentication_method_unsupported',
  'configuration_invalid',
  'dpop_alg_unsupported',
  'parameter_reserved',
  'response_mode_unsuitable',
  'session_too_large',
  'url_insecure',
]

/** What people are told; of all other codes, that the answer of the provider could not be trusted. */
const SENTENCES: Partial<Record<ClientErrorCode, string>> = {
  authorization_error: 'The provider did not log you in.',
  token_error: 'The provider did not complete your login. It may have been used already.',
  transaction_unknown:
    'This login is not known in this browser: it took too long, was used already, or began elsewhere.',
  return_to_refused: 'The page to return to is not one of this application.',
}

const sentenceOf = (code: ClientErrorCode, status: number) =>
  SENTENCES[code] ??
  (status === 400
    ? 'The answer of the provider could not be trusted.'
    : 'The login does not work at the moment. It is not your fault.')

/** The status of an answer that tells of this error: 400 for the request, 502 for the OP, 500 for the application. */
export const statusOf = (code: ClientErrorCode): number =>
  GATEWAY.includes(code) ? 502 : OWN.includes(code) ? 500 : 400

/**
 * The plain page of an error: a sentence and the stable code, nothing that was sent. An `error` of the OP's own is shown
 * only as far as it is a name (RFC 6749 §4.1.2.1).
 */
export const errorAnswer = ({ code, error }: ClientError, site: Site): Promise<Response> => {
  const status = statusOf(code)
  const named = error !== undefined && /^\w{1,64}$/.test(error) ? `${code}: ${error}` : code
  const login = site.base_path + site.paths.login
  return errorPage(status, { text: sentenceOf(code, status), code: named, login })
}
