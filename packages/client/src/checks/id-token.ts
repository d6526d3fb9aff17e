import type { HashClaim } from '@gryphon/protocol'
import type { HeaderSubject } from '../signed-jwt.ts'
import { audienceOf, examineAud, examineExp, examineStart, isTime } from './jwt-claims.ts'
import { asText, type Finding, matches, type Presence, type Rule, shortened } from './rule.ts'

/** An ID Token whose signature is good, beside what it must say. */
export interface IdTokenSubject {
  readonly claims: Readonly<Record<string, unknown>>
  readonly iss: string
  readonly client_id: string
  readonly trusted_audiences: readonly string[]
  /** Of the request; absent for a refresh, where it is compared with the login's. */
  readonly nonce: string | undefined
  /** In seconds; the tolerance is already in neither. */
  readonly now: number
  readonly clock_tolerance: number
  /**
   * The End-User must have been authenticated after this; absent when nobody asked (Core §3.1.3.7,
   * 13).
   */
  readonly authenticated_after: number | undefined
  readonly auth_time: Presence
  /** Absent when nobody asked; none of them when any value will do (Core §5.5.1.1). */
  readonly essential_acr: readonly string[] | undefined
  readonly hashes: Readonly<Partial<Record<HashClaim, ExpectedHash>>>
}

/** What a hash claim must be. */
export interface ExpectedHash {
  readonly expected: string
  readonly presence: Presence
}

/** Core §2: at most 255 ASCII characters. */
const isSubject = (sub: string) => /^[\x20-\x7e]{1,255}$/.test(sub)

const examineSub = (sub: unknown): Finding => {
  const expected = 'at most 255 ASCII characters'
  if (sub === undefined) return { outcome: 'failed', code: 'sub_missing', expected }
  return typeof sub === 'string' && isSubject(sub)
    ? { outcome: 'passed', expected, found: sub }
    : { outcome: 'failed', code: 'sub_mismatch', expected, found: asText(sub) }
}

const examineTrustedAud = (subject: IdTokenSubject): Finding => {
  const trusted = [subject.client_id, ...subject.trusted_audiences]
  const values = { expected: asText(trusted.join(' ')), found: asText(subject.claims.aud) }
  return audienceOf(subject.claims.aud).every((aud) => trusted.some((known) => known === aud))
    ? { outcome: 'passed', ...values }
    : { outcome: 'failed', code: 'trusted_aud_mismatch', ...values }
}

const examineAzp = ({ claims, client_id }: IdTokenSubject): Finding =>
  matches('azp', {
    expected: client_id,
    found: claims.azp,
    presence: audienceOf(claims.aud).length > 1 ? 'required' : 'if_present',
  })

/** Where somebody asked when: milliseconds, or a time to come, would be after whatever was asked for. */
const isToCome = (
  auth_time: number,
  { authenticated_after, now, clock_tolerance }: IdTokenSubject,
): boolean => authenticated_after !== undefined && auth_time > now + clock_tolerance

const examineAuthTime = (subject: IdTokenSubject): Finding => {
  const { auth_time } = subject.claims
  const earliest = subject.authenticated_after ?? 0
  const expected = subject.authenticated_after === undefined ? undefined : `at least ${earliest}`
  const values = { expected, found: asText(auth_time) }
  if (auth_time === undefined)
    return subject.auth_time === 'required'
      ? { outcome: 'failed', code: 'auth_time_missing', expected }
      : { outcome: 'absent', expected }
  if (!isTime(auth_time) || isToCome(auth_time, subject))
    return { outcome: 'failed', code: 'auth_time_mismatch', ...values }
  return auth_time >= earliest
    ? { outcome: 'passed', ...values }
    : { outcome: 'failed', code: 'auth_time_too_old', ...values }
}

const examineAcr = ({ claims, essential_acr }: IdTokenSubject): Finding => {
  if (essential_acr === undefined) return { outcome: 'absent' }
  const expected = essential_acr.length === 0 ? undefined : asText(essential_acr.join(' '))
  const found = asText(claims.acr)
  if (found === undefined) return { outcome: 'failed', code: 'acr_missing', expected }
  const isAsked = essential_acr.length === 0 || essential_acr.some((acr) => acr === claims.acr)
  return isAsked && typeof claims.acr === 'string'
    ? { outcome: 'passed', expected, found }
    : { outcome: 'failed', code: 'acr_mismatch', expected, found }
}

