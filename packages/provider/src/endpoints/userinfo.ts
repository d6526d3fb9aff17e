import { BearerError, errorText, wordsOf } from '@gryphon/protocol'
import type { Endpoint } from '../endpoint.ts'
import { HttpError, type HttpRequest, type HttpResponse } from '../http/message.ts'
import { readParameters } from '../http/parameters.ts'
import { json } from '../http/responses.ts'
import type { AccessTokenClaims } from '../issuance/access-token.ts'
import { findPersonClaims, type PersonClaims } from '../issuance/claims.ts'
import { findAccessToken, type LiveAccessToken } from '../issuance/standing.ts'
import { isOwnAlgorithm } from '../keys/create.ts'
import type { Op } from '../op.ts'

/** The UserInfo Endpoint (Core §5.3): GET and POST, the token in the header or the form (RFC 6750 §2.1, §2.2). */
export const userinfoEndpoint: Endpoint = {
  path: '/userinfo',
  methods: ['GET', 'POST'],
  cors: true,
  audience: 'program',
  metadata: ({ issuer, claims_supported, acr_values_supported, keys }) => ({
    userinfo_endpoint: `${issuer}/userinfo`,
    userinfo_signing_alg_values_supported: keys.algs,
    claims_supported: [
      ...['sub', 'iss', 'auth_time'],
      ...(acr_values_supported.length === 0 ? [] : ['acr']),
      ...claims_supported,
    ],
  }),
  async respond(op, request, request_id) {
    try {
      return await answerUserinfo(op, await findLiveToken(op, await bearerToken(request)))
    } catch (error) {
      return refuse(op, error, request_id)
    }
  },
}

const FORM = 'application/x-www-form-urlencoded'

async function bearerToken(request: HttpRequest): Promise<string | undefined> {
  const [scheme = '', inHeader] = request.header('authorization')?.split(' ', 2) ?? []
  const header = scheme.toLowerCase() === 'bearer' ? inHeader : undefined
  const isForm = request.method === 'POST' && request.header('content-type')?.startsWith(FORM)
  const form = isForm ? await readParameters(request) : undefined
  const inForm = form?.get('access_token')
  const isTwice = header !== undefined && inForm !== undefined
  if (isTwice || form?.repeated.includes('access_token'))
    throw new BearerError('invalid_request', 'the access token came twice', 'RFC 6750 §2')
  return header ?? inForm
}

async function findLiveToken(op: Op, token: string | undefined): Promise<LiveAccessToken> {
  if (token === undefined) throw new HttpError(401, 'an access token is needed')
  const found = await findAccessToken(op, token)
  if (found === undefined || ![found.claims.aud].flat().includes(op.issuer))
    throw new BearerError(
      'invalid_token',
      'the access token has expired, was revoked, or is not for UserInfo',
      'RFC 6750 §3.1',
    )
  return found
}

async function answerUserinfo(op: Op, { claims, grant }: LiveAccessToken): Promise<HttpResponse> {
  const scope = wordsOf(claims.scope)
  if (grant === undefined || !scope.includes('openid'))
    throw new BearerError(
      'insufficient_scope',
      'the access token does not have the scope openid',
      'Core §5.3.1',
      'openid',
    )
  const { claims_locales } = grant
  const wanted = { scope, asked: grant.claims?.userinfo, claims_locales }
  const person = await findPersonClaims(op, grant.sub, wanted)
  if (person === undefined)
    throw new BearerError('invalid_token', 'the End-User is no longer known', 'RFC 6750 §3.1')
  return inFormatOfClient(op, claims, { ...person, sub: claims.sub })
}

/** JSON, or the JWT that the client is registered for, which names who says so and to whom (Core §5.3.2). */
async function inFormatOfClient(
  op: Op,
  { client_id }: AccessTokenClaims,
  userinfo: PersonClaims,
): Promise<HttpResponse> {
  const alg = (await op.findClient(client_id))?.userinfo_signed_response_alg
  if (alg === undefined) return json(200, userinfo)
  if (!isOwnAlgorithm(alg)) throw new Error(`client ${client_id} has an alg we do not sign`)
  const jwt = await op.keys.sign(alg, 'JWT', { ...userinfo, iss: op.issuer, aud: client_id })
  return json(200, jwt, { 'content-type': 'application/jwt' })
}

const STATUS = { invalid_request: 400, invalid_token: 401, insufficient_scope: 403 } as const

function refuse(op: Op, error: unknown, request_id: string): HttpResponse {
  // A request without any token is told what is needed, and no error (RFC 6750 §3.1).
  if (error instanceof HttpError && error.status === 401)
    return json(401, {}, { 'www-authenticate': `Bearer realm="${op.issuer}"` })
  if (!(error instanceof BearerError)) throw error
  const { error: code, message, scope, section } = error
  const description = errorText(message)
  op.log({
    event: 'token.refused',
    tenant_id: op.tenant.tenant_id,
    request_id,
    endpoint: 'userinfo',
    client_id: undefined,
    error: code,
    description,
    section,
  })
  const challenge = [
    `Bearer realm="${op.issuer}"`,
    `error="${code}"`,
    `error_description="${description}"`,
    ...(scope === undefined ? [] : [`scope="${scope}"`]),
  ]
  return json(
    STATUS[code],
    { error: code, error_description: description },
    { 'www-authenticate': challenge.join(', ') },
  )
}
