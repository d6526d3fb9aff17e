import type { HeaderSubject } from '../signed-jwt.ts'
import { examineAud, examineExp, examineStart, type JwtClaimsSubject } from './jwt-claims.ts'
import { asText, type Finding, matches, type Rule } from './rule.ts'

/** A Logout Token whose signature is good, beside what it must say. */
export interface LogoutTokenSubject extends JwtClaimsSubject {
  readonly iss: string
}

/** The member of `events` that makes a JWT a Logout Token (Back-Channel Logout §2.4). */
const EVENT = 'http://schemas.openid.net/event/backchannel-logout'

/** Untyped ones are older than the recommendation to type them; nothing else of an OP's is typed so. */
const TYPES = ['logout+jwt', 'application/logout+jwt', 'jwt']

const examineTyp = ({ header: { typ } }: HeaderSubject): Finding => {
  if (typ === undefined) return { outcome: 'absent', expected: 'logout+jwt' }
  const values = { expected: 'logout+jwt', found: asText(typ) }
  return typeof typ === 'string' && TYPES.includes(typ.toLowerCase())
    ? { outcome: 'passed', ...values }
    : { outcome: 'failed', code: 'typ_mismatch', ...values }
}

/** RFC 8725 §3.11, Back-Channel Logout §2.4. */
export const LOGOUT_TOKEN_HEADER_RULES: readonly Rule<HeaderSubject>[] = [
  { check: 'typ', section: 'Back-Channel Logout §2.4', examine: examineTyp },
]

const isText = (value: unknown) => typeof value === 'string' && value !== ''

/** A claim that is a text; one of `sub` and `sid` may be missing. */
const examineText = (
  check: 'sub' | 'sid' | 'jti',
  { claims }: LogoutTokenSubject,
  other?: 'sub' | 'sid',
): Finding => {
  const value = claims[check]
  const expected = other === undefined ? check : `${check} or ${other}`
  if (value === undefined)
    return other !== undefined && claims[other] !== undefined
      ? { outcome: 'absent', expected }
      : { outcome: 'failed', code: `${check}_missing`, expected }
  return isText(value)
    ? { outcome: 'passed', found: asText(value) }
    : { outcome: 'failed', code: `${check}_mismatch`, expected, found: asText(value) }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const examineEvents = ({ claims: { events } }: LogoutTokenSubject): Finding => {
  const values = { expected: EVENT, found: asText(events) }
  if (events === undefined) return { outcome: 'failed', code: 'events_missing', expected: EVENT }
  return isObject(events) && isObject(events[EVENT])
    ? { outcome: 'passed', ...values }
    : { outcome: 'failed', code: 'events_mismatch', ...values }
}

/** What tells it from an ID Token. */
const examineNonce = ({ claims: { nonce } }: LogoutTokenSubject): Finding =>
  nonce === undefined
    ? { outcome: 'absent' }
    : { outcome: 'failed', code: 'nonce_unexpected', expected: 'no nonce', found: asText(nonce) }

/** Back-Channel Logout §2.4, §2.6. */
// biome-ignore format: a table
export const LOGOUT_TOKEN_RULES: readonly Rule<LogoutTokenSubject>[] = [
  { check: 'iss',    section: 'Back-Channel Logout §2.6, 4', examine: ({ claims, iss }) => matches('iss', { expected: iss, found: claims.iss, presence: 'required' }) },
  { check: 'aud',    section: 'Back-Channel Logout §2.6, 4', examine: examineAud },
  { check: 'exp',    section: 'Back-Channel Logout §2.6, 4', examine: examineExp('logout_token_expired') },
  { check: 'iat',    section: 'Back-Channel Logout §2.6, 4', examine: examineStart('iat', 'required', 'logout_token_not_yet_valid') },
  { check: 'sub',    section: 'Back-Channel Logout §2.6, 5', examine: (subject) => examineText('sub', subject, 'sid') },
  { check: 'sid',    section: 'Back-Channel Logout §2.6, 5', examine: (subject) => examineText('sid', subject, 'sub') },
  { check: 'events', section: 'Back-Channel Logout §2.6, 6', examine: examineEvents },
  { check: 'nonce',  section: 'Back-Channel Logout §2.6, 7', examine: examineNonce },
  { check: 'jti',    section: 'Back-Channel Logout §2.4',    examine: (subject) => examineText('jti', subject) },
]
