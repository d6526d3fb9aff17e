import { base64url } from '@gryphon/protocol'
import { cookieText, findCookie } from '../http/cookies.ts'
import type { HttpRequest } from '../http/message.ts'
import type { Session } from '../model/session.ts'
import { DEFAULT_TENANT } from '../model/tenant.ts'
import type { Op } from '../op.ts'
import { isSecure } from './ticket.ts'

/** Each tenant has a cookie of its own; with `__Host-`, no other host or path can set it. */
function sessionCookieName(op: Op): string {
  const { tenant_id } = op.tenant
  const name = tenant_id === DEFAULT_TENANT ? 'gryphon_session' : `gryphon_session_${tenant_id}`
  return isSecure(op) ? `__Host-${name}` : name
}

/** The keyed hash under which the store knows this browser's session, if it has one. */
export function sessionHashOf(op: Op, request: HttpRequest): string | undefined {
  const value = findCookie(request, sessionCookieName(op))
  return value === undefined ? undefined : op.keys.keyedHash('session', value)
}

/** The session of this browser, if there is one still. */
export async function findSession(op: Op, request: HttpRequest): Promise<Session | undefined> {
  const session_hash = sessionHashOf(op, request)
  return session_hash === undefined
    ? undefined
    : op.store.findSession(op.tenant.tenant_id, session_hash, op.now())
}

/** Takes the session's cookie away. */
export const noSessionCookie = (op: Op): string =>
  cookieText({
    name: sessionCookieName(op),
    value: '',
    path: '/',
    secure: isSecure(op),
    max_age: 0,
  })

/** A cookie for a new session, always of a new value, and what the store knows it by. */
export function newSessionCookie(op: Op): { readonly cookie: string; readonly hash: string } {
  const value = base64url(op.random(32))
  return {
    hash: op.keys.keyedHash('session', value),
    cookie: cookieText({
      name: sessionCookieName(op),
      value,
      path: '/',
      secure: isSecure(op),
    }),
  }
}
