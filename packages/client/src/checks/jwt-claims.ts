import type { CheckErrorCode } from '../errors.ts'
import { asText, type Finding, type Presence } from './rule.ts'

/** What the registered claims of any JWT are held against (RFC 7519 §4.1). */
export interface JwtClaimsSubject {
  readonly claims: Readonly<Record<string, unknown>>
  readonly client_id: string
  /** In seconds; the tolerance is not in it yet. */
  readonly now: number
  readonly clock_tolerance: number
}

/** A NumericDate (RFC 7519 §2). */
export const isTime = (value: unknown): value is number => Number.isFinite(value)

/** One audience or several (RFC 7519 §4.1.3). */
export const audienceOf = (aud: unknown): readonly unknown[] => (Array.isArray(aud) ? aud : [aud])

/** This client is among the audience (RFC 7519 §4.1.3). */
export const examineAud = ({ claims, client_id }: JwtClaimsSubject): Finding => {
  const found = asText(claims.aud)
  if (claims.aud === undefined)
    return { outcome: 'failed', code: 'aud_missing', expected: client_id }
  return audienceOf(claims.aud).includes(client_id)
    ? { outcome: 'passed', expected: client_id, found }
    : { outcome: 'failed', code: 'aud_mismatch', expected: client_id, found }
}

/** It has not expired; `code` is what it fails by when it has (RFC 7519 §4.1.4). */
export const examineExp =
  (code: CheckErrorCode) =>
  ({ claims, now, clock_tolerance }: JwtClaimsSubject): Finding => {
    const values = { expected: `after ${now - clock_tolerance}`, found: asText(claims.exp) }
    if (claims.exp === undefined) return { outcome: 'failed', code: 'exp_missing', ...values }
    if (!isTime(claims.exp)) return { outcome: 'failed', code: 'exp_mismatch', ...values }
    return claims.exp > now - clock_tolerance
      ? { outcome: 'passed', ...values }
      : { outcome: 'failed', code, ...values }
  }

/** It is not from the future; `code` is what it fails by when it is (RFC 7519 §4.1.5, §4.1.6). */
export const examineStart =
  (check: 'iat' | 'nbf', presence: Presence, code: CheckErrorCode) =>
  (subject: JwtClaimsSubject): Finding => {
    const latest = subject.now + subject.clock_tolerance
    const value = subject.claims[check]
    const values = { expected: `at most ${latest}`, found: asText(value) }
    if (value === undefined)
      return presence === 'required'
        ? { outcome: 'failed', code: `${check}_missing`, ...values }
        : { outcome: 'absent', expected: values.expected }
    if (!isTime(value)) return { outcome: 'failed', code: `${check}_mismatch`, ...values }
    return value <= latest
      ? { outcome: 'passed', ...values }
      : { outcome: 'failed', code, ...values }
  }
