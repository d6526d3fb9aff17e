import { wordsOf } from '@gryphon/protocol'
import type { AccessToken, Needs } from './access-token.ts'
import { AccessError, type AccessErrorCode, valueText } from './errors.ts'

/** A token beside what the route needs. */
interface NeedsSubject {
  readonly token: AccessToken
  readonly needs: Needs
  readonly now: number
  readonly clock_tolerance: number
}

/** One row: what must be asked of the client where `holds` is false. */
interface NeedsRule {
  readonly code: AccessErrorCode
  readonly status: 401 | 403
  readonly error: 'insufficient_user_authentication' | 'insufficient_scope'
  readonly section: string
  readonly description: string
  readonly holds: (subject: NeedsSubject) => boolean
  readonly values: (subject: NeedsSubject) => readonly [expected: unknown, found: unknown]
}

/** One that says a time to come, or milliseconds, says nothing of when the person signed in. */
const isRecent = ({ token, needs: { max_age }, now, clock_tolerance }: NeedsSubject): boolean => {
  if (max_age === undefined) return true
  const { auth_time } = token.claims
  return (
    typeof auth_time === 'number' &&
    auth_time <= now + clock_tolerance &&
    now <= auth_time + max_age + clock_tolerance
  )
}

/** In order: whoever must sign in anew is told the scope at the same time (RFC 9470 §3). */
const NEEDS_RULES: readonly NeedsRule[] = [
  {
    code: 'acr_insufficient',
    status: 401,
    error: 'insufficient_user_authentication',
    section: 'RFC 9470 §3',
    description: 'a stronger way of signing in is needed',
    holds: ({ token, needs: { acr_values } }) =>
      acr_values === undefined || acr_values.some((value) => value === token.claims.acr),
    values: ({ token, needs }) => [needs.acr_values?.join(' '), token.claims.acr],
  },
  {
    code: 'authentication_too_old',
    status: 401,
    error: 'insufficient_user_authentication',
    section: 'RFC 9470 §3',
    description: 'a more recent sign-in is needed',
    holds: isRecent,
    values: ({ now, needs, token }) => [`${now} - ${needs.max_age}`, token.claims.auth_time],
  },
  {
    code: 'scope_insufficient',
    status: 403,
    error: 'insufficient_scope',
    section: 'RFC 6750 §3.1',
    description: 'the access token does not allow this',
    holds: ({ token, needs: { scope = [] } }) => scope.every((word) => token.scope.includes(word)),
    values: ({ token, needs }) => [needs.scope?.join(' '), token.scope.join(' ')],
  },
]

/** Throws `AccessError` for the first need that is not met. */
export const checkNeedsMet = (subject: NeedsSubject): void => {
  const broken = NEEDS_RULES.find(({ holds }) => !holds(subject))
  if (broken === undefined) return
  const { scope, acr_values, max_age } = subject.needs
  const [expected, found] = broken.values(subject)
  const stepUp = broken.status === 401 ? { acr_values, max_age } : {}
  throw new AccessError(broken.code, broken.description, {
    status: broken.status,
    error: broken.error,
    section: broken.section,
    expected: valueText(expected),
    found: valueText(found),
    scope,
    ...stepUp,
  })
}

/** What a token allows, by the claims that say so: text with words, or lists of them. */
export const scopeOf = (
  claims: Readonly<Record<string, unknown>>,
  names: readonly string[],
): readonly string[] => {
  const [only, ...others] = names.map((name) => wordsIn(claims[name]))
  return only === undefined || others.length === 0 ? (only ?? []) : [only, ...others].flat()
}

const wordsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return wordsOf(value)
  return Array.isArray(value) ? value.filter((word) => typeof word === 'string') : []
}
