import type { Interaction } from '@gryphon/protocol'
import { AuthorizationError, base64url } from '@gryphon/protocol'
import { askedClaims } from '../authorization/decide.ts'
import { newResources, newScope } from '../authorization/permissions.ts'
import { acceptedLanguages } from '../http/languages.ts'
import type { HttpResponse } from '../http/message.ts'
import { redirect } from '../http/responses.ts'
import { targetOf, webHostOf } from '../model/redirect-uri.ts'
import type { AuthorizationRequest } from '../model/request.ts'
import type { Consent, Session } from '../model/session.ts'
import { allow, leadsElsewhere } from './allow.ts'
import { browserStateCookies } from './browser-state.ts'
import { endSessions } from './end-sessions.ts'
import { isKnownBrowser, knownBrowserCookie } from './known-browser.ts'
import type { PendingInteraction } from './pages.ts'
import { findSession, newSessionCookie, sessionHashOf } from './session-cookie.ts'
import { continuationOf, refuse, type Visit } from './settle.ts'
import { interactionPath, parametersOfTicket, sealTicket, type Ticket } from './ticket.ts'

/** What a page is made for. */
export interface Pending {
  readonly visit: Visit
  readonly ticket: Ticket
  readonly request: AuthorizationRequest
  readonly prompt: Interaction | undefined
  readonly session: Session | undefined
  readonly consent: Consent | undefined
}

/** The interaction as pages see it. */
export function pendingInteraction(pending: Pending): PendingInteraction {
  const { visit, ticket, request, prompt, session, consent } = pending
  const { op, request_id } = visit
  const { to, scope, resources, login_hint } = request
  const asked_claims = askedClaims(request)
  return {
    tenant: op.tenant,
    prompt,
    action: interactionPath(op, ticket.id),
    hidden: {
      name: 'ticket',
      value: sealTicket(op, { ...ticket, shown_redirect_uri: to.redirect_uri }),
    },
    form_action: targetOf(to.redirect_uri),
    client: to.client,
    redirect_host: webHostOf(to.redirect_uri),
    response_mode: to.response_mode,
    scope,
    new_scope: newScope(request, consent),
    resources,
    new_resources: newResources(request, consent),
    login_hint,
    ui_locales: [...request.ui_locales, ...acceptedLanguages(visit.request)],
    display: request.display,
    asked_claims,
    new_claims: asked_claims.filter((name) => !consent?.claims?.includes(name)),
    session,
    isKnownBrowser: (sub) => isKnownBrowser(op, visit.request, sub),
    request_id,
    now: op.now(),
    ...verbs(pending),
  }
}

type Verbs = Pick<
  PendingInteraction,
  'signIn' | 'chooseAccount' | 'useAnotherAccount' | 'allow' | 'deny' | 'proceed'
>

function verbs({ visit, ticket, request, session }: Pending): Verbs {
  const { op, request_id } = visit
  const proceed = async (change: Partial<Ticket> = {}) =>
    redirect(continuationOf(op, { ...ticket, ...change }))
  return {
    signIn: (who) => signIn(visit, ticket, request, who),
    chooseAccount: () => proceed(session === undefined ? {} : { chosen: session.sub }),
    useAnotherAccount: () => proceed(session === undefined ? {} : { left: session.sid }),
    allow: async () => {
      if (session === undefined) return proceed()
      const outcome = await allow({ visit, ticket, request, session })
      return outcome === 'allowed'
        ? proceed()
        : refuse(visit, parametersOfTicket(ticket), leadsElsewhere(request))
    },
    deny: async () => {
      const { to, scope } = request
      const { client_id } = to.client
      const { tenant_id } = op.tenant
      const sub = session?.sub ?? ''
      op.log({ event: 'consent.denied', tenant_id, request_id, client_id, sub, scope })
      const error = new AuthorizationError(
        'access_denied',
        'the End-User did not allow it',
        'RFC 6749 §4.1.2.1',
      )
      return refuse(visit, parametersOfTicket(ticket), { kind: 'redirect_error', to, error })
    },
    proceed: () => proceed(),
  }
}

/**
 * Starts a session under a new cookie. The same person who proves anew who they are goes on with their session, so that
 * clients which know it hear of its end; the session of anybody else in this browser ends.
 */
async function signIn(
  { op, request, request_id }: Visit,
  { left: _, ...ticket }: Ticket,
  { to }: AuthorizationRequest,
  {
    lifetime = op.lifetimes.session,
    stillCounts = async () => true,
    ...who
  }: Parameters<PendingInteraction['signIn']>[0],
): Promise<HttpResponse> {
  const { tenant_id } = op.tenant
  const { client_id } = to.client
  const { cookie, hash } = newSessionCookie(op)
  const now = op.now()
  const before = await findSession(op, request)
  const isSamePerson = before?.sub === who.sub
  const by = { tenant_id, request_id, client_id }
  if (before !== undefined && !isSamePerson) await endSessions(op, { sid: before.sid }, by)
  const session: Session = {
    ...who,
    sid: isSamePerson ? before.sid : base64url(op.random(16)),
    auth_time: now,
    in: ticket.id,
    created_at: now,
    expires_at: now + lifetime,
  }
  await op.store.signIn(tenant_id, hash, session, sessionHashOf(op, request))
  if (!(await stillCounts())) {
    await endSessions(op, { sid: session.sid }, by)
    return redirect(continuationOf(op, ticket))
  }
  op.log({ event: 'signed_in', tenant_id, request_id, client_id, sub: who.sub })
  return redirect(continuationOf(op, ticket), {
    'set-cookie': [
      cookie,
      knownBrowserCookie(op, request, who.sub),
      ...browserStateCookies(op, session),
    ],
  })
}
