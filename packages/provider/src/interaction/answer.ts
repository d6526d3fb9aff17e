import {
  type AuthorizationError,
  artefactsOf,
  errorText,
  putsScopeClaimsInIdToken,
  takesCodeChallenge,
} from '@gryphon/protocol'
import { acceptedLanguages } from '../http/languages.ts'
import type { HttpRequest, HttpResponse } from '../http/message.ts'
import { issue, type ResponseParameters } from '../issuance/issue.ts'
import { issuersOf } from '../issuance/issuers.ts'
import { keepInUse } from '../issuance/keep-in-use.ts'
import { firstTurn } from '../issuance/refresh-token.ts'
import type { AuthorizationDecision } from '../model/decision.ts'
import type { ReturnAddress } from '../model/request.ts'
import { ENCODE } from '../response-modes/modes.ts'
import { missingBrowserState, sessionState } from './browser-state.ts'
import { grantOf } from './grant-of.ts'
import type { Visit } from './settle.ts'

type Issue = Extract<AuthorizationDecision, { kind: 'issue' }>

/** An answer of more bytes than this is too long for some browser, proxy or server on its way (PITFALLS 30). */
const LARGE = 2048

/** Issues what the response type names and sends it. Nothing is written: the code, when it comes back, holds the grant. */
export async function answer(
  { op, request: asking, request_id }: Visit,
  { request, session }: Issue,
): Promise<HttpResponse> {
  const { to, response_type, code_challenge } = request
  const grant = grantOf(op, { request, session })
  const binding = {
    ...(to.redirect_uri_named ? { redirect_uri: to.redirect_uri } : {}),
    ...(code_challenge === undefined ? {} : { code_challenge }),
  }
  const parameters = await issue(
    artefactsOf(response_type),
    issuersOf(op, {
      ...{ client: to.client, grant, channel: 'front', binding },
      scope_claims: putsScopeClaimsInIdToken(response_type) ? 'id_token' : 'userinfo',
      turn: firstTurn(op),
    }),
    to.state === undefined ? {} : { s_hash: to.state },
  )
  // What has a code is used when the code is redeemed.
  if (!takesCodeChallenge(response_type)) await keepInUse(op, to.client)
  const { client_id } = to.client
  const { tenant_id } = op.tenant
  const { sub, grant_id } = grant
  op.log({
    event: 'authorization.issued',
    tenant_id,
    request_id,
    client_id,
    sub,
    response_type,
    grant_id,
  })
  const response = send(asking, to, {
    ...withoutKnownScope(parameters, request.asked_scope),
    ...sessionState(op, to, { session }),
  })
  const bytes = String(response.headers.location ?? '').length
  if (bytes > LARGE) op.log({ event: 'response.large', tenant_id, request_id, client_id, bytes })
  return withCookies(response, missingBrowserState(op, asking, session))
}

const withCookies = (response: HttpResponse, cookies: readonly string[]): HttpResponse =>
  cookies.length === 0
    ? response
    : { ...response, headers: { ...response.headers, 'set-cookie': cookies } }

/** `scope` is told where it is not the one asked for (RFC 6749 §4.2.2). */
function withoutKnownScope(
  { scope, ...parameters }: ResponseParameters,
  asked: readonly string[],
): ResponseParameters {
  return scope === undefined || scope === asked.join(' ') ? parameters : { ...parameters, scope }
}

/** Tells the client that, and why, its request is refused: in the mode it asked for (PITFALLS 31). */
export const answerError = (
  { op, request }: Visit,
  to: ReturnAddress,
  { error, message }: AuthorizationError,
): HttpResponse =>
  send(request, to, {
    error,
    error_description: errorText(message),
    ...sessionState(op, to, { request }),
  })

/** `state` unchanged (RFC 6749 §4.1.2) and `iss` (RFC 9207 §2) go with every answer, success or error. */
const send = (
  request: HttpRequest,
  to: ReturnAddress,
  parameters: ResponseParameters,
): HttpResponse =>
  ENCODE[to.response_mode](
    to,
    {
      ...parameters,
      ...(to.state === undefined ? {} : { state: to.state }),
      iss: to.iss,
    },
    [...to.ui_locales, ...acceptedLanguages(request)],
  )
