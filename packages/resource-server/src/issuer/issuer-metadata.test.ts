import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AccessError } from '../errors.ts'
import { createScene, ISSUER, KEY, tokenOf } from '../testing/scene.ts'

const claims = (values: Readonly<Record<string, unknown>>) => ({ claims: values })

const oauthMetadata = (issuer: string, url: string) =>
  createScene(
    { issuer },
    { [url]: { issuer, jwks_uri: `${ISSUER}/jwks` }, [`${ISSUER}/jwks`]: { keys: [KEY.jwk] } },
  )

test('RFC 8414 §3.1: an authorization server that is no OP is found too', async () => {
  const issuer = `${ISSUER}/tenant`
  const url = `${ISSUER}/.well-known/oauth-authorization-server/tenant`
  const token = await tokenOf(claims({ iss: issuer }))
  assert.equal((await oauthMetadata(issuer, url).api.verify(token)).iss, issuer)
})

/** What would be good, if the rest were. */
const JWKS = { [`${ISSUER}/jwks`]: { keys: [KEY.jwk] } }

// biome-ignore format: a table
const UNAVAILABLE: readonly (readonly [what: string, answers: Readonly<Record<string, unknown>>, why: RegExp])[] = [
  ['no metadata',                    JWKS, /status 404/],
  ['metadata of another issuer',     { [`${ISSUER}/.well-known/openid-configuration`]: { issuer: 'https://evil.example', jwks_uri: `${ISSUER}/jwks` }, ...JWKS }, /^the metadata are of another issuer$/],
  ['metadata without jwks_uri',      { [`${ISSUER}/.well-known/openid-configuration`]: { issuer: ISSUER }, ...JWKS }, /^the metadata have no jwks_uri$/],
  ['a jwks_uri that is not https',   { [`${ISSUER}/.well-known/openid-configuration`]: { issuer: ISSUER, jwks_uri: 'http://op.example.com/jwks' }, 'http://op.example.com/jwks': { keys: [KEY.jwk] } }, /is no https URL/],
  ['a JWK Set without keys',         { [`${ISSUER}/.well-known/openid-configuration`]: { issuer: ISSUER, jwks_uri: `${ISSUER}/jwks` }, [`${ISSUER}/jwks`]: {} }, /^the JWK Set has no keys$/],
  ['a JWK Set that is a list',       { [`${ISSUER}/.well-known/openid-configuration`]: { issuer: ISSUER, jwks_uri: `${ISSUER}/jwks` }, [`${ISSUER}/jwks`]: [] }, /JSON object/],
  ['a JWK Set without end',          { [`${ISSUER}/.well-known/openid-configuration`]: { issuer: ISSUER, jwks_uri: `${ISSUER}/jwks` }, [`${ISSUER}/jwks`]: { keys: ['a'.repeat(524_288)] } }, /answered with more than is looked at$/],
]

for (const [what, answers, why] of UNAVAILABLE)
  test(`an issuer with ${what} is no fault of the request: 503, and the token is not let through`, async () => {
    const { api } = createScene({}, answers)
    await assert.rejects(api.verify(await tokenOf()), (error) => {
      assert.ok(error instanceof AccessError, String(error))
      assert.deepEqual([error.code, error.status], ['keys_unavailable', 503])
      assert.match(String((error.cause as Error).message), why)
      return true
    })
  })
