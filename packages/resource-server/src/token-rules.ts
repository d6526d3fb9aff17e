import { AccessError, type AccessErrorCode } from './errors.ts'

/** An access token whose signature is good, beside what it must say. */
export interface TokenSubject {
  readonly claims: Readonly<Record<string, unknown>>
  readonly issuer: string
  readonly audience: string
  readonly frontChannel: 'accept' | 'refuse'
  readonly now: number
  readonly clock_tolerance: number
}

/** One row: what is wrong with a token for which `holds` is false. */
interface TokenRule {
  readonly code: AccessErrorCode
  readonly section: string
  readonly description: string
  readonly holds: (subject: TokenSubject) => boolean
  readonly values?: (subject: TokenSubject) => readonly [expected: unknown, found: unknown]
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

const audienceOf = (aud: unknown): readonly unknown[] => (Array.isArray(aud) ? aud : [aud])

/**
 * What RFC 9068 §4 and its neighbours ask of the claims, in order. A new kind of binding is a new
 * row.
 */
const TOKEN_RULES: readonly TokenRule[] = [
  {
    code: 'iss_mismatch',
    section: 'RFC 9068 §4',
    description: 'the access token is of another issuer',
    holds: ({ claims, issuer }) => claims.iss === issuer,
    values: ({ claims, issuer }) => [issuer, claims.iss],
  },
  {
    code: 'aud_mismatch',
    section: 'RFC 9068 §4',
    description: 'the access token is for another audience',
    holds: ({ claims, audience }) => audienceOf(claims.aud).includes(audience),
    values: ({ claims, audience }) => [audience, claims.aud],
  },
  {
    code: 'token_expired',
    section: 'RFC 9068 §4',
    description: 'the access token has expired',
    holds: ({ claims, now, clock_tolerance }) =>
      typeof claims.exp === 'number' && now < claims.exp + clock_tolerance,
    values: ({ claims, now }) => [`after ${now}`, claims.exp],
  },
  {
    code: 'token_not_yet_valid',
    section: 'RFC 7519 §4.1.5',
    description: 'the access token is not valid yet',
    holds: ({ claims, now, clock_tolerance }) =>
      claims.nbf === undefined ||
      (typeof claims.nbf === 'number' && claims.nbf <= now + clock_tolerance),
    values: ({ claims, now }) => [`at most ${now}`, claims.nbf],
  },
  {
    code: 'sub_missing',
    section: 'RFC 9068 §2.2',
    description: 'the access token has no sub',
    holds: ({ claims }) => isText(claims.sub),
  },
  {
    code: 'token_sender_constrained',
    section: 'RFC 9449 §7.1',
    description: 'the access token is bound to a key that was not shown',
    holds: ({ claims }) => claims.cnf === undefined,
  },
  {
    code: 'front_channel_refused',
    section: 'RFC 9700 §2.1.2',
    description: 'the access token came through a browser',
    holds: ({ claims, frontChannel }) => frontChannel === 'accept' || claims.front_channel !== true,
  },
]

const asText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

/** Throws `AccessError` for the first rule that does not hold. */
export const checkToken = (subject: TokenSubject): void => {
  const broken = TOKEN_RULES.find(({ holds }) => !holds(subject))
  if (broken === undefined) return
  const [expected, found] = broken.values?.(subject) ?? []
  throw new AccessError(broken.code, broken.description, {
    status: 401,
    error: 'invalid_token',
    section: broken.section,
    expected: asText(expected),
    found: asText(found),
  })
}
