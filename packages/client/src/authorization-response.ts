import type { ResponseMode } from '@gryphon/protocol'
import { ClientError } from './errors.ts'
import { mediaTypeOf } from './media-type.ts'
import { readBody } from './read-body.ts'

/**
 * What an Authorization Response may hold (RFC 6749 §4.1.2, §4.2.2; Core §3.3.2.5; RFC 9207 §2;
 * Session Management §2), in whatever form it comes.
 */
export const RESPONSE_PARAMETERS = [
  'code',
  'access_token',
  'token_type',
  'expires_in',
  'scope',
  'id_token',
  'refresh_token',
  'state',
  'iss',
  'session_state',
  'error',
  'error_description',
  'error_uri',
] as const

/** What is read from a message: those, or the JWT that holds them (JARM §2.3). */
const PARAMETERS = [...RESPONSE_PARAMETERS, 'response'] as const

/** An Authorization Response as it came: nothing in it is believed yet. */
export interface AuthorizationResponse {
  /** How it came; `undefined` when only its parameters were given. */
  readonly mode: ResponseMode | undefined
  readonly parameters: Readonly<Partial<Record<(typeof PARAMETERS)[number], string | undefined>>>
}

/** Longer answers are no answers, however they come. */
const LONGEST = 262_144

type Parameters = AuthorizationResponse['parameters']

const KNOWN: ReadonlySet<string> = new Set(PARAMETERS)

const isKnown = (name: string): name is keyof Parameters => KNOWN.has(name)

const repeated = (name: string) =>
  new ClientError('parameter_repeated', `${name} is there more than once`, {
    section: 'RFC 6749 §3.1',
    source: 'authorization_response',
  })

const tooLong = () =>
  new ClientError('response_too_large', `the answer is longer than ${LONGEST} characters`, {
    source: 'authorization_response',
  })

/**
 * RFC 6749 §3.1: no parameter twice, one without a value is left out, unknown ones do not matter.
 */
const parseParameters = (given: URLSearchParams): Parameters => {
  const parameters: Record<string, string | undefined> = {}
  let length = 0
  given.forEach((value, name) => {
    if (!isKnown(name)) return
    if (Object.hasOwn(parameters, name)) throw repeated(name)
    length += value.length
    if (length > LONGEST) throw tooLong()
    parameters[name] = value === '' ? undefined : value
  })
  return parameters
}

const parseUrl = (url: URL): AuthorizationResponse => {
  const fragment = parseParameters(new URLSearchParams(url.hash.slice(1)))
  return Object.keys(fragment).length > 0
    ? { mode: 'fragment', parameters: fragment }
    : { mode: 'query', parameters: parseParameters(url.searchParams) }
}

const parseRequest = async (request: Request): Promise<AuthorizationResponse> => {
  if (request.method !== 'POST') return parseUrl(new URL(request.url))
  const type = mediaTypeOf(request.headers)
  if (type !== 'application/x-www-form-urlencoded')
    throw new ClientError('authorization_response_malformed', 'the response is no form', {
      section: 'Form Post Response Mode §2',
      source: 'authorization_response',
      found: type,
    })
  const body = await readBody(request.body, LONGEST)
  return { mode: 'form_post', parameters: parseParameters(new URLSearchParams(body)) }
}

/** By what is used of it: a framework may bring a `Request` of its own. A request of Node has no whole URL. */
const isWebRequest = (given: unknown): given is Request =>
  typeof given === 'object' &&
  given !== null &&
  'url' in given &&
  URL.canParse(String(given.url)) &&
  'headers' in given &&
  given.headers !== null &&
  typeof given.headers === 'object' &&
  'get' in given.headers

/**
 * Reads an Authorization Response from whatever it came in. Throws `ClientError` when it cannot be
 * read.
 */
export const parseAuthorizationResponse = (
  response: URL | Request | URLSearchParams,
): AuthorizationResponse | Promise<AuthorizationResponse> => {
  if (response instanceof URLSearchParams)
    return { mode: undefined, parameters: parseParameters(response) }
  if (response instanceof URL) return parseUrl(response)
  if (isWebRequest(response)) return parseRequest(response)
  throw new ClientError(
    'configuration_invalid',
    'the response must be a URL, a Web-standard Request, or URLSearchParams: of Express or Fastify, new URLSearchParams(request.body)',
    { found: typeof response },
  )
}
