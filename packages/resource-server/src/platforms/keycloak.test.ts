import assert from 'node:assert/strict'
import { test } from 'node:test'
import { untyped } from '../issuer/issuer-config.ts'
import { guardFor, type Platform, type Refused, signedBy } from '../testing/platform.ts'
import { NOW } from '../testing/scene.ts'
import type { VerifierConfig } from '../verifier.ts'

/*
 * Tokens of Keycloak, after "Server Administration Guide", "Audience support" (https://www.keycloak.org/docs/latest/server_admin/#audience-support)
 * and "Get a Keycloak Token and Read Every Claim" (https://phasetwo.io/tutorials/getting-started/your-first-token/): header `typ: JWT`, and
 * what a token is stands in its claim `typ`: `Bearer`, `ID`, `Refresh`. The audience is there only with a mapper ("Audience",
 * or "Audience Resolve" for roles of a client).
 */
const ISSUER = 'https://keycloak.example/realms/demo'
const API = 'notes-api'

const KEYCLOAK: Platform = {
  header: { typ: 'JWT' },
  answers: {
    [`${ISSUER}/.well-known/openid-configuration`]: {
      issuer: ISSUER,
      jwks_uri: `${ISSUER}/protocol/openid-connect/certs`,
    },
    [`${ISSUER}/protocol/openid-connect/certs`]: 'jwks',
  },
}

const CLAIMS = {
  exp: NOW + 300,
  iat: NOW,
  jti: 'onrtro:0c1d7a0e-9a5f-4c30-8d0d-0f1f35a3d9b6',
  iss: ISSUER,
  aud: [API, 'account'],
  sub: '36fa0f91-f94d-4a0c-afed-6b7d952e47da',
  typ: 'Bearer',
  azp: 'demo-app',
  sid: '2a88c258-f73a-4103-b862-e1fbd8f4e04e',
  acr: '1',
  'allowed-origins': ['https://app.example'],
  realm_access: { roles: ['offline_access', 'default-roles-demo', 'uma_authorization'] },
  resource_access: { account: { roles: ['manage-account', 'view-profile'] } },
  scope: 'openid email profile',
  preferred_username: 'alice',
}

/** The one configuration: the claim `typ` tells what the header does not. */
const CONFIG: VerifierConfig = {
  issuer: ISSUER,
  audience: API,
  claims: { typ: ['Bearer', 'DPoP'] },
  [untyped]: true,
}

const verify = async (claims: Readonly<Record<string, unknown>>) =>
  guardFor(KEYCLOAK, CONFIG).verify(await signedBy(KEYCLOAK, { ...CLAIMS, ...claims }))

test('an access token of Keycloak is let through', async () => {
  const { sub, client_id, scope } = await verify({})
  assert.deepEqual(
    [sub, client_id, scope],
    [CLAIMS.sub, 'demo-app', ['openid', 'email', 'profile']],
  )
})

const REFUSED: readonly Refused[] = [
  ['that is an ID Token', { typ: 'ID', aud: 'demo-app', nonce: 'n' }, 'aud_mismatch'],
  ['that is an ID Token for the API itself', { typ: 'ID' }, 'claim_mismatch'],
  ['that is an ID Token with at_hash', { at_hash: 'x' }, 'id_token_refused'],
  ['that is a refresh token', { typ: 'Refresh', aud: ISSUER }, 'aud_mismatch'],
  ['that does not say what it is', { typ: undefined }, 'claim_mismatch'],
  ['without a mapper for the audience', { aud: 'account' }, 'aud_mismatch'],
  ['with no audience at all', { aud: undefined }, 'aud_mismatch'],
  ['for the client alone', { aud: undefined, azp: API }, 'aud_mismatch'],
  ['of another realm', { iss: 'https://keycloak.example/realms/master' }, 'iss_mismatch'],
  ['that has expired', { exp: NOW - 31 }, 'token_expired'],
]

for (const [what, claims, code] of REFUSED)
  test(`a token of Keycloak ${what} is refused with ${code}`, async () => {
    await assert.rejects(verify(claims), { code, status: 401 })
  })

test('a client with "Use at+jwt as access token header type" needs nothing but issuer and audience', async () => {
  const api = guardFor(KEYCLOAK, { issuer: ISSUER, audience: API })
  const token = await signedBy({ ...KEYCLOAK, header: { typ: 'at+jwt' } }, CLAIMS)
  assert.equal((await api.verify(token)).sub, CLAIMS.sub)
  const usual = await signedBy(KEYCLOAK, CLAIMS)
  await assert.rejects(api.verify(usual), { code: 'typ_mismatch' })
})