const examineNonce = ({ claims, nonce }: IdTokenSubject): Finding =>
  matches('nonce', {
    expected: nonce ?? '',
    found: claims.nonce,
    presence: 'required',
    show: shortened,
  })

const hashRule = (check: HashClaim, section: string): Rule<IdTokenSubject> => ({
  check,
  section,
  examine: ({ claims, hashes }) => {
    const hash = hashes[check]
    return hash === undefined
      ? { outcome: 'absent' }
      : matches(check, { ...hash, found: claims[check] })
  },
})

/** `JWT`, and whatever else an OP may call it, but no type that a specification gave to another kind of JWT. */
const examineTyp = ({ header: { typ } }: HeaderSubject): Finding => {
  const expected = 'none, or JWT'
  if (typ === undefined) return { outcome: 'absent', expected }
  const values = { expected, found: asText(typ) }
  return typeof typ === 'string' && !typ.toLowerCase().endsWith('+jwt')
    ? { outcome: 'passed', ...values }
    : { outcome: 'failed', code: 'typ_mismatch', ...values }
}

/** An access token or a Logout Token of the same OP is no ID Token (RFC 8725 §3.11, §3.12). */
export const ID_TOKEN_HEADER_RULES: readonly Rule<HeaderSubject>[] = [
  { check: 'typ', section: 'RFC 8725 §3.12', examine: examineTyp },
]

/** What holds for every ID Token, whenever it comes (Core §2, §3.1.3.7). */
// biome-ignore format: a table
const EVERY_TIME: readonly Rule<IdTokenSubject>[] = [
  { check: 'iss',         section: 'Core §3.1.3.7, 2',  examine: ({ claims, iss }) => matches('iss', { expected: iss, found: claims.iss, presence: 'required' }) },
  { check: 'sub',         section: 'Core §2',           examine: ({ claims }) => examineSub(claims.sub) },
  { check: 'aud',         section: 'Core §3.1.3.7, 3',  examine: examineAud },
  { check: 'trusted_aud', section: 'Core §3.1.3.7, 3',  examine: examineTrustedAud },
  { check: 'azp',         section: 'Core §3.1.3.7, 5',  examine: examineAzp },
  { check: 'exp',         section: 'Core §3.1.3.7, 9',  examine: examineExp('id_token_expired') },
  { check: 'nbf',         section: 'RFC 7519 §4.1.5',   examine: examineStart('nbf', 'if_present', 'id_token_not_yet_valid') },
  { check: 'iat',         section: 'Core §3.1.3.7, 10', examine: examineStart('iat', 'required', 'id_token_not_yet_valid') },
]

// biome-ignore format: a table
const AT_LOGIN: readonly Rule<IdTokenSubject>[] = [
  ...EVERY_TIME,
  { check: 'nonce',       section: 'Core §3.1.3.7, 11', examine: examineNonce },
  { check: 'acr',         section: 'Core §3.1.3.7, 12', examine: examineAcr },
  { check: 'auth_time',   section: 'Core §3.1.3.7, 13', examine: examineAuthTime },
]

/**
 * The ID Token that came through the browser (Core §3.3.2.9 to §3.3.2.12, §3.2.2.9, §3.2.2.11; FAPI
 * 1.0 Advanced).
 */
export const FRONT_CHANNEL_RULES: readonly Rule<IdTokenSubject>[] = [
  ...AT_LOGIN,
  hashRule('c_hash', 'Core §3.3.2.10'),
  hashRule('at_hash', 'Core §3.3.2.9'),
  hashRule('s_hash', 'FAPI 1.0 Advanced §5.2.2.1'),
]

/**
 * The ID Token of the token endpoint, whose hashes are optional (Core §3.3.3.6, §3.3.3.7,
 * §3.1.3.8).
 */
export const BACK_CHANNEL_RULES: readonly Rule<IdTokenSubject>[] = [
  ...AT_LOGIN,
  hashRule('c_hash', 'Core §3.3.2.11'),
  hashRule('at_hash', 'Core §3.1.3.8'),
  hashRule('s_hash', 'FAPI 1.0 Advanced §5.2.2.1'),
]

/** The ID Token of a refresh (Core §12.2). */
export const REFRESH_RULES: readonly Rule<IdTokenSubject>[] = [
  ...EVERY_TIME,
  hashRule('at_hash', 'Core §3.1.3.8'),
]
