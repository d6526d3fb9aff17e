import assert from 'node:assert/strict'
import { test } from 'node:test'
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

// biome-ignore format: a table
const UNAVAILABLE: readonly (readonly [what: string, answers: Readonly<Record<string, unknown>>])[] = [
  ['no metadata',                    {}],
  ['metadata of another issuer',     { [`${ISSUER}/.well-known/openid-configuration`]: { issuer: 'https://evil.example', jwks_uri: `${ISSUER}/jwks` } }],
  ['metadata without jwks_uri',      { [`${ISSUER}/.well-known/openid-configuration`]: { issuer: ISSUER } }],
  ['a jwks_uri that is not https',   { [`${ISSUER}/.well-known/openid-configuration`]: { issuer: ISSUER, jwks_uri: 'http://op.example.com/jwks' } }],
  ['a JWK Set without keys',         { [`${ISSUER}/.well-known/openid-configuration`]: { issuer: ISSUER, jwks_uri: `${ISSUER}/jwks` }, [`${ISSUER}/jwks`]: {} }],
  ['a JWK Set that is a list',       { [`${ISSUER}/.well-known/openid-configuration`]: { issuer: ISSUER, jwks_uri: `${ISSUER}/jwks` }, [`${ISSUER}/jwks`]: [] }],
  ['a JWK Set without end',          { [`${ISSUER}/.well-known/openid-configuration`]: { issuer: ISSUER, jwks_uri: `${ISSUER}/jwks` }, [`${ISSUER}/jwks`]: { keys: ['a'.repeat(524_288)] } }],
]

for (const [what, answers] of UNAVAILABLE)
  test(`an issuer with ${what} is no fault of the request: 503, and the token is not let through`, async () => {
    const { api } = createScene({}, answers)
    await assert.rejects(api.verify(await tokenOf()), { code: 'keys_unavailable', status: 503 })
  })
