import {
  AuthorizationError,
  defaultResponseMode,
  parseResponseMode,
  parseResponseType,
  type ResponseMode,
  suitsResponseType,
  wordsOf,
} from '@gryphon/protocol'
import type { Client } from '../model/client.ts'
import type { Parameters } from '../model/parameters.ts'
import { isSameRedirectUri } from '../model/redirect-uri.ts'
import type { ReturnAddress } from '../model/request.ts'
import { LIMITS } from './limits.ts'
import { parseLocales } from './parse-hints.ts'

/**
 * Settles where the answer goes before anything else is judged (RFC 6749 §4.1.2.1, Core §3.1.2.2). What it throws is shown
 * to the user agent, never redirected.
 */
export function resolveReturnAddress(
  parameters: Parameters,
  client: Client | undefined,
  iss: string,
): ReturnAddress {
  checkOnce(parameters, 'client_id')
  if (!parameters.has('client_id'))
    throw new AuthorizationError('invalid_request', 'client_id is missing', 'RFC 6749 §4.1.1')
  if (client === undefined)
    throw new AuthorizationError('invalid_request', 'client_id is unknown', 'RFC 6749 §4.1.2.1')
  return {
    client,
    redirect_uri: redirectUri(parameters, client),
    redirect_uri_named: parameters.has('redirect_uri'),
    response_mode: responseMode(parameters),
    state: state(parameters),
    iss,
    ui_locales: locales(parameters),
  } as ReturnAddress
}

/** It is a wish, and a longer one is refused later. */
const MOST_LOCALES = 10

const locales = (parameters: Parameters): readonly string[] =>
  parseLocales(parameters.get('ui_locales')).slice(0, MOST_LOCALES)

function redirectUri(parameters: Parameters, client: Client): string {
  checkOnce(parameters, 'redirect_uri')
  const sent = parameters.get('redirect_uri')
  const [only, ...others] = client.redirect_uris
  if (sent === undefined && only !== undefined && others.length === 0) return only
  if (sent === undefined)
    throw new AuthorizationError(
      'invalid_request',
      'redirect_uri is missing, and the client has several',
      'RFC 6749 §3.1.2.3',
    )
  const native = client.token_endpoint_auth_method === 'none'
  if (!client.redirect_uris.some((registered) => isSameRedirectUri(registered, sent, native)))
    throw new AuthorizationError(
      'invalid_request',
      'redirect_uri is not registered for this client',
      'RFC 6749 §3.1.2.3',
    )
  return sent
}

function checkOnce(parameters: Parameters, name: string): void {
  if (parameters.repeated.includes(name))
    throw new AuthorizationError('invalid_request', `${name} came twice`, 'RFC 6749 §3.1')
}

/** The mode that was asked for, as far as the answer may travel so: errors too (PITFALLS 31). */
function responseMode(parameters: Parameters): ResponseMode {
  const text = parameters.get('response_type') ?? ''
  const type = parseResponseType(text)
  const asked = parseResponseMode(parameters.get('response_mode') ?? '')
  if (type === undefined) return asked ?? modeOfUnknownType(text)
  return asked !== undefined && suitsResponseType(asked, type) ? asked : defaultResponseMode(type)
}

/** An unknown type that names a credential is answered where that credential would be (Multiple Response Types §5). */
const modeOfUnknownType = (text: string): ResponseMode =>
  wordsOf(text).some((word) => word === 'token' || word === 'id_token') ? 'fragment' : 'query'

function state(parameters: Parameters): string | undefined {
  const state = parameters.get('state')
  const usable = !parameters.repeated.includes('state') && (state?.length ?? 0) <= LIMITS.state
  return usable ? state : undefined
}
