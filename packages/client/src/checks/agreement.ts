import type { CheckName } from '../check.ts'
import { asText, type Rule } from './rule.ts'

/** Two ID Tokens about one login. */
export interface TwoIdTokens {
  readonly earlier: Readonly<Record<string, unknown>>
  readonly later: Readonly<Record<string, unknown>>
}

/** Whether a claim must be the same in both, its absence too, or only where both have it. */
type Comparison = 'always' | 'where_both'

type SharedClaim = Extract<CheckName, 'iss' | 'sub' | 'aud' | 'azp' | 'nonce' | 'auth_time' | 'iat'>

/** A claim as comparable text; an audience is a set (RFC 7519 §4.1.3). */
const canonical = (value: unknown): string =>
  Array.isArray(value) && value.length !== 1
    ? JSON.stringify([...value].sort())
    : JSON.stringify(Array.isArray(value) ? value[0] : value)

const agreementRule = (
  check: SharedClaim,
  section: string,
  comparison: Comparison,
): Rule<TwoIdTokens> => ({
  check,
  section,
  examine: ({ earlier, later }) => {
    const expected = asText(earlier[check])
    const found = asText(later[check])
    if (comparison === 'where_both' && (expected === undefined || found === undefined))
      return { outcome: 'absent', expected }
    return canonical(earlier[check]) === canonical(later[check])
      ? { outcome: 'passed', expected, found }
      : { outcome: 'failed', code: `${check}_mismatch`, expected, found }
  },
})

/**
 * The ID Tokens of the two endpoints are about one End-User and one authentication (Core §3.3.3.6).
 */
export const BOTH_ID_TOKENS_RULES: readonly Rule<TwoIdTokens>[] = [
  agreementRule('iss', 'Core §3.3.3.6', 'always'),
  agreementRule('sub', 'Core §3.3.3.6', 'always'),
  agreementRule('aud', 'Core §3.3.3.6', 'where_both'),
  agreementRule('nonce', 'Core §3.3.3.6', 'where_both'),
  agreementRule('auth_time', 'Core §3.3.3.6', 'where_both'),
]

/** A refreshed ID Token is still about the login (Core §12.2). */
export const REFRESHED_ID_TOKEN_RULES: readonly Rule<TwoIdTokens>[] = [
  agreementRule('iss', 'Core §12.2', 'always'),
  agreementRule('sub', 'Core §12.2', 'always'),
  agreementRule('aud', 'Core §12.2', 'where_both'),
  agreementRule('azp', 'Core §12.2', 'always'),
  agreementRule('nonce', 'Core §12.2', 'where_both'),
  agreementRule('auth_time', 'Core §12.2', 'where_both'),
]
