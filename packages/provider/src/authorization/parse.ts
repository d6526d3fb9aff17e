import {
  AuthorizationError,
  defaultResponseMode,
  isCodeChallenge,
  PROMPTS,
  type Prompt,
  parseResponseMode,
  parseResponseType,
  type ResponseMode,
  type ResponseType,
  suitsResponseType,
  takesCodeChallenge,
  wordsOf,
} from '@gryphon/protocol'
import type { Client } from '../model/client.ts'
import type { Parameters } from '../model/parameters.ts'
import type { AuthorizationRequest, ReturnAddress } from '../model/request.ts'
import type { Resource } from '../model/resource.ts'
import type { Seconds } from '../model/seconds.ts'
import { LIMITS } from './limits.ts'
import { parseClaims } from './parse-claims.ts'
import { parseDisplay, parseIdTokenHint, parseLocales } from './parse-hints.ts'
import { parseNonce, parseResources, parseScope } from './parse-scope.ts'

/** What the OP has and allows, as far as a request is judged by it. */
export interface Supported {
  readonly response_types: readonly ResponseType[]
  readonly response_modes: readonly ResponseMode[]
  /** Values of `prompt` that the pages can meet. */
  readonly prompt_values_supported: readonly Prompt[]
  readonly resources: readonly Resource[]
  /** Names of claims that can be asked for. */
  readonly claims_supported: readonly string[]
  /** The claims of an ID Token of ours, of whatever age; `undefined` for anything else. */
  readonly verifyIdToken: (text: string) => Readonly<Record<string, unknown>> | undefined
}

const refuse = (
  error: AuthorizationError['error'],
  description: string,
  section: string,
): AuthorizationError => new AuthorizationError(error, description, section)

/** Core §3.1.2.2, §3.2.2.2, §3.3.2.2: every check whose failure is answered at `to`. */
export function parseAuthorizationRequest(
  id: string,
  parameters: Parameters,
  to: ReturnAddress,
  supported: Supported,
): AuthorizationRequest {
  checkForm(parameters)
  const response_type = responseType(parameters, to.client, supported)
  checkResponseMode(parameters, to.client, response_type, supported)
  const resources = parseResources(parameters, supported.resources)
  const asked_scope = wordsOf(parameters.get('scope'))
  return {
    id,
    to,
    response_type,
    asked_scope,
    scope: parseScope(asked_scope, to.client, response_type, resources),
    resources,
    nonce: parseNonce(parameters, response_type),
    code_challenge: codeChallenge(parameters, to.client, response_type),
    prompt: prompt(parameters, supported),
    max_age: maxAge(parameters, to.client),
    login_hint: parameters.get('login_hint'),
    claims: parseClaims(parameters, supported),
    acr_values: acrValues(parameters, to.client),
    hinted_sub: parseIdTokenHint(parameters, to.client, supported),
    ui_locales: parseLocales(parameters.get('ui_locales')),
    claims_locales: parseLocales(parameters.get('claims_locales')),
    display: parseDisplay(parameters),
  } as AuthorizationRequest
}

/** Parameters of features that this OP does not have, and the error that each specification gives for it. */
const UNSUPPORTED = [['registration', 'registration_not_supported', 'Core §7.2.1']] as const

const LIMITED = Object.entries(LIMITS)

function checkForm(parameters: Parameters): void {
  const [twice] = parameters.repeated
  if (twice !== undefined)
    throw refuse('invalid_request', 'a parameter came twice', 'RFC 6749 §3.1')
  for (const [name, error, section] of UNSUPPORTED)
    if (parameters.has(name)) throw refuse(error, `${name} is not supported`, section)
  for (const [name, limit] of LIMITED)
    if ((parameters.get(name)?.length ?? 0) > limit)
      throw refuse('invalid_request', `${name} is longer than ${limit} characters`, 'limits')
}

function responseType(
  parameters: Parameters,
  client: Client,
  { response_types }: Supported,
): ResponseType {
  const text = parameters.get('response_type')
  if (text === undefined)
    throw refuse('invalid_request', 'response_type is missing', 'RFC 6749 §4.1.2.1')
  const type = parseResponseType(text)
  if (type === undefined || !response_types.includes(type))
    throw refuse('unsupported_response_type', 'response_type is not supported', 'Core §3.1.2.6')
  if (!client.response_types.includes(type))
    throw refuse(
      'unauthorized_client',
      'the client is not registered for this response_type',
      'Dynamic Registration §2',
    )
  return type
}

function checkResponseMode(
  parameters: Parameters,
  client: Client,
  type: ResponseType,
  { response_modes }: Supported,
): void {
  const mode = parseResponseMode(parameters.get('response_mode') ?? defaultResponseMode(type))
  if (mode === undefined || !response_modes.includes(mode))
    throw refuse(
      'invalid_request',
      'response_mode is not supported',
      'Multiple Response Types §2.1',
    )
  if (!suitsResponseType(mode, type))
    throw refuse(
      'invalid_request',
      `response_mode ${mode} does not suit this response_type`,
      'Multiple Response Types §5',
    )
  if (client.response_modes !== undefined && !client.response_modes.includes(mode))
    throw refuse(
      'unauthorized_client',
      'the client is not registered for this response_mode',
      'client setting response_modes',
    )
}

function codeChallenge(
  parameters: Parameters,
  client: Client,
  type: ResponseType,
): string | undefined {
  if (!takesCodeChallenge(type)) return undefined
  const challenge = parameters.get('code_challenge')
  const method = parameters.get('code_challenge_method')
  if (challenge === undefined && method !== undefined)
    throw refuse('invalid_request', 'code_challenge is missing', 'RFC 7636 §4.3')
  if (challenge === undefined && client.require_pkce)
    throw refuse('invalid_request', 'code_challenge is required', 'RFC 7636 §4.4.1')
  if (challenge === undefined) return undefined
  if (method !== 'S256')
    throw refuse('invalid_request', 'code_challenge_method must be S256', 'RFC 7636 §4.4.1')
  if (!isCodeChallenge(challenge))
    throw refuse('invalid_request', 'code_challenge is not an S256 challenge', 'RFC 7636 §4.2')
  return challenge
}

function prompt(parameters: Parameters, { prompt_values_supported }: Supported): readonly Prompt[] {
  const asked = wordsOf(parameters.get('prompt'))
  const prompt = PROMPTS.filter((known) => asked.includes(known))
  if (prompt.length < asked.length)
    throw refuse('invalid_request', 'prompt has an unknown value', 'Core §3.1.2.1')
  if (prompt.includes('none') && prompt.length > 1)
    throw refuse('invalid_request', 'prompt none stands alone', 'Core §3.1.2.1')
  const unmet = prompt.find((value) => !prompt_values_supported.includes(value))
  if (unmet !== undefined)
    throw refuse(
      'invalid_request',
      `prompt ${unmet} is not supported`,
      'Initiating User Registration §4.1',
    )
  return prompt
}

const acrValues = (parameters: Parameters, { default_acr_values = [] }: Client) =>
  parameters.has('acr_values') ? wordsOf(parameters.get('acr_values')) : default_acr_values

function maxAge(parameters: Parameters, client: Client): Seconds | undefined {
  const text = parameters.get('max_age')
  if (text === undefined) return client.default_max_age
  if (!/^\d+$/.test(text))
    throw refuse('invalid_request', 'max_age is not a number of seconds', 'Core §3.1.2.1')
  return Number(text)
}
