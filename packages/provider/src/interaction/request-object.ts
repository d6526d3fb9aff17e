import {
  AuthorizationError,
  errorText,
  isSigningAlgorithm,
  SIGNING_ALGORITHMS,
  TokenError,
} from '@gryphon/protocol'
import { errors, type JWTPayload, jwtVerify } from 'jose'
import { clientKeys } from '../client-authentication/client-keys.ts'
import type { Client } from '../model/client.ts'
import { type Parameters, parametersOf } from '../model/parameters.ts'
import type { Op } from '../op.ts'

const refuse = (description: string, section: string) =>
  new AuthorizationError('invalid_request_object', description, section)

/**
 * The parameters in a request object (RFC 9101 §6): signed by this client, for this OP, in time; only what is inside counts
 * (§6.3). Never unsigned.
 */
export async function parametersOfRequestObject(
  op: Op,
  client: Client,
  object: string,
): Promise<Parameters> {
  const claims = await verify(op, client, object)
  for (const name of ['request', 'request_uri'])
    if (name in claims) throw refuse(`a request object may not hold ${name}`, 'RFC 9101 §4')
  // It would be an assertion of the client too, for whoever sees it.
  if (claims.sub === client.client_id)
    throw refuse('sub of the request object may not be the client', 'RFC 9101 §10.8')
  if (claims.client_id !== undefined && claims.client_id !== client.client_id)
    throw refuse('client_id of the request object is another', 'RFC 9101 §5')
  return parametersOf([
    ...Object.entries(claims)
      .filter(([name]) => !CLAIMS_OF_THE_JWT.includes(name))
      .flatMap(([name, value]) => pairsOf(name, value)),
    ['client_id', client.client_id],
  ])
}

const CLAIMS_OF_THE_JWT = ['iss', 'aud', 'exp', 'iat', 'nbf', 'jti', 'sub', 'client_id']

/** JSON values as the text that the same parameter would have in a query (RFC 9101 §4): numbers, and `claims` as JSON. */
function pairsOf(name: string, value: unknown): readonly (readonly [string, string])[] {
  if (value === null || value === undefined) return []
  if (Array.isArray(value) && name === 'resource') return value.map((one) => [name, textOf(one)])
  return [[name, textOf(value)]]
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

/** A message may quote the header of what was sent. */
const shortened = (text: string) => errorText(text).slice(0, 200)

const algorithms = ({ request_object_signing_alg }: Client) =>
  request_object_signing_alg === undefined
    ? Object.keys(SIGNING_ALGORITHMS).filter(isSigningAlgorithm)
    : [request_object_signing_alg]

const CLOCK_TOLERANCE = 30

async function verify(op: Op, client: Client, object: string): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(object, clientKeys(client, op), {
      algorithms: algorithms(client),
      clockTolerance: CLOCK_TOLERANCE,
      currentDate: new Date(op.now() * 1000),
    })
    checkParties(op, client, payload)
    return payload
  } catch (error) {
    throw refusalOf(error)
  }
}

/** Whatever fails here, fails for what the client sent or published: its object, or a key that is none or cannot be had. */
function refusalOf(error: unknown): AuthorizationError {
  if (error instanceof AuthorizationError) return error
  if (error instanceof TokenError) return refuse(error.message, error.section)
  return refuse(
    error instanceof errors.JOSEError
      ? `the request object is refused: ${shortened(error.message)}`
      : 'the request object names a key of the client that cannot be used',
    'RFC 9101 §6',
  )
}

/** RFC 9101 §5: who it is from and for may be said; if so, rightly. */
function checkParties(op: Op, { client_id }: Client, { iss, aud }: JWTPayload): void {
  if (iss !== undefined && iss !== client_id)
    throw refuse('iss of the request object is not the client', 'RFC 9101 §5')
  if (aud !== undefined && ![aud].flat().includes(op.issuer))
    throw refuse('aud of the request object is not this provider', 'RFC 9101 §5')
}

const LONGEST = 64 * 1024

/**
 * Where the request object of this request_uri is fetched from (RFC 9101 §5.2): where the client has registered it, and could prove
 * that it is its own. Throws where nothing is fetched.
 */
export function addressOfRequestObject(
  op: Pick<Op, 'issuer'>,
  { request_uris, jwks, jwks_uri }: Client,
  request_uri: string,
): string {
  const [address = ''] = request_uri.split('#')
  // Without keys nothing that is fetched could be believed; and we do not ask ourselves.
  const believable = jwks !== undefined || jwks_uri !== undefined
  const ours = URL.parse(address)?.origin === new URL(op.issuer).origin
  const registered = request_uris?.some((known) => known.split('#')[0] === address) ?? true
  if (registered && believable && !ours) return address
  throw new AuthorizationError(
    'invalid_request_uri',
    'request_uri is not one that is fetched for this client',
    'Dynamic Registration §2',
  )
}

/** Fetches a request object (RFC 9101 §5.2): https, guarded in address, time and size. */
export async function fetchRequestObject(
  op: Op,
  client: Client,
  request_uri: string,
): Promise<string> {
  const address = addressOfRequestObject(op, client, request_uri)
  const answer = await op.fetch(address).catch(() => undefined)
  if (answer?.status !== 200 || answer.body.length > LONGEST)
    throw new AuthorizationError(
      'invalid_request_uri',
      'request_uri cannot be fetched',
      'RFC 9101 §5.2.3',
    )
  return answer.body.trim()
}
