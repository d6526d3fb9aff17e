import type { Endpoint } from '../endpoint.ts'
import { acceptedLanguages } from '../http/languages.ts'
import { HttpError, type HttpRequest, type HttpResponse } from '../http/message.ts'
import { readParameters } from '../http/parameters.ts'
import { redirect } from '../http/responses.ts'
import { judge } from '../interaction/judge.ts'
import { pendingInteraction } from '../interaction/pending.ts'
import { findSession } from '../interaction/session-cookie.ts'
import { pageOf, refuse, restartOf, settle, type Visit } from '../interaction/settle.ts'
import {
  isSameBrowser,
  type OpenedTicket,
  openTicket,
  parametersOfTicket,
  type Ticket,
} from '../interaction/ticket.ts'
import type { AuthorizationDecision } from '../model/decision.ts'
import type { Session } from '../model/session.ts'
import type { Op } from '../op.ts'

/** The pages of a flow (Core §3.1.2.3, §3.1.2.4): GET shows what is due, POST acts on it, `/continue` goes on. */
export const interactionEndpoint: Endpoint = {
  path: '/interaction/*',
  methods: ['GET', 'POST'],
  cors: false,
  audience: 'person',
  metadata: () => ({}),
  respond,
}

async function respond(op: Op, request: HttpRequest, request_id: string): Promise<HttpResponse> {
  checkSameOrigin(request)
  const form = await readParameters(request)
  const visit = { op, request, request_id }
  const [, id = '', step = ''] = /\/interaction\/([^/]+)(\/continue)?$/.exec(request.path) ?? []
  const opened = openTicket(op, form.get('ticket') ?? '')
  const lost = whyLost(visit, opened, id)
  if (opened.outcome === 'invalid' || lost === 'foreign') return lostPage(visit, opened, 'foreign')
  const { ticket } = opened
  if (lost !== undefined)
    return (await refusalWithoutSession(visit, ticket)) ?? lostPage(visit, opened, lost)
  const decision = await judge(op, parametersOfTicket(ticket), {
    id: ticket.id,
    chosen: ticket.chosen,
    findSession: () => findKeptSession(visit, ticket),
  })
  return step === ''
    ? showPage(visit, ticket, decision, form)
    : settle(visit, parametersOfTicket(ticket), decision, () => redirect(pageOf(op, ticket)))
}

/**
 * A form of ours is posted by a page of ours. A neighbour that can set cookies for this host could post one of its own
 * sign-ins otherwise; browsers say who posts (Fetch Metadata §2.3), and what is no browser is no danger.
 */
function checkSameOrigin(request: HttpRequest): void {
  const site = request.header('sec-fetch-site') ?? 'same-origin'
  if (request.method === 'POST' && site !== 'same-origin' && site !== 'none')
    throw new HttpError(403, 'this form was sent by another site')
}

/**
 * A request that asks for no page needs no cookie to be refused: a POST from a frame of another site may come back without
 * any (PITFALLS 23).
 */
async function refusalWithoutSession(
  visit: Visit,
  ticket: Ticket,
): Promise<HttpResponse | undefined> {
  const decision = await judge(visit.op, parametersOfTicket(ticket), {
    id: ticket.id,
    chosen: undefined,
    findSession: async () => undefined,
  })
  return decision.kind === 'redirect_error'
    ? refuse(visit, parametersOfTicket(ticket), decision)
    : undefined
}

/** The session of this browser, unless the person turned it down in this flow. */
async function findKeptSession(
  { op, request }: Visit,
  { left }: Ticket,
): Promise<Session | undefined> {
  const session = await findSession(op, request)
  return session?.sid === left ? undefined : session
}

type Lost = 'foreign' | 'expired' | 'unbound'

function whyLost({ op, request }: Visit, opened: OpenedTicket, id: string): Lost | undefined {
  if (opened.outcome === 'invalid' || opened.ticket.id !== id) return 'foreign'
  if (opened.outcome === 'expired') return 'expired'
  return isSameBrowser(op, request, opened.ticket) ? undefined : 'unbound'
}

// biome-ignore format: a table
const LOST = {
  foreign: { status: 400, kind: 'damaged', error: 'invalid_request', description: 'the address of this page is damaged or incomplete' },
  expired: { status: 400, kind: 'expired', error: 'expired',         description: 'the page was open for too long' },
  unbound: { status: 400, kind: 'expired', error: 'unbound',         description: 'the sign-in was begun in another browser, or cookies are blocked' },
} as const

/** A lost flow still knows the way: one click begins it anew, in this browser (PITFALLS 22). */
function lostPage(
  { op, request, request_id }: Visit,
  opened: OpenedTicket,
  lost: Lost,
): HttpResponse {
  const page = LOST[lost]
  const { tenant } = op
  op.log({
    event: 'request.refused',
    tenant_id: tenant.tenant_id,
    request_id,
    status: page.status,
    description: page.description,
  })
  const restart =
    opened.outcome === 'invalid' || lost === 'foreign' ? undefined : restartOf(op, opened.ticket)
  const ui_locales = acceptedLanguages(request)
  return op.pages.error({ ...page, request_id, tenant, client: undefined, restart, ui_locales })
}

function showPage(
  visit: Visit,
  ticket: Ticket,
  decision: AuthorizationDecision,
  form: ReadonlyMap<string, string>,
): HttpResponse | Promise<HttpResponse> {
  const { op, request } = visit
  if (decision.kind === 'reject' || decision.kind === 'redirect_error')
    return refuse(visit, parametersOfTicket(ticket), decision)
  const prompt = decision.kind === 'interact' ? decision.prompt : undefined
  const { request: asked, session, consent } = decision
  const pending = pendingInteraction({ visit, ticket, request: asked, prompt, session, consent })
  return op.pages.interact(pending, request, form)
}
