import type { AccessToken, Needs } from '../access-token.ts'
import { invalidToken, valueText } from '../errors.ts'
import type { JsonObject } from '../fetch-json.ts'
import type { TrustedIssuer } from '../issuer/trusted-issuer.ts'
import { scopeOf } from '../needs.ts'
import { checkSignature, malformed, parseJwt } from './jwt-access-token.ts'
import { checkToken } from './token-rules.ts'

/** What tokens are verified against. */
export interface TokenExpectation {
  readonly issuers: readonly TrustedIssuer[]
  readonly frontChannel: 'accept' | 'refuse'
  readonly now: () => number
  readonly clock_tolerance: number
}

const SCOPE_CLAIMS = ['scope'] as const

const KEPT = ['iss', 'sub', 'aud', 'exp', 'iat', 'jti'] as const

/** RFC 9068 §2.2 `client_id`, or what platforms say instead. */
const clientOf = ({ client_id, azp, appid }: JsonObject) => client_id ?? azp ?? appid

/** The checked claims, as an access token; only after `checkToken`. On every request's way: no list is made of them. */
const accessTokenOf = (claims: JsonObject, { config }: TrustedIssuer): AccessToken => {
  const token: Record<string, unknown> = {
    scope: scopeOf(claims, config.scope_claims ?? SCOPE_CLAIMS),
    front_channel: claims.front_channel === true,
    claims,
  }
  for (const name of KEPT) if (claims[name] !== undefined) token[name] = claims[name]
  const client_id = clientOf(claims)
  if (typeof client_id === 'string') token.client_id = client_id
  return token as unknown as AccessToken
}

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
    found: valueText(iss),
  })
}

const isBoundToKey = ({ cnf }: JsonObject) => Object(cnf).jkt !== undefined

/** What an issuer calls access tokens (RFC 7662 §2.2); some say so in one word, as they do of refresh tokens. */
const ACCESS_TOKEN_TYPES: Readonly<Record<string, (claims: JsonObject) => boolean>> = {
  bearer: () => true,
  access_token: () => true,
  dpop: isBoundToKey,
}

/** A refresh token is no access token; and one of the type DPoP names its key (RFC 9449 §6.2). */
const checkTokenType = (claims: JsonObject): void => {
  const { token_type } = claims
  if (token_type === undefined) return
  const type = String(valueText(token_type)).toLowerCase()
  if (Object.hasOwn(ACCESS_TOKEN_TYPES, type) && ACCESS_TOKEN_TYPES[type]?.(claims)) return
  throw invalidToken('typ_mismatch', 'the token is no access token that can be used here', {
    section: 'RFC 7662 §2.2',
    expected: 'Bearer, or DPoP with the thumbprint of its key',
    found: valueText(token_type),
  })
}

/**
 * A token that its issuer alone can read: what it says of it is what the token says. A client that acts for itself is its own
 * subject (RFC 9068 §2.2), which many issuers do not say (RFC 7662 §2.2: `sub` is optional).
 */
const verifyOpaque = async (token: string, expectation: TokenExpectation) => {
  const issuer = expectation.issuers.find(({ opaque }) => opaque === 'accept')
  if (issuer?.introspect === undefined) throw malformed()
  const answer = await issuer.introspect(token)
  checkTokenType(answer)
  const { active: _, token_type: __, ...claims } = answer
  const { client_id } = claims
  return checked({ iss: issuer.config.issuer, sub: client_id, ...claims }, issuer, expectation)
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
