import { AuthorizationError } from '@gryphon/protocol'
import type { Endpoint } from '../endpoint.ts'
import { acceptedLanguages } from '../http/languages.ts'
import type { HttpResponse } from '../http/message.ts'
import { readParameters } from '../http/parameters.ts'
import { redirect } from '../http/responses.ts'
import { browserStateCookies } from '../interaction/browser-state.ts'
import { endSessions } from '../interaction/end-sessions.ts'
import type { SignOutPage } from '../interaction/pages.ts'
import { findSession, noSessionCookie, sessionHashOf } from '../interaction/session-cookie.ts'
import type { Visit } from '../interaction/settle.ts'
import { isAbout, type LogoutRequest, onwardOf, parseLogoutRequest } from '../logout/request.ts'
import { frontchannelClients, lastPagePath, openLastPage } from '../logout/signed-out.ts'
import { bindRequest, logoutPath, openRequest, sealRequest } from '../logout/ticket.ts'
import type { Session } from '../model/session.ts'
import type { Op } from '../op.ts'

/** The End-Session Endpoint (RP-Initiated Logout §2): GET and POST alike. What it starts tells clients both ways. */
export const endSessionEndpoint: Endpoint = {
  path: '/oauth/logout',
  methods: ['GET', 'POST'],
  cors: false,
  audience: 'person',
  metadata: ({ issuer }) => ({
    end_session_endpoint: `${issuer}/oauth/logout`,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    frontchannel_logout_supported: true,
    frontchannel_logout_session_supported: true,
  }),
  async respond(op, request, request_id) {
    const visit = { op, request, request_id }
    const parameters = await readParameters(request)
    try {
      const asked = await parseLogoutRequest(op, parameters)
      return mayLackCookies(visit) ? comeAgain(op, asked) : proceed(visit, asked)
    } catch (error) {
      if (!(error instanceof AuthorizationError)) throw error
      const client = await op.findClient(parameters.get('client_id') ?? '')
      return refuse(visit, error, client?.client_id)
    }
  },
}

/** Its pages: `confirm` asks and is answered, `done` says that it happened. */
export const logoutPagesEndpoint: Endpoint = {
  path: '/oauth/logout/*',
  methods: ['GET', 'POST'],
  cors: false,
  audience: 'person',
  metadata: () => ({}),
  async respond(op, request, request_id) {
    const visit = { op, request, request_id }
    const form = await readParameters(request)
    if (request.path.endsWith('/done')) return showLast(visit, form.get('signed_out') ?? '')
    const opened = await openRequest(op, form.get('ticket') ?? '', request)
    if (opened.outcome === 'invalid') return redirect(logoutPath(op))
    const action = request.method === 'POST' && opened.outcome === 'asked' && form.get('action')
    switch (action) {
      case 'sign_out':
        return signOut(visit, opened.request, form.get('everywhere') === '1' ? 'all' : 'this')
      case 'stay':
        return op.pages.signOut({ ...page(visit, opened.request), kind: 'stayed' })
      default:
        return proceed(visit, opened.request)
    }
  },
}

/** A POST from another site comes without the session's Lax cookie: only a GET of our own brings it (PITFALLS 18). */
const mayLackCookies = ({ op, request }: Visit) =>
  request.method === 'POST' && sessionHashOf(op, request) === undefined

const comeAgain = (op: Op, asked: LogoutRequest) =>
  redirect(`${logoutPath(op)}/confirm?ticket=${sealRequest(op, asked)}`)

/** Nobody to sign out: it is done. The person whom the hint names: at once. Anybody else is asked (RP-Initiated Logout §2). */
async function proceed(visit: Visit, asked: LogoutRequest): Promise<HttpResponse> {
  const { op, request } = visit
  const session = await findSession(op, request)
  const onward = onwardOf(op, asked, session)
  if (session === undefined) return finish(visit, asked, { frontchannel: [], onward })
  return isAbout(op, asked, session) ? signOut(visit, asked, 'this') : ask(visit, asked, session)
}

async function ask(visit: Visit, asked: LogoutRequest, session: Session): Promise<HttpResponse> {
  const { ticket, cookie } = bindRequest(visit.op, asked)
  const hidden = { name: 'ticket', value: ticket }
  const shown = await visit.op.pages.signOut({
    ...page(visit, asked),
    kind: 'ask',
    session,
    hidden,
  })
  return { ...shown, headers: { ...shown.headers, 'set-cookie': [cookie] } }
}

async function signOut(
  visit: Visit,
  asked: LogoutRequest,
  which: 'this' | 'all',
): Promise<HttpResponse> {
  const { op, request, request_id } = visit
  const session = await findSession(op, request)
  const onward = onwardOf(op, asked, session)
  if (session === undefined) return finish(visit, asked, { frontchannel: [], onward })
  const { sub, sid } = session
  const by = { tenant_id: op.tenant.tenant_id, request_id, client_id: asked.client?.client_id }
  const ended = await endSessions(op, which === 'all' ? { sub } : { sid }, by)
  const here = ended.find((one) => one.sid === sid)
  const frontchannel = here === undefined ? [] : await frontchannelClients(op, here)
  return finish(visit, asked, { frontchannel, sid, onward })
}

/** Forgets the session in the browser too, and goes on: by a page only where there is something to be told, or clicked, on it. */
function finish(
  { op }: Visit,
  asked: LogoutRequest,
  told: Parameters<typeof lastPagePath>[2],
): HttpResponse {
  const cookies = [noSessionCookie(op), ...browserStateCookies(op, undefined)]
  const isTold =
    told.frontchannel.length > 0 || told.onward === 'by_link' || asked.next === undefined
  return redirect(isTold ? lastPagePath(op, asked, told) : (asked.next ?? ''), {
    'set-cookie': cookies,
  })
}

async function showLast(visit: Visit, text: string): Promise<HttpResponse> {
  const { frames, onward, ...asked } = await openLastPage(visit.op, text)
  return visit.op.pages.signOut({
    ...page(visit, { ...asked, hinted_sub: undefined }),
    kind: 'done',
    frames,
    onward,
  })
}

const page = (
  { op, request, request_id }: Visit,
  { client, next, ui_locales }: LogoutRequest,
): Omit<SignOutPage, 'kind'> => ({
  tenant: op.tenant,
  client,
  session: undefined,
  action: `${logoutPath(op)}/confirm`,
  hidden: { name: 'ticket', value: '' },
  frames: [],
  next,
  onward: 'by_link',
  ui_locales: [...ui_locales, ...acceptedLanguages(request)],
  request_id,
})

/** Shown, never redirected; one click asks the person without what was wrong. */
function refuse(
  { op, request, request_id }: Visit,
  { error, message, section }: AuthorizationError,
  client_id: string | undefined,
): HttpResponse {
  const { tenant } = op
  const { tenant_id } = tenant
  op.log({
    event: 'logout.refused',
    ...{ tenant_id, request_id, client_id, error, description: message, section },
  })
  return op.pages.error({
    status: 400,
    kind: 'refused',
    error,
    description: message,
    request_id,
    tenant,
    client: undefined,
    restart: logoutPath(op),
    ui_locales: acceptedLanguages(request),
  })
}
