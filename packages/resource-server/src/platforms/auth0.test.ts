import assert from 'node:assert/strict'
import { test } from 'node:test'
import { untyped } from '../issuer/issuer-config.ts'
import { guardFor, type Platform, type Refused, signedBy } from '../testing/platform.ts'
import { FOREIGN_KEY, NOW } from '../testing/scene.ts'
import type { VerifierConfig } from '../verifier.ts'

/*
 * Tokens of Auth0, after "Access Token Profiles" (https://auth0.com/docs/secure/tokens/access-tokens/access-token-profiles): the
 * RFC 9068 profile has `typ: at+jwt`, `client_id` and `jti`; the Auth0 profile has `typ: JWT` and `azp`. With RBAC both have
 * `permissions`. And an ID Token after "ID Token Structure" (https://auth0.com/docs/secure/tokens/id-tokens/id-token-structure).
 */
const ISSUER = 'https://my-domain.auth0.com/'
const API = 'https://example.com/health-api'

const answers = {
  'https://my-domain.auth0.com/.well-known/openid-configuration': {
    issuer: ISSUER,
    jwks_uri: 'https://my-domain.auth0.com/.well-known/jwks.json',
  },
  'https://my-domain.auth0.com/.well-known/jwks.json': 'jwks',
}
const RFC9068: Platform = { header: { typ: 'at+jwt' }, answers }
const AUTH0: Platform = { header: { typ: 'JWT' }, answers }

const CLAIMS = {
  iss: ISSUER,
  sub: 'auth0|123456',
  aud: [API, 'https://my-domain.auth0.com/userinfo'],
  iat: NOW - 10,
  exp: NOW + 990,
  scope: 'openid profile read:patients read:admin',
  permissions: ['read:patients', 'write:patients'],
}
const RFC9068_CLAIMS = { ...CLAIMS, client_id: 'my_client_id', jti: '73WakrfVbNJBaAmhQtEeDv' }
const AUTH0_CLAIMS = { ...CLAIMS, azp: 'my_client_id' }

const ID_TOKEN = {
  iss: ISSUER,
  sub: 'auth0|123456',
  aud: 'my_client_id',
  iat: NOW - 10,
  exp: NOW + 990,
  nonce: 'crypto-value',
  name: 'Jane Doe',
}

/** The one configuration of the RFC 9068 profile. */
const RFC9068_CONFIG: VerifierConfig = { issuer: ISSUER, audience: API }

/** The one configuration of the Auth0 profile: `typ` does not tell it, so the audience must. */
const AUTH0_CONFIG: VerifierConfig = { issuer: ISSUER, audience: API, [untyped]: true }

const PROFILES = [
  ['RFC 9068', RFC9068, RFC9068_CONFIG, RFC9068_CLAIMS],
  ['Auth0', AUTH0, AUTH0_CONFIG, AUTH0_CLAIMS],
] as const

/** The issuer ends in a slash: without it, it is another. */
const REFUSED: readonly Refused[] = [
  ['of another API', { aud: 'https://example.com/other-api' }, 'aud_mismatch'],
  ['for UserInfo alone', { aud: 'https://my-domain.auth0.com/userinfo' }, 'aud_mismatch'],
  ['of another tenant', { iss: 'https://other-domain.auth0.com/' }, 'iss_mismatch'],
  ['of the issuer without its slash', { iss: 'https://my-domain.auth0.com' }, 'iss_mismatch'],
  ['that has expired', { exp: NOW - 31 }, 'token_expired'],
]

for (const [profile, platform, config, claims] of PROFILES) {
  test(`an access token of Auth0 in the ${profile} profile is let through`, async () => {
    const token = await guardFor(platform, config).verify(await signedBy(platform, claims))
    assert.deepEqual(
      [token.sub, token.client_id, token.scope],
      ['auth0|123456', 'my_client_id', ['openid', 'profile', 'read:patients', 'read:admin']],
    )
  })

  for (const [what, changed, code] of REFUSED)
    test(`a token of Auth0 in the ${profile} profile ${what} is refused`, async () => {
      const token = await signedBy(platform, { ...claims, ...changed })
      await assert.rejects(guardFor(platform, config).verify(token), { code, status: 401 })
    })

  test(`a token that Auth0 did not sign is refused in the ${profile} profile`, async () => {
    const token = await signedBy(platform, claims, { ...FOREIGN_KEY, kid: 'platform key' })
    await assert.rejects(guardFor(platform, config).verify(token), { status: 401 })
  })
}

test('an ID Token of Auth0 is refused: by its typ, and where that is not looked at by its audience', async () => {
  const id_token = await signedBy(AUTH0, ID_TOKEN)
  await assert.rejects(guardFor(RFC9068, RFC9068_CONFIG).verify(id_token), { code: 'typ_mismatch' })
  await assert.rejects(guardFor(AUTH0, AUTH0_CONFIG).verify(id_token), { code: 'aud_mismatch' })
})

test('a token of the Auth0 profile is refused where RFC 9068 is asked for', async () => {
  const token = await signedBy(AUTH0, AUTH0_CLAIMS)
  await assert.rejects(guardFor(AUTH0, RFC9068_CONFIG).verify(token), { code: 'typ_mismatch' })
})

test('permissions of RBAC are what a route may need', async () => {
  const api = guardFor(RFC9068, { ...RFC9068_CONFIG, scope_claims: ['permissions'] })
  const token = await signedBy(RFC9068, RFC9068_CLAIMS)
  await api.verify(token, { scope: ['write:patients'] })
  await assert.rejects(api.verify(token, { scope: ['read:admin'] }), { code: 'scope_insufficient' })
})
