import type { Check } from './check.ts'
import type { Presence } from './checks/rule.ts'
import { runRules } from './checks/run-rules.ts'
import { TOKEN_RESPONSE_RULES } from './checks/token-response.ts'
import { endpointOf } from './endpoint.ts'
import { ClientError, type ClientErrorCode } from './errors.ts'
import type { BackChannelRequest, BackChannelResponse } from './exchange.ts'
import { type JsonObject, parseJsonObject, textAt } from './json.ts'
import type { TokenType } from './login.ts'
import { answerInWords } from './op-answer.ts'
import type { Party } from './party.ts'
import { exchangeWithProof } from './proven-exchange.ts'
import { parseSeconds } from './seconds.ts'

type Parameters = Readonly<Record<string, string | readonly string[] | undefined>>

/** A form as this client (Core §9), with a proof of who it is that is good for one request. */
const makeForm = async (
  { client, op, now, random }: Party,
  request: Pick<BackChannelRequest, 'purpose' | 'url'>,
  parameters: Parameters,
): Promise<BackChannelRequest> => {
  const proof = await client.authentication.authenticate({
    client_id: client.client_id,
    issuer: op.issuer,
    token_endpoint: op.token_endpoint,
    now: now(),
    random,
  })
  const form = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...parameters, ...proof.parameters }))
    for (const each of Array.isArray(value) ? value : [value])
      if (each !== undefined) form.append(name, each)
  return { ...request, method: 'POST', form, headers: proof.headers ?? {} }
}

/** Where a proof of possession goes with the request (RFC 9449 §5, §10.1). */
const PROVEN: readonly BackChannelRequest['purpose'][] = ['token', 'pushed_authorization']

/**
 * Sends a form as this client (Core §9), with a DPoP proof where the endpoint takes one; a list is a
 * parameter that is repeated.
 */
export const sendAsClient = async (
  party: Party,
  request: Pick<BackChannelRequest, 'purpose' | 'url'>,
  parameters: Parameters,
): Promise<BackChannelResponse> => {
  const dpop = PROVEN.includes(request.purpose) ? party.dpop : undefined
  return exchangeWithProof({ ...party, dpop }, () => makeForm(party, request, parameters))
}

/** The OP's own refusal (RFC 6749 §5.2), or that its answer is none. */
export const refusalOf = (
  code: Extract<
    ClientErrorCode,
    'token_error' | 'revocation_error' | 'registration_error' | 'pushed_authorization_error'
  >,
  { status, body }: BackChannelResponse,
  section: string,
  expected = '200',
): ClientError => {
  const refusal = parseJsonObject(body)
  const error = refusal && textAt(refusal, 'error')
  if (refusal === undefined || error === undefined)
    return new ClientError('status_unexpected', `the OP answered with status ${status}`, {
      section,
      expected,
      found: String(status),
    })
  const error_description = textAt(refusal, 'error_description')
  return new ClientError(code, answerInWords(error, error_description), {
    section,
    error,
    error_description,
    error_uri: textAt(refusal, 'error_uri'),
  })
}

/** A successful answer of the token endpoint, its ID Token not yet verified. */
export interface TokenResponse {
  readonly access_token: string
  readonly id_token: string | undefined
  /** The rest of what it gives, as `Tokens` has it. */
  readonly given: {
    readonly access_token: string
    readonly token_type: TokenType
    readonly refresh_token?: string
    readonly expires_in?: number
    readonly scope?: string
  }
  readonly checks: readonly Check[]
}

const givenBy = (body: JsonObject, access_token: string) => {
  const refresh_token = textAt(body, 'refresh_token')
  const expires_in = parseSeconds(body.expires_in)
  const scope = textAt(body, 'scope')
  return {
    access_token,
    ...(refresh_token && { refresh_token }),
    ...(expires_in !== undefined && { expires_in }),
    ...(scope && { scope }),
  }
}

/**
 * Makes a Token Request and checks what its answer is made of (Core §3.1.3.1, §3.1.3.3, §3.1.3.5).
 */
export const requestTokens = async (
  party: Party,
  parameters: Parameters,
  id_token: Presence,
): Promise<TokenResponse> => {
  const url = endpointOf(party, 'token_endpoint')
  const response = await sendAsClient(party, { purpose: 'token', url }, parameters)
  if (response.status !== 200) throw refusalOf('token_error', response, 'RFC 6749 §5.2')
  const body = parseJsonObject(response.body)
  if (body === undefined)
    throw new ClientError('token_response_malformed', 'the token response is no JSON object', {
      section: 'RFC 6749 §5.1',
      source: 'token_response',
    })
  const run = { source: 'token_response', leftOut: party.leftOut, before: [] } as const
  const token_type = party.dpop === undefined ? 'Bearer' : 'DPoP'
  const checks = runRules(TOKEN_RESPONSE_RULES, { body, id_token, token_type }, run)
  const access_token = textAt(body, 'access_token') ?? ''
  return {
    access_token,
    id_token: textAt(body, 'id_token'),
    given: { ...givenBy(body, access_token), token_type },
    checks,
  }
}
