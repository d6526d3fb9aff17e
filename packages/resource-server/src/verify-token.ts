import type { AccessToken, Needs } from './access-token.ts'
import { invalidToken } from './errors.ts'
import type { JsonObject } from './fetch-json.ts'
import { checkSignature, malformed, parseJwt } from './jwt-access-token.ts'
import { scopeOf } from './needs.ts'
import { checkToken } from './token-rules.ts'
import type { TrustedIssuer } from './trusted-issuer.ts'

/** What tokens are verified against. */
export interface TokenExpectation {
  readonly issuers: readonly TrustedIssuer[]
  readonly frontChannel: 'accept' | 'refuse'
  readonly now: () => number
  readonly clock_tolerance: number
}

const SCOPE_CLAIMS = ['scope'] as const

const given = (claims: JsonObject, names: readonly string[]) =>
  Object.fromEntries(names.filter((name) => name in claims).map((name) => [name, claims[name]]))

/** RFC 9068 §2.2 `client_id`, or what platforms say instead. */
const clientOf = ({ client_id, azp, appid }: JsonObject) => {
  const client = client_id ?? azp ?? appid
  return typeof client === 'string' ? { client_id: client } : {}
}

/** The checked claims, as an access token; only after `checkToken`. */
const accessTokenOf = (claims: JsonObject, { config }: TrustedIssuer): AccessToken => ({
  ...(given(claims, ['iss', 'sub', 'aud', 'exp', 'iat', 'jti']) as Pick<
    AccessToken,
    'iss' | 'sub' | 'aud' | 'exp'
  >),
  ...clientOf(claims),
  scope: scopeOf(claims, config.scope_claims ?? SCOPE_CLAIMS),
  front_channel: claims.front_channel === true,
  claims,
})

const checked = (claims: JsonObject, issuer: TrustedIssuer, expectation: TokenExpectation) => {
  const { frontChannel, now, clock_tolerance } = expectation
  checkToken({ claims, issuer: issuer.config, frontChannel, now: now(), clock_tolerance })
  return accessTokenOf(claims, issuer)
}

/** RFC 9068 §4: whose it says it is decides only whose keys it is checked with. */
const issuerOf = ({ iss }: JsonObject, { issuers }: TokenExpectation): TrustedIssuer => {
  const issuer = issuers.find(({ config }) => config.issuer === iss)
  if (issuer !== undefined) return issuer
  throw invalidToken('iss_mismatch', 'the access token is of another issuer', {
    section: 'RFC 9068 §4',
    expected: issuers.map(({ config }) => config.issuer).join(' '),
    found: typeof iss === 'string' ? iss.slice(0, 200) : undefined,
  })
}

/** A token that its issuer alone can read: what it says of it is what the token says. */
const verifyOpaque = async (token: string, expectation: TokenExpectation) => {
  const issuer = expectation.issuers.find(({ opaque }) => opaque === 'accept')
  if (issuer?.introspect === undefined) throw malformed()
  const { active: _, token_type: __, ...claims } = await issuer.introspect(token)
  return checked({ iss: issuer.config.issuer, ...claims }, issuer, expectation)
}

/**
 * Verifies an access token that was sent: a JWT by itself, and by asking its issuer too where that
 * is needed; any other by asking. Throws `AccessError`.
 */
export const verifyToken = async (
  token: string,
  needs: Needs,
  expectation: TokenExpectation,
): Promise<AccessToken> => {
  const jwt = parseJwt(token)
  if (jwt === undefined) return verifyOpaque(token, expectation)
  const issuer = issuerOf(jwt.claims, expectation)
  await checkSignature(token, jwt, issuer.signature)
  const verified = checked(jwt.claims, issuer, expectation)
  if (needs.introspect === true) await issuer.introspect?.(token)
  return verified
}
