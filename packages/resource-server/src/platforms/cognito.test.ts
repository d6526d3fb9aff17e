import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noAudience, untyped } from '../issuer/issuer-config.ts'
import { guardFor, type Platform, type Refused, signedBy } from '../testing/platform.ts'
import { NOW } from '../testing/scene.ts'
import type { VerifierConfig } from '../verifier.ts'

/*
 * Tokens of Amazon Cognito, after "Understanding the access token"
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html) and "Verifying JSON web tokens"
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html): the header has
 * `kid` and `alg` only; an access token has no `aud`, but `client_id` and `token_use: access`; an ID Token has `aud` and
 * `token_use: id`.
 */
const ISSUER = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_example'

const COGNITO: Platform = {
  header: {},
  answers: {
    [`${ISSUER}/.well-known/openid-configuration`]: {
      issuer: ISSUER,
      jwks_uri: `${ISSUER}/.well-known/jwks.json`,
    },
    [`${ISSUER}/.well-known/jwks.json`]: 'jwks',
  },
}

const CLAIMS = {
  sub: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
  device_key: 'us-east-1_aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
  'cognito:groups': ['testgroup'],
  iss: ISSUER,
  version: 2,
  client_id: 'xxxxxxxxxxxxexample',
  origin_jti: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
  event_id: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
  token_use: 'access',
  scope: 'phone openid profile solar-system-data/asteroids.add email',
  auth_time: NOW - 100,
  exp: NOW + 3500,
  iat: NOW - 100,
  jti: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
  username: 'my-test-user',
}

/** The one configuration: whose client it is takes the place of the audience. */
const CONFIG: VerifierConfig = {
  issuer: ISSUER,
  claims: { token_use: 'access', client_id: ['xxxxxxxxxxxxexample'] },
  [untyped]: true,
  [noAudience]: true,
}

const verify = async (claims: Readonly<Record<string, unknown>>) =>
  guardFor(COGNITO, CONFIG).verify(await signedBy(COGNITO, { ...CLAIMS, ...claims }))

test('an access token of Cognito is let through', async () => {
  const { aud, client_id, scope } = await verify({})
  assert.deepEqual([aud, client_id], [undefined, 'xxxxxxxxxxxxexample'])
  assert.ok(scope.includes('solar-system-data/asteroids.add'))
})

const ID_TOKEN = {
  token_use: 'id',
  aud: 'xxxxxxxxxxxxexample',
  client_id: undefined,
  scope: undefined,
  'cognito:username': 'my-test-user',
}

const REFUSED: readonly Refused[] = [
  ['that is an ID Token', ID_TOKEN, 'claim_mismatch'],
  ['that is an ID Token with at_hash', { ...ID_TOKEN, at_hash: 'x' }, 'id_token_refused'],
  [
    'that is an ID Token and names its client',
    { ...ID_TOKEN, client_id: CLAIMS.client_id },
    'claim_mismatch',
  ],
  ['of another app client', { client_id: 'another' }, 'claim_mismatch'],
  ['of no app client', { client_id: undefined }, 'claim_mismatch'],
  ['of another user pool', { iss: `${ISSUER}2` }, 'iss_mismatch'],
  ['that has expired', { exp: NOW - 31 }, 'token_expired'],
]

for (const [what, claims, code] of REFUSED)
  test(`a token of Cognito ${what} is refused with ${code}`, async () => {
    await assert.rejects(verify(claims), { code, status: 401 })
  })

test('a scope of a resource server of Cognito is what a route may need', async () => {
  const api = guardFor(COGNITO, CONFIG)
  const token = await signedBy(COGNITO, CLAIMS)
  await api.verify(token, { scope: ['solar-system-data/asteroids.add'] })
  await assert.rejects(api.verify(token, { scope: ['solar-system-data/sunproximity.read'] }), {
    code: 'scope_insufficient',
  })
})
