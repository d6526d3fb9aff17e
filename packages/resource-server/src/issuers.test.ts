import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier } from './create-verifier.ts'
import type { IssuerConfig } from './issuer/issuer-config.ts'
import { AUDIENCE, bearing, CLAIMS, createTestKey, KEY, NOW, tokenOf } from './testing/scene.ts'
import type { VerifierConfig } from './verifier.ts'

const ONE = 'https://one.example'
const TWO = 'https://two.example'
const TWO_KEY = await createTestKey('ES256', KEY.kid)

const KEYS_AT: Readonly<Record<string, unknown>> = {
  [`${ONE}/jwks`]: { keys: [KEY.jwk] },
  [`${TWO}/jwks`]: { keys: [TWO_KEY.jwk] },
}

const scene = (one: Partial<IssuerConfig> = {}, two: Partial<IssuerConfig> = {}) => {
  const asked: string[] = []
  const fetch = async (url: string) => {
    asked.push(url)
    return Response.json(KEYS_AT[url])
  }
  const api = createVerifier({
    issuers: [
      { issuer: ONE, audience: AUDIENCE, jwks_uri: `${ONE}/jwks`, ...one },
      { issuer: TWO, audience: AUDIENCE, jwks_uri: `${TWO}/jwks`, ...two },
    ],
    now: () => NOW,
    clock_tolerance: 0,
    fetch,
  })
  return { api, asked }
}

const of = (iss: string, key: typeof KEY, more: Readonly<Record<string, unknown>> = {}) =>
  tokenOf({ key, claims: { iss, ...more } })

test('tokens of several issuers are verified, each with the keys of its own', async () => {
  const { api, asked } = scene()
  assert.equal((await api.verify(await of(ONE, KEY))).iss, ONE)
  assert.deepEqual(asked, [`${ONE}/jwks`])
  assert.equal((await api.verify(await of(TWO, TWO_KEY))).iss, TWO)
  assert.deepEqual(asked, [`${ONE}/jwks`, `${TWO}/jwks`])
})

test('RFC 9068 §4: a token of one issuer that says it is of the other is refused', async () => {
  const { api } = scene()
  await assert.rejects(api.verify(await of(TWO, KEY)), { code: 'signature_invalid' })
  await assert.rejects(api.verify(await of(ONE, TWO_KEY)), { code: 'signature_invalid' })
})

test('RFC 9068 §4: a token of nobody is refused, and nobody is asked for its keys', async () => {
  const { api, asked } = scene()
  for (const iss of ['https://evil.example', `${ONE}/`, undefined, 5, [ONE]]) {
    const token = await tokenOf({ claims: { iss } })
    await assert.rejects(api.verify(token), {
      code: 'iss_mismatch',
      expected: `${ONE} ${TWO}`,
    })
  }
  assert.deepEqual(asked, [])
})

test('each issuer has its own audience and algorithms', async () => {
  const { api } = scene({ audience: ['a', 'b'] }, { algorithms: ['RS256'] })
  assert.equal((await api.verify(await of(ONE, KEY, { aud: 'b' }))).aud, 'b')
  await assert.rejects(api.verify(await of(ONE, KEY)), { code: 'aud_mismatch' })
  await assert.rejects(api.verify(await of(TWO, TWO_KEY)), { code: 'alg_refused' })
})

const secret = { client_id: 'api', client_secret: 'a secret' }

// biome-ignore format: a table
const FAULTS: readonly (readonly [what: string, config: unknown, message: RegExp])[] = [
  ['no issuer at all',              { issuers: [] },                                                              /an issuer must be named/],
  ['an issuer twice',               { issuers: [{ issuer: ONE, audience: 'a' }, { issuer: ONE, audience: 'b' }] }, /named twice/],
  ['two that opaque tokens may be of', { issuers: [ONE, TWO].map((issuer) => ({ issuer, audience: 'a', introspection: secret })) }, /whose an opaque token is/],
  ['an empty issuer',               { issuer: '', audience: 'a' },                                                /issuer must be/],
  ['no audience',                   { issuer: ONE },                                                              /audience must be/],
  ['an empty list of audiences',    { issuer: ONE, audience: [] },                                                /audience must be/],
  ['an empty audience',             { issuer: ONE, audience: ['a', ''] },                                         /audience must be/],
  ['a symmetric algorithm',         { issuer: ONE, audience: 'a', algorithms: ['HS256'] },                        /HS256 is no asymmetric algorithm/],
  ['the algorithm none',            { issuer: ONE, audience: 'a', algorithms: ['none'] },                         /none is no asymmetric algorithm/],
  ['no algorithm',                  { issuer: ONE, audience: 'a', algorithms: [] },                               /no algorithm is no/],
  ['a DPoP algorithm that is none', { issuer: ONE, audience: 'a', dpop: { base_url: ONE, algorithms: ['HS256'] } }, /HS256 is no asymmetric algorithm/],
  ['a base_url that is none',       { issuer: ONE, audience: 'a', dpop: { base_url: '/v1' } },                    /base_url/],
  ['a short nonce secret',          { issuer: ONE, audience: 'a', dpop: { base_url: ONE, nonce: { secret: new Uint8Array(31) } } }, /32 octets/],
  ['a private key without alg',     { issuer: ONE, audience: 'a', introspection: { client_id: 'api', private_key: { kty: 'EC' } } }, /private_key must be a JWK with alg/],
]

for (const [what, config, message] of FAULTS)
  test(`a configuration with ${what} is told at once`, () => {
    assert.throws(() => createVerifier(config as VerifierConfig), { name: 'TypeError', message })
  })

test('opaque tokens are of the one issuer that takes them', async () => {
  const asked: string[] = []
  const ask = (introspection_endpoint: string) => ({ ...secret, introspection_endpoint })
  const api = createVerifier({
    issuers: [
      { issuer: ONE, audience: 'a', introspection: { ...ask(`${ONE}/ask`), opaque: 'refuse' } },
      { issuer: TWO, audience: 'b', introspection: ask(`${TWO}/ask`) },
    ],
    now: () => NOW,
    fetch: async (url) => {
      asked.push(url)
      return Response.json({ active: true, sub: 'someone', aud: 'b', exp: NOW + 60 })
    },
  })
  assert.equal((await api.verify('an-opaque-token')).iss, TWO)
  assert.deepEqual(asked, [`${TWO}/ask`])
})

test('an introspection endpoint that is not https is told at once', () => {
  const introspection = { ...secret, introspection_endpoint: 'http://one.example/introspect' }
  assert.throws(() => createVerifier({ issuer: ONE, audience: 'a', introspection }), {
    message: 'http://one.example/introspect is no https URL',
  })
})

test('a route that must ask an issuer whom nobody told how is told at once', async () => {
  const { api } = scene({ introspection: { ...secret, introspection_endpoint: `${ONE}/ask` } })
  const needs = { introspect: true }
  const message = `introspect: ${TWO} is configured without introspection`
  assert.throws(() => api.protect(() => new Response(), needs), { name: 'TypeError', message })
  await assert.rejects(api.verify(bearing(await of(ONE, KEY)), needs), { message })
  await assert.rejects(api.verify(await of(ONE, KEY), needs), { message })
})

test('the claims of an accepted token are those of the document', async () => {
  const { claims } = await scene().api.verify(await of(ONE, KEY))
  assert.deepEqual(claims, { ...CLAIMS, iss: ONE })
})
