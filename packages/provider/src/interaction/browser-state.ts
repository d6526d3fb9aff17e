import { hash } from 'node:crypto'
import { base64url } from '@gryphon/protocol'
import { cookieText, findCookie } from '../http/cookies.ts'
import type { HttpRequest } from '../http/message.ts'
import type { ReturnAddress } from '../model/request.ts'
import type { Session } from '../model/session.ts'
import { DEFAULT_TENANT } from '../model/tenant.ts'
import type { Op } from '../op.ts'
import { isSecure } from './ticket.ts'

/** The cookie that the frame of Session Management §4.2 reads; each tenant has one of its own. */
export function browserStateCookieName(op: Op): string {
  const { tenant_id } = op.tenant
  const name = tenant_id === DEFAULT_TENANT ? 'gryphon_state' : `gryphon_state_${tenant_id}`
  return isSecure(op) ? `__Host-${name}` : name
}

/** OP browser state (Session Management §4.2): of the session, so that it changes when another begins, and tells nothing of it. */
const browserStateOf = (op: Op, { sid }: Session) => op.keys.keyedHash('browser_state', sid)

/** `Set-Cookie` values that tell a browser of its session, or that there is none; none where Session Management is off. */
export function browserStateCookies(op: Op, session: Session | undefined): readonly string[] {
  if (!op.session_management) return []
  const name = browserStateCookieName(op)
  const about = { name, path: '/', secure: isSecure(op), readable_by: 'framed_scripts' } as const
  return [
    session === undefined
      ? cookieText({ ...about, value: '', max_age: 0 })
      : cookieText({ ...about, value: browserStateOf(op, session) }),
  ]
}

/** The same, but none where the browser knows it already. */
export function missingBrowserState(
  op: Op,
  request: HttpRequest,
  session: Session,
): readonly string[] {
  if (!op.session_management) return []
  const known = findCookie(request, browserStateCookieName(op)) === browserStateOf(op, session)
  return known ? [] : browserStateCookies(op, session)
}

/**
 * `session_state` of an Authentication Response (Session Management §2), where Session Management is on. Of an error, where
 * the browser has a session that it knows of.
 */
export function sessionState(
  op: Op,
  to: ReturnAddress,
  of: { readonly session: Session } | { readonly request: HttpRequest },
): { readonly session_state?: string } {
  if (!op.session_management) return {}
  const state =
    'session' in of
      ? browserStateOf(op, of.session)
      : findCookie(of.request, browserStateCookieName(op))
  if (state === undefined) return {}
  const { origin } = new URL(to.redirect_uri)
  const salt = base64url(op.random(9))
  const text = `${to.client.client_id} ${origin} ${state} ${salt}`
  return { session_state: `${hash('sha256', text, 'base64url')}.${salt}` }
}
