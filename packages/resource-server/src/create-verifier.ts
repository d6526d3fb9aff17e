import { SIGNING_ALGORITHMS, type SigningAlgorithm, wordsOf } from '@gryphon/protocol'
import type { AccessToken, Needs } from './access-token.ts'
import { findBearerToken } from './bearer-token.ts'
import { refusal } from './challenge.ts'
import { AccessError } from './errors.ts'
import { checkSecure, createFetchJson, type JsonObject } from './fetch-json.ts'
import { fetchIssuerKeys } from './issuer-keys.ts'
import { verifyJwtAccessToken } from './jwt-access-token.ts'
import { createKeySet } from './key-set.ts'
import { PLATFORM } from './platform.ts'
import { checkToken } from './token-rules.ts'
import { allowInsecure, type Verifier, type VerifierConfig } from './verifier.ts'

const ASYMMETRIC = Object.keys(SIGNING_ALGORITHMS) as readonly SigningAlgorithm[]

const given = (claims: JsonObject, names: readonly string[]) =>
  Object.fromEntries(names.filter((name) => name in claims).map((name) => [name, claims[name]]))

/** The checked claims, as an access token; only after `checkToken`. */
const accessTokenOf = (claims: JsonObject): AccessToken => ({
  ...(given(claims, ['iss', 'sub', 'aud', 'exp', 'client_id', 'iat', 'jti']) as Pick<
    AccessToken,
    'iss' | 'sub' | 'aud' | 'exp'
  >),
  scope: wordsOf(typeof claims.scope === 'string' ? claims.scope : undefined),
  front_channel: claims.front_channel === true,
  claims,
})

const checkScope = (token: AccessToken, { scope = [] }: Needs) => {
  if (scope.every((word) => token.scope.includes(word))) return
  throw new AccessError('scope_insufficient', 'the access token does not allow this', {
    status: 403,
    error: 'insufficient_scope',
    section: 'RFC 6750 §3.1',
    expected: scope.join(' '),
    found: token.scope.join(' '),
    scope,
  })
}

const insecureOf = (config: VerifierConfig) =>
  config[allowInsecure] === true ? 'allowed' : 'refused'

/** How the claims of a token are looked at: who made it, for whom, until when. */
const verifierOf = (config: VerifierConfig) => {
  const { issuer, audience, frontChannel = 'accept', algorithms = ASYMMETRIC } = config
  const { now, fetch, timeout, clock_tolerance } = { ...PLATFORM, ...config }
  const insecure = insecureOf(config)
  const fetchJson = createFetchJson({ fetch, timeout, insecure })
  const findKey = createKeySet(() => fetchIssuerKeys(fetchJson, issuer, config.jwks_uri), now)
  return async (token: string): Promise<AccessToken> => {
    const claims = await verifyJwtAccessToken(token, { algorithms, findKey })
    checkToken({ claims, issuer, audience, frontChannel, now: now(), clock_tolerance })
    return accessTokenOf(claims)
  }
}

/**
 * The guard of one API: verifies RFC 9068 access tokens with the issuer's own keys, and answers what it refuses with the
 * challenges of RFC 6750.
 *
 * @example
 * const api = createVerifier({ issuer: 'https://op.example.com', audience: 'https://api.example.com' })
 * export default { fetch: api.protect((request, token) => Response.json({ hello: token.sub }), { scope: ['read'] }) }
 */
export const createVerifier = (config: VerifierConfig): Verifier => {
  checkNamed(config)
  const verifyToken = verifierOf(config)
  const methods = config.bearer_methods ?? ['header']
  const verify: Verifier['verify'] = async (source, needs = {}) => {
    const token = await verifyToken(
      typeof source === 'string' ? source : await findBearerToken(source, methods),
    )
    checkScope(token, needs)
    return token
  }
  const refuse = (error: unknown) => refusal(error, config.realm)
  return {
    verify,
    refuse,
    protect:
      (handler, needs) =>
      async (request, ...rest) => {
        const verified = await verify(request, needs).catch(refuse)
        return verified instanceof Response ? verified : handler(request, verified, ...rest)
      },
  }
}

/** What cannot ever work is told at once. Callers without types: an audience that is not there would match a token that has none. */
const checkNamed = (config: VerifierConfig): void => {
  for (const name of ['issuer', 'audience'] as const)
    if (typeof config[name] !== 'string' || config[name] === '')
      throw new TypeError(`createVerifier: ${name} must be a text that is not empty`)
  checkSecure(config.jwks_uri ?? config.issuer, insecureOf(config))
}
