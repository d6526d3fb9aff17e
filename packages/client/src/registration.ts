import { REGISTRATION_RULES } from './checks/registration.ts'
import { runRules } from './checks/run-rules.ts'
import { ClientError } from './errors.ts'
import type { BackChannelResponse } from './exchange.ts'
import { type JsonObject, parseJsonObject, textAt } from './json.ts'
import { answerInWords } from './op-answer.ts'
import { refusalOf } from './token-request.ts'

/** How a client describes itself (Dynamic Registration §2, RFC 7591 §2), in the specs' own names. */
export interface RegistrationMetadata {
  readonly redirect_uris?: readonly string[]
  readonly response_types?: readonly string[]
  readonly grant_types?: readonly string[]
  readonly token_endpoint_auth_method?: string
  readonly client_name?: string
  readonly scope?: string
  readonly jwks_uri?: string
  readonly jwks?: { readonly keys: readonly JsonObject[] }
  readonly [name: string]: unknown
}

/**
 * What the OP has registered (RFC 7591 §3.2.1), which may differ from what was asked for: plain JSON that the application
 * keeps, with the secrets in it.
 */
export interface Registration extends RegistrationMetadata {
  readonly client_id: string
  readonly client_secret?: string
  /** In seconds; 0 for never. */
  readonly client_secret_expires_at?: number
  /** What the registration is read and changed with (RFC 7592 §3), and where. */
  readonly registration_access_token?: string
  readonly registration_client_uri?: string
}

/** `error="…"` of a challenge (RFC 6750 §3). */
const errorOf = (challenge: string | null) => /\berror="([^"]*)"/.exec(challenge ?? '')?.[1]

/** The OP's own refusal (RFC 7591 §3.2.2, RFC 7592 §2), or that its answer is none. */
export const registrationRefusal = (
  response: BackChannelResponse,
  section: string,
  expected: string,
): ClientError => {
  const error = errorOf(response.headers.get('www-authenticate'))
  const isTold = error === undefined || textAt(parseJsonObject(response.body) ?? {}, 'error')
  if (isTold) return refusalOf('registration_error', response, section, expected)
  return new ClientError('registration_error', answerInWords(error, undefined), { section, error })
}

/** Reads a registration from an answer that has one. Throws `ClientError`. */
export const parseRegistration = (
  { body }: BackChannelResponse,
  section: string,
  expected: { readonly client_id?: string; readonly redirect_uris: readonly string[] },
): Registration => {
  const source = 'registration_response'
  const answer = parseJsonObject(body)
  if (answer === undefined)
    throw new ClientError('registration_response_malformed', 'the answer is no JSON object', {
      section,
      source,
    })
  runRules(REGISTRATION_RULES, { answer, expected }, { source, leftOut: [], before: [] })
  return answer as unknown as Registration
}
