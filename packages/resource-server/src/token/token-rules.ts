import { type AccessErrorCode, invalidToken, valueText } from '../errors.ts'
import {
  type ClaimExpectation,
  type IssuerConfig,
  noAudience,
  present,
  untyped,
} from '../issuer/issuer-config.ts'

/** An access token whose signature is good, beside what it must say. */
export interface TokenSubject {
  readonly claims: Readonly<Record<string, unknown>>
  readonly issuer: IssuerConfig
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

/** A NumericDate (RFC 7519 §2): JSON can say 1e400, which is no time, and would never end. */
const isTime = (value: unknown): value is number => Number.isFinite(value)

/** Whether a claim, or one of a list of them, is one of these. */
const isOneOf = (claim: unknown, accepted: string | readonly string[]): boolean =>
  Array.isArray(claim)
    ? claim.some((value) => isOneOf(value, accepted))
    : typeof claim === 'string' &&
      (typeof accepted === 'string' ? claim === accepted : accepted.includes(claim))

const meets = (claim: unknown, expected: ClaimExpectation): boolean =>
  expected === present ? claim !== undefined && claim !== null : isOneOf(claim, expected)

const unmet = ({ claims, issuer }: TokenSubject) =>
  Object.entries(issuer.claims ?? {}).find(([name, expected]) => !meets(claims[name], expected))

/** Only ID Tokens have hashes (Core §3.1.3.6, §3.3.2.11), and only Logout Tokens and their like events (RFC 8417 §2.2). */
const OF_OTHER_JWTS = ['at_hash', 'c_hash', 's_hash', 'events'] as const

/** What RFC 9068 §4 and its neighbours ask of the claims, in order. */
const TOKEN_RULES: readonly TokenRule[] = [
  {
    code: 'iss_mismatch',
    section: 'RFC 9068 §4',
    description: 'the access token is of another issuer',
    holds: ({ claims, issuer }) => claims.iss === issuer.issuer,
    values: ({ claims, issuer }) => [issuer.issuer, claims.iss],
  },
  {
    code: 'aud_mismatch',
    section: 'RFC 9068 §4',
    description: 'the access token is for another audience',
    holds: ({ claims, issuer }) =>
      issuer[noAudience] === true || isOneOf(claims.aud, issuer.audience ?? []),
    values: ({ claims, issuer }) => [issuer.audience, claims.aud],
  },
  {
    code: 'token_expired',
    section: 'RFC 9068 §4',
    description: 'the access token has expired',
    holds: ({ claims, now, clock_tolerance }) =>
      isTime(claims.exp) && now < claims.exp + clock_tolerance,
    values: ({ claims, now }) => [`after ${now}`, claims.exp],
  },
  {
    code: 'token_not_yet_valid',
    section: 'RFC 7519 §4.1.5',
    description: 'the access token is not valid yet',
    holds: ({ claims, now, clock_tolerance }) =>
      claims.nbf === undefined || (isTime(claims.nbf) && claims.nbf <= now + clock_tolerance),
    values: ({ claims, now }) => [`at most ${now}`, claims.nbf],
  },
  {
    code: 'iat_in_future',
    section: 'RFC 7519 §4.1.6',
    description: 'the access token was issued in the future',
    holds: ({ claims, now, clock_tolerance }) =>
      claims.iat === undefined || (isTime(claims.iat) && claims.iat <= now + clock_tolerance),
    values: ({ claims, now }) => [`at most ${now}`, claims.iat],
  },
  {
    code: 'sub_missing',
    section: 'RFC 9068 §2.2',
    description: 'the access token has no sub',
    holds: ({ claims }) => isText(claims.sub),
  },
  {
    code: 'id_token_refused',
    section: 'RFC 8725 §3.12',
    description: 'an ID Token or a Logout Token is no access token',
    holds: ({ claims, issuer }) =>
      issuer[untyped] !== true || OF_OTHER_JWTS.every((name) => claims[name] === undefined),
  },
  {
    code: 'claim_mismatch',
    section: 'RFC 8725 §3.12',
    description: 'a claim is not as it must be here',
    holds: (subject) => unmet(subject) === undefined,
    values: (subject) => {
      const [name = '', expected] = unmet(subject) ?? []
      const wanted = expected === present ? 'present' : valueText(expected)
      return [`${name}: ${wanted}`, `${name}: ${valueText(subject.claims[name])}`]
    },
  },
  {
    code: 'front_channel_refused',
    section: 'RFC 9700 §2.1.2',
    description: 'the access token came through a browser',
    holds: ({ claims, frontChannel }) => frontChannel === 'accept' || claims.front_channel !== true,
  },
]

/** Throws `AccessError` for the first rule that does not hold. */
export const checkToken = (subject: TokenSubject): void => {
  const broken = TOKEN_RULES.find(({ holds }) => !holds(subject))
  if (broken === undefined) return
  const [expected, found] = broken.values?.(subject) ?? []
  throw invalidToken(broken.code, broken.description, {
    section: broken.section,
    expected: valueText(expected),
    found: valueText(found),
  })
}
