import { AuthorizationError } from '@gryphon/protocol'
import type { HttpRequest, HttpResponse } from '../http/message.ts'
import { redirect } from '../http/responses.ts'
import type { AuthorizationDecision } from '../model/decision.ts'
import { type Parameters, shownParameters } from '../model/parameters.ts'
import type { AuthorizationRequest } from '../model/request.ts'
import type { Op } from '../op.ts'
import { answer, answerError } from './answer.ts'
import { joinSession } from './join-session.ts'
import { preferredLanguages } from './preferred-languages.ts'
import { tellable } from './tellable.ts'
import { interactionPath, sealTicket, startTicket, type Ticket } from './ticket.ts'

/** One request at the authorization endpoint or a page, as it is settled. */
export interface Visit {
  readonly op: Op
  readonly request: HttpRequest
  readonly request_id: string
}

/** Carries a decision out. A page is opened by `open`, which differs between a first visit and a return. */
export async function settle(
  visit: Visit,
  parameters: Parameters,
  decision: AuthorizationDecision,
  open: () => HttpResponse,
): Promise<HttpResponse> {
  switch (decision.kind) {
    case 'reject':
    case 'redirect_error':
      return refuse(visit, parameters, decision)
    case 'interact':
      return open()
    case 'issue':
      return issueTo(visit, parameters, decision)
  }
}

async function issueTo(
  visit: Visit,
  parameters: Parameters,
  decision: Extract<AuthorizationDecision, { kind: 'issue' }>,
): Promise<HttpResponse> {
  const { to } = decision.request
  try {
    return (await joinSession(visit, decision.request, decision.session)) === 'joined'
      ? await answer(visit, decision)
      : refuse(visit, parameters, signedOutMeanwhile(decision.request))
  } catch (fault) {
    return refuse(visit, parameters, { kind: 'redirect_error', to, error: tellable(fault) })
  }
}

const signedOutMeanwhile = ({ to }: AuthorizationRequest) =>
  ({
    kind: 'redirect_error',
    to,
    error: new AuthorizationError(
      'login_required',
      'the End-User has signed out meanwhile',
      'Core §3.1.2.6',
    ),
  }) as const

/** Refuses: to the client where there is an address, else by a page; and says why in the log. */
export function refuse(
  { op, request, request_id }: Visit,
  parameters: Parameters,
  decision: Extract<AuthorizationDecision, { kind: 'reject' | 'redirect_error' }>,
): HttpResponse {
  const { error } = decision
  const client = decision.kind === 'redirect_error' ? decision.to.client : decision.client
  const { tenant_id } = op.tenant
  if (error.cause !== undefined)
    op.log({ event: 'fault', tenant_id, request_id, cause: error.cause })
  op.log({
    event: 'authorization.refused',
    tenant_id,
    request_id,
    client_id: client?.client_id,
    error: error.error,
    description: error.message,
    section: error.section,
    received: shownParameters(parameters, client),
    ...(decision.kind === 'reject' && client !== undefined
      ? { redirect_uris: client.redirect_uris }
      : {}),
  })
  return decision.kind === 'redirect_error'
    ? answerError({ op, request, request_id }, decision.to, error)
    : op.pages.error({
        status: 400,
        kind: 'refused',
        error: error.error,
        description: error.message,
        request_id,
        tenant: op.tenant,
        client: undefined,
        restart: undefined,
        ui_locales: preferredLanguages(parameters, request),
      })
}

/** A first visit that needs a person: a new flow, bound to this browser, and off to its page. */
export function openPage(op: Op, id: string, parameters: Parameters): HttpResponse {
  const { ticket, cookie } = startTicket(op, id, parameters)
  return redirect(pageOf(op, ticket), { 'set-cookie': [cookie] })
}

/** A first visit that must come again with this browser's cookies: it goes on by itself. */
export function comeAgain(op: Op, id: string, parameters: Parameters): HttpResponse {
  const { ticket, cookie } = startTicket(op, id, parameters)
  return redirect(continuationOf(op, ticket), { 'set-cookie': [cookie] })
}

/** Where the page of a flow is. */
export const pageOf = (op: Op, ticket: Ticket): string =>
  `${interactionPath(op, ticket.id)}?ticket=${sealTicket(op, ticket)}`

/** Where a flow goes on without a page, if it can. */
export const continuationOf = (op: Op, ticket: Ticket): string =>
  `${interactionPath(op, ticket.id)}/continue?ticket=${sealTicket(op, ticket)}`

/** Where a flow begins anew, with the request it began with. */
export const restartOf = (op: Op, { parameters }: Ticket): string =>
  `${op.base_path}/authorize?${new URLSearchParams(parameters.map(([name, value]) => [name, value]))}`
