import { base64url, CODE_CHALLENGE_METHODS, DISPLAYS, SIGNING_ALGORITHMS } from '@gryphon/protocol'
import type { Endpoint } from '../endpoint.ts'
import type { HttpRequest, HttpResponse } from '../http/message.ts'
import { readParameters } from '../http/parameters.ts'
import { assemble } from '../interaction/assemble.ts'
import { judge } from '../interaction/judge.ts'
import { findSession, sessionHashOf } from '../interaction/session-cookie.ts'
import { comeAgain, openPage, refuse, settle } from '../interaction/settle.ts'
import type { AuthorizationDecision } from '../model/decision.ts'
import type { Op } from '../op.ts'

/** The Authorization Endpoint (Core §3.1.2, §3.3.2; RFC 6749 §3.1): GET and POST alike. */
export const authorizationEndpoint: Endpoint = {
  path: '/authorize',
  methods: ['GET', 'POST'],
  cors: false,
  audience: 'person',
  metadata: (op) => ({
    authorization_endpoint: `${op.issuer}/authorize`,
    response_types_supported: op.response_types,
    response_modes_supported: op.response_modes,
    code_challenge_methods_supported: CODE_CHALLENGE_METHODS,
    prompt_values_supported: op.prompt_values_supported,
    authorization_response_iss_parameter_supported: true,
    request_parameter_supported: true,
    request_uri_parameter_supported: true,
    require_request_uri_registration: false,
    request_object_signing_alg_values_supported: Object.keys(SIGNING_ALGORITHMS),
    claims_parameter_supported: true,
    display_values_supported: DISPLAYS,
    acr_values_supported: op.acr_values_supported,
    ui_locales_supported: op.ui_locales_supported,
  }),
  respond,
}

async function respond(op: Op, request: HttpRequest, request_id: string): Promise<HttpResponse> {
  const sent = await readParameters(request)
  const id = base64url(op.random(16))
  const assembled = await assemble(op, sent)
  const visit = { op, request, request_id }
  if (assembled.outcome === 'refused') return refuse(visit, sent, assembled.decision)
  const { parameters } = assembled
  const decision = await judge(op, parameters, {
    id,
    chosen: undefined,
    findSession: () => findSession(op, request),
  })
  if (mayLackCookies(op, request) && dependsOnSession(decision))
    return comeAgain(op, id, parameters)
  return settle(visit, parameters, decision, () => openPage(op, id, parameters))
}

/** A POST from another site comes without the session's Lax cookie: only a GET of our own brings it (PITFALLS 18). */
const mayLackCookies = (op: Op, request: HttpRequest) =>
  request.method === 'POST' && sessionHashOf(op, request) === undefined

const NO_SESSION_ERRORS = ['login_required']

const dependsOnSession = (decision: AuthorizationDecision) =>
  decision.kind === 'interact' ||
  (decision.kind === 'redirect_error' && NO_SESSION_ERRORS.includes(decision.error.error))
