import {
  base64url,
  defaultResponseMode,
  isJwtResponseMode,
  parseResponseMode,
  parseResponseType,
  type ResponseType,
  suitsResponseType,
  suitsResponseTypeAsJwt,
  takesCodeChallenge,
} from '@gryphon/protocol'
import { essentialsOf, parseClaimsRequest } from './claims-request.ts'
import { endpointMissing } from './endpoint.ts'
import { ClientError } from './errors.ts'
import type { Party } from './party.ts'
import { pushRequest, requiresPushing } from './pushed-request.ts'
import { requiresRequestObject, signRequest } from './request-object.ts'
import { asForm, type FormParameters, type RequestParameters } from './request-parameters.ts'
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

/** What an OP lists, it has; where it lists nothing, it may have more than is usual. */
const checkListed = ({ op }: Party, { response_mode }: AuthenticationRequest) => {
  const { response_modes_supported: known } = op
  if (response_mode === undefined || !Array.isArray(known)) return
  if (response_mode === 'jwt' && known.some(isJwtResponseMode)) return
  if (known.includes(response_mode)) return
  throw new ClientError(
    'response_mode_unsuitable',
    `the OP has no response_mode ${response_mode}`,
    {
      section: 'Discovery §3',
      expected: known.join(' '),
      found: response_mode,
    },
  )
}

/** What would make a mode fit that does not. */
const cureOf = (response_mode: string): string =>
  response_mode === 'query.jwt'
    ? ' unless it is encrypted: authorization_encrypted_response_alg'
    : ''

const checkResponseMode = (
  { protection }: Party,
  { response_mode }: AuthenticationRequest,
  type: ResponseType,
) => {
  if (response_mode === undefined) return
  const form = protection.authorization.encryption === undefined ? 'signed' : 'encrypted'
  const suits = isJwtResponseMode(response_mode)
    ? suitsResponseTypeAsJwt(response_mode, type, form)
    : parseResponseMode(response_mode) !== undefined && suitsResponseType(response_mode, type)
  if (!suits)
    throw new ClientError(
      'response_mode_unsuitable',
      `${type} may not travel by ${response_mode}${cureOf(response_mode)}`,
      { section: 'Multiple Response Types §5', found: response_mode },
    )
}

const checkRequest = (party: Party, request: AuthenticationRequest) => {
  const reserved = RESERVED.find((name) => request[name] !== undefined)
  if (reserved !== undefined)
    throw new ClientError('parameter_reserved', `${reserved} is set by the library`)
  const type = parseResponseType(request.response_type ?? '')
  if (type === undefined)
    throw new ClientError('configuration_invalid', 'there is no such response_type', {
      section: 'Core §3',
      found: request.response_type,
    })
  checkResponseMode(party, request, type)
  checkListed(party, request)
  return type
}

/** RFC 7636 §4.2. */
const challengeOf = async (code_verifier: string) => {
  const bytes = new TextEncoder().encode(code_verifier)
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))
}

const secretOf = (party: Party) => base64url(party.random(32))

const newTransaction = (party: Party, request: AuthenticationRequest): Transaction => {
  const response_type = checkRequest(party, request)
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
    ...(request.claims !== undefined && essentialsOf(parseClaimsRequest(request.claims))),
    started_at: party.now(),
  }
}

/** What binds the code: the verifier's challenge (RFC 7636 §4.3), and the DPoP key (RFC 9449 §10). */
const bindingOf = async ({ dpop }: Party, { code_verifier }: Transaction) =>
  code_verifier === undefined
    ? {}
    : {
        code_challenge: await challengeOf(code_verifier),
        code_challenge_method: 'S256',
        dpop_jkt: await dpop?.jkt(),
      }

/** What is asked for, in this order, in whatever form it is sent. */
const parametersOf = async (
  party: Party,
  { claims, ...request }: AuthenticationRequest,
  transaction: Transaction,
): Promise<RequestParameters> => {
  const { client_id, redirect_uri, response_type, scope, state, nonce, max_age } = transaction
  return {
    ...request,
    ...(claims !== undefined && { claims: parseClaimsRequest(claims) }),
    client_id,
    redirect_uri,
    response_type,
    scope,
    state,
    nonce,
    max_age,
    ...(await bindingOf(party, transaction)),
  }
}

/** What goes on the wire: signed and pushed as this client, or its OP, would have it. */
const send = async (party: Party, parameters: RequestParameters): Promise<FormParameters> => {
  const sent = requiresRequestObject(party)
    ? await signRequest(party, parameters)
    : asForm(parameters)
  return requiresPushing(party) ? pushRequest(party, sent) : sent
}

/**
 * Makes an Authentication Request and the transaction that its response will be held against (Core
 * §3.3.2.1).
 */
export const begin = async (party: Party, request: AuthenticationRequest): Promise<Begun> => {
  if (party.op.authorization_endpoint === undefined) throw endpointMissing('authorization_endpoint')
  const transaction = newTransaction(party, request)
  const sent = await send(party, await parametersOf(party, request, transaction))
  const url = new URL(party.op.authorization_endpoint)
  for (const [name, value] of Object.entries(sent))
    for (const each of Array.isArray(value) ? value : [value]) url.searchParams.append(name, each)
  return { url: url.href, transaction }
}
