import { timingSafeEqual } from 'node:crypto'
import { cookieText, findCookie } from '../http/cookies.ts'
import type { HttpRequest } from '../http/message.ts'
import type { Seconds } from '../model/seconds.ts'
import { DEFAULT_TENANT } from '../model/tenant.ts'
import type { Op } from '../op.ts'
import { isSecure } from './ticket.ts'

/** How many people a browser remembers, the latest first: a family, at most. */
const REMEMBERED = 5

/** How long it remembers them. */
const MEMORY: Seconds = 180 * 24 * 3600

function cookieName(op: Op): string {
  const { tenant_id } = op.tenant
  const name = tenant_id === DEFAULT_TENANT ? 'gryphon_known' : `gryphon_known_${tenant_id}`
  return isSecure(op) ? `__Host-${name}` : name
}

const markOf = (op: Op, sub: string): string => op.keys.keyedHash('known_browser', sub)

const marksIn = (op: Op, request: HttpRequest): readonly string[] =>
  (findCookie(request, cookieName(op)) ?? '').split('.', REMEMBERED)

const isSame = (a: string, b: string): boolean => {
  const [one, other] = [Buffer.from(a), Buffer.from(b)]
  return one.length === other.length && timingSafeEqual(one, other)
}

/** Whether this person has signed in with this browser before: it has a mark that only this OP can make. */
export function isKnownBrowser(op: Op, request: HttpRequest, sub: string): boolean {
  const mark = markOf(op, sub)
  return marksIn(op, request).some((other) => isSame(mark, other))
}

/**
 * The cookie that remembers who signed in with this browser, up to five people: keyed hashes, which tell nobody else who they are.
 * It outlives the session, and proves nothing but that someone knew the password here once.
 */
export function knownBrowserCookie(op: Op, request: HttpRequest, sub: string): string {
  const mark = markOf(op, sub)
  const others = marksIn(op, request).filter((other) => other !== mark && /^[\w-]{43}$/.test(other))
  return cookieText({
    name: cookieName(op),
    value: [mark, ...others].slice(0, REMEMBERED).join('.'),
    path: '/',
    secure: isSecure(op),
    max_age: MEMORY,
  })
}
