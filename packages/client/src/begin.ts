import {
  base64url,
  defaultResponseMode,
  parseResponseType,
  suitsResponseType,
  takesCodeChallenge,
} from '@gryphon/protocol'
import { ClientError } from './errors.ts'
import type { Party } from './party.ts'
import type { AuthenticationRequest, Begun, Transaction } from './transaction.ts'

/** Parameters that are never the application's to set: each login has its own. */
const RESERVED = [
  'client_id',
  'redirect_uri',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'request',
  'request_uri',
  'dpop_jkt',
]

const checkRequest = (request: AuthenticationRequest) => {
  const reserved = RESERVED.find((name) => request[name] !== undefined)
  if (reserved !== undefined)
    throw new ClientError('parameter_reserved', `${reserved} is set by the library`)
  const { response_type, response_mode } = request
  const type = parseResponseType(response_type)
  if (type === undefined)
    throw new ClientError('configuration_invalid', 'there is no such response_type', {
      section: 'Core §3',
      found: response_type,
    })
  if (response_mode !== undefined && !suitsResponseType(response_mode, type))
    throw new ClientError(
      'response_mode_unsuitable',
      `${type} may not travel by ${response_mode}`,
      {
        section: 'Multiple Response Types §5',
        found: response_mode,
      },
    )
  return type
}

/** RFC 7636 §4.2. */
const challengeOf = async (code_verifier: string) => {
  const bytes = new TextEncoder().encode(code_verifier)
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))
}

const secretOf = (party: Party) => base64url(party.random(32))

const newTransaction = (party: Party, request: AuthenticationRequest): Transaction => {
  const response_type = checkRequest(request)
  const max_age = request.max_age ?? party.client.default_max_age
  return {
    iss: party.op.issuer,
    client_id: party.client.client_id,
    redirect_uri: party.client.redirect_uri,
    response_type,
    response_mode: request.response_mode ?? defaultResponseMode(response_type),
    scope: request.scope ?? 'openid',
    state: secretOf(party),
    nonce: secretOf(party),
    ...(takesCodeChallenge(response_type) && { code_verifier: secretOf(party) }),
    ...(max_age !== undefined && { max_age }),
    started_at: party.now(),
  }
}

/** What goes on the wire, in this order; a list is a parameter that is repeated (RFC 8707 §2). */
const parametersOf = async (
  { dpop }: Party,
  request: AuthenticationRequest,
  transaction: Transaction,
) => {
  const { iss: _iss, started_at: _at, code_verifier, response_mode: _mode, ...sent } = transaction
  const pkce =
    code_verifier === undefined
      ? {}
      : { code_challenge: await challengeOf(code_verifier), code_challenge_method: 'S256' }
  const jkt = code_verifier === undefined ? undefined : await dpop?.jkt()
  const binding = jkt === undefined ? {} : { dpop_jkt: jkt }
  return Object.entries({ ...request, ...sent, ...pkce, ...binding })
}

/**
 * Makes an Authentication Request and the transaction that its response will be held against (Core
 * §3.3.2.1).
 */
export const begin = async (party: Party, request: AuthenticationRequest): Promise<Begun> => {
  const transaction = newTransaction(party, request)
  const url = new URL(party.op.authorization_endpoint)
  for (const [name, value] of await parametersOf(party, request, transaction))
    for (const each of Array.isArray(value) ? value : [value])
      if (each !== undefined) url.searchParams.append(name, String(each))
  return { url: url.href, transaction }
}
