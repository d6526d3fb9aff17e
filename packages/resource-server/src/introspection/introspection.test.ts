import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLocalJWKSet, decodeProtectedHeader, exportJWK, jwtVerify } from 'jose'
import {
  ACTIVE,
  type Answer,
  ENDPOINT,
  formOf,
  introspecting,
  OPAQUE,
  SECRET,
  TOLD,
} from '../testing/introspecting.ts'
import { PROOF_KEY, proofOf, proving } from '../testing/proof.ts'
import {
  AUDIENCE,
  bearing,
  createScene,
  createTestKey,
  ISSUER,
  NOW,
  tokenOf,
} from '../testing/scene.ts'

test('RFC 7662 §2: an opaque token is what its issuer says of it', async () => {
  const { api, asked } = introspecting()
  assert.deepEqual(await api.verify(bearing(OPAQUE)), {
    iss: ISSUER,
    sub: '248289761001',
    aud: AUDIENCE,
    exp: NOW + 300,
    iat: NOW,
    jti: 'a jti',
    client_id: 's6BhdRkqt3',
    scope: ['openid', 'read'],
    front_channel: false,
    claims: { ...TOLD, iss: ISSUER },
  })
  const [{ url, init } = { url: '', init: {} }] = asked
  assert.deepEqual([url, init.method, init.redirect], [ENDPOINT, 'POST', 'manual'])
  assert.deepEqual(formOf({ url, init }), { token: OPAQUE, token_type_hint: 'access_token' })
})

test('RFC 6749 §2.3.1: client_id and client_secret are form-encoded before they are Basic credentials', async () => {
  const { api, asked } = introspecting()
  await api.verify(OPAQUE)
  const { authorization = '' } = Object(asked[0]?.init.headers) as Record<string, string>
  assert.equal(
    authorization,
    `Basic ${Buffer.from('the+api:a+secret%3A+%C3%BC%26%2B').toString('base64')}`,
  )
})

test('RFC 7517 §4.4: a key whose alg is not said, or empty, is told of at once', () => {
  for (const alg of [undefined, '', 5])
    assert.throws(
      () => introspecting({ introspection: { client_id: 'a', private_key: { kty: 'EC', alg } } }),
      { message: 'createVerifier: private_key must be a JWK with alg' },
    )
})

test('RFC 7523 §3: an API with a key proves itself by a JWT for its issuer, a new one each time', async () => {
  const key = await createTestKey('ES256', 'api key')
  const jwk = { ...(await exportJWK(key.privateKey)), alg: 'ES256', kid: 'api key' }
  const random = (octets: number) => new Uint8Array(octets).fill(1)
  const introspection = { client_id: 'the-api', private_key: jwk }
  const { api, asked } = introspecting({ introspection, random })
  await api.verify(OPAQUE)
  const [first] = asked
  const { client_assertion = '', ...form } = first === undefined ? {} : formOf(first)
  assert.deepEqual(form, {
    token: OPAQUE,
    token_type_hint: 'access_token',
    client_id: 'the-api',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  })
  assert.equal('authorization' in Object(first?.init.headers), false)
  const currentDate = new Date(NOW * 1000)
  const keys = createLocalJWKSet({ keys: [key.jwk] })
  const { payload, protectedHeader } = await jwtVerify(client_assertion, keys, { currentDate })
  assert.deepEqual(protectedHeader, { alg: 'ES256', typ: 'JWT', kid: 'api key' })
  assert.deepEqual(payload, {
    iss: 'the-api',
    sub: 'the-api',
    aud: ISSUER,
    jti: Buffer.alloc(16, 1).toString('base64url'),
    iat: NOW,
    exp: NOW + 60,
  })
})

test('RFC 7515 §4.1.4: a kid that is no text is not said', async () => {
  const { privateKey } = await createTestKey('ES256')
  for (const kid of [undefined, 5]) {
    const private_key = { ...(await exportJWK(privateKey)), alg: 'ES256', kid }
    const { api, asked } = introspecting({ introspection: { client_id: 'the-api', private_key } })
    await api.verify(OPAQUE)
    const { client_assertion = '' } = formOf(asked[0] ?? assert.fail('nothing was asked'))
    assert.deepEqual(decodeProtectedHeader(client_assertion), { alg: 'ES256', typ: 'JWT' })
  }
})

// biome-ignore format: a table
const REFUSED: readonly (readonly [what: string, answer: unknown, code: string])[] = [
  ['§2.2: not active',                   { active: false },                                           'token_inactive'],
  ['§2.2: not active, whatever else',    { ...ACTIVE, active: false },                                'token_inactive'],
  ['§4: for another audience',           { ...ACTIVE, aud: 'https://other.example' },                 'aud_mismatch'],
  ['§4: for no audience',                { ...ACTIVE, aud: undefined },                               'aud_mismatch'],
  ['§2.2: of another issuer',            { ...ACTIVE, iss: 'https://other.example' },                 'iss_mismatch'],
  ['§4: expired',                        { ...ACTIVE, exp: NOW },                                     'token_expired'],
  ['§4: not valid yet',                  { ...ACTIVE, nbf: NOW + 1 },                                 'token_not_yet_valid'],
  ['§2.2: of nobody',                    { ...ACTIVE, sub: undefined, client_id: undefined },         'sub_missing'],
  ['§2.2: of somebody without name',     { ...ACTIVE, sub: '' },                                      'sub_missing'],
  ['§2.2: expires never',                JSON.stringify({ ...ACTIVE, exp: 5 }).replace('"exp":5', '"exp":1e400'), 'token_expired'],
  ['§2.2: a refresh token',              { ...ACTIVE, token_type: 'refresh_token' },                  'typ_mismatch'],
  ['§2.2: of a type that is no text',    { ...ACTIVE, token_type: ['Bearer'] },                       'typ_mismatch'],
  ['§2.2: of the type of an object',     { ...ACTIVE, token_type: 'constructor' },                    'typ_mismatch'],
  ['RFC 9449 §6.2: DPoP, of no key',     { ...ACTIVE, token_type: 'DPoP' },                           'typ_mismatch'],
  ['RFC 9449 §6.2: DPoP, bound to what is no key', { ...ACTIVE, token_type: 'dpop', cnf: { 'x5t#S256': 'x' } }, 'typ_mismatch'],
  ['RFC 9449 §6.2: bound to a key',      { ...ACTIVE, cnf: { jkt: 'x' } },                            'token_sender_constrained'],
]

for (const [what, answer, code] of REFUSED)
  test(`RFC 7662 ${what} is refused with ${code}`, async () => {
    const { api } = introspecting({
      answer: () => (typeof answer === 'string' ? new Response(answer) : answer),
    })
    await assert.rejects(api.verify(bearing(OPAQUE)), { code, status: 401, error: 'invalid_token' })
  })

test('RFC 7662 §2.2: a token_type is told in any case, or not at all; some issuers say access_token', async () => {
  for (const token_type of ['bearer', 'BEARER', 'access_token', undefined]) {
    const { api } = introspecting({ answer: () => ({ ...ACTIVE, token_type }) })
    assert.equal((await api.verify(OPAQUE)).sub, '248289761001')
  }
})

test('RFC 9068 §2.2: a client that acts for itself is its own subject, where the issuer does not say', async () => {
  const { api } = introspecting({ answer: () => ({ ...ACTIVE, sub: undefined }) })
  const { sub, client_id } = await api.verify(OPAQUE)
  assert.deepEqual([sub, client_id], ['s6BhdRkqt3', 's6BhdRkqt3'])
})

test('PITFALLS 9: an opaque token of the front channel can be refused', async () => {
  const answer = () => ({ ...ACTIVE, front_channel: true })
  assert.equal((await introspecting({ answer }).api.verify(OPAQUE)).front_channel, true)
  const { api } = introspecting({ answer, frontChannel: 'refuse' })
  await assert.rejects(api.verify(OPAQUE), { code: 'front_channel_refused' })
})

test('RFC 9449 §6.2: an opaque token that is bound to a key needs its proof', async () => {
  const answer = () => ({ ...ACTIVE, token_type: 'DPoP', cnf: { jkt: PROOF_KEY.jkt } })
  const { api } = introspecting({ answer, dpop: { base_url: 'https://api.example.com' } })
  assert.equal((await api.verify(proving(OPAQUE, await proofOf(OPAQUE)))).sub, '248289761001')
  await assert.rejects(api.verify(bearing(OPAQUE)), { code: 'dpop_scheme_missing' })
})

// biome-ignore format: a table
const UNAVAILABLE: readonly (readonly [what: string, answer: Answer])[] = [
  ['does not answer',                 () => Promise.reject(new Error('no connection'))],
  ['answers 500',                     () => new Response('', { status: 500 })],
  ['knows nothing of this API: 401',  () => new Response('', { status: 401 })],
  ['sends on to another address',     () => new Response('', { status: 302, headers: { location: 'https://evil.example' } })],
  ['answers no JSON',                 () => new Response('active')],
  ['answers a list',                  () => [ACTIVE]],
  ['does not say active',             () => ({ sub: 'someone' })],
  ['says active with a text',         () => ({ ...ACTIVE, active: 'true' })],
  ['answers without end',             () => ({ ...ACTIVE, more: 'a'.repeat(524_288) })],
]

for (const [what, answer] of UNAVAILABLE)
  test(`an issuer that ${what} is no fault of the token: 503 with Retry-After, and nobody is let through`, async () => {
    const { api } = introspecting({ answer })
    let let_through = false
    const handler = api.protect(() => {
      let_through = true
      return new Response()
    })
    const { status, headers } = await handler(bearing(OPAQUE))
    assert.deepEqual(
      [status, headers.get('retry-after'), headers.get('www-authenticate'), let_through],
      [503, '5', null, false],
    )
    await assert.rejects(api.verify(OPAQUE), { code: 'introspection_unavailable' })
  })

test('an issuer whose metadata name no introspection endpoint is answered 503', async () => {
  const fetch = async () => Response.json({ issuer: ISSUER, jwks_uri: `${ISSUER}/jwks` })
  const { api } = createScene({ introspection: SECRET, fetch })
  await assert.rejects(api.verify(OPAQUE), { code: 'introspection_unavailable', status: 503 })
})

test('why an issuer cannot be asked is told to the log: a wrong secret of the API, say, and never the token', async () => {
  const url = `${ISSUER}/introspect`
  const told: unknown[] = []
  const { api } = createScene({
    introspection: { ...SECRET, introspection_endpoint: url },
    fetch: async () => Response.json({ error: 'invalid_client' }, { status: 401 }),
    log: ({ code, found }) => told.push([code, found]),
  })
  const { status } = await api.protect(() => new Response())(bearing(OPAQUE))
  assert.equal(status, 503)
  assert.deepEqual(told, [['introspection_unavailable', `${url} answered with status 401`]])
})

test('RFC 7662 §2.2: of another issuer, and of which, is told', async () => {
  const answer = () => ({ ...ACTIVE, iss: 'https://other.example' })
  await assert.rejects(introspecting({ answer }).api.verify(OPAQUE), {
    code: 'iss_mismatch',
    expected: ISSUER,
    found: 'https://other.example',
  })
})

test('what is wrong with an answer is told to whoever looks after the API', async () => {
  const whys = [
    [() => [ACTIVE], 'the answer is no JSON object'],
    [() => new Response('active'), 'the answer is no JSON object'],
    [() => ({ sub: 'someone' }), 'the answer does not say active'],
    [() => ({ ...ACTIVE, active: 'true' }), 'the answer does not say active'],
  ] as const
  for (const [answer, why] of whys)
    await assert.rejects(introspecting({ answer }).api.verify(OPAQUE), ({ cause }) => {
      assert.equal(cause.message, why)
      return true
    })
})

test('a JWT is verified without asking, but where the route wants it', async () => {
  const { api, asked } = introspecting()
  const token = await tokenOf()
  await api.verify(token)
  assert.equal(asked.length, 0)
  await api.verify(token, { introspect: true })
  assert.equal(asked.length, 1)
})

test('a JWT that was revoked is refused where the route asks, and a spoilt one is not asked about', async () => {
  const { api, asked } = introspecting({ answer: () => ({ active: false }) })
  const token = await tokenOf()
  await assert.rejects(api.verify(token, { introspect: true }), { code: 'token_inactive' })
  const expired = await tokenOf({ claims: { exp: NOW } })
  await assert.rejects(api.verify(expired, { introspect: true }), { code: 'token_expired' })
  assert.equal(asked.length, 1)
})

test('where opaque tokens are refused, a JWT is asked about nevertheless', async () => {
  const introspection = { ...SECRET, introspection_endpoint: ENDPOINT, opaque: 'refuse' } as const
  const { api, asked } = introspecting({ introspection })
  await assert.rejects(api.verify(OPAQUE), { code: 'token_malformed' })
  assert.equal((await api.verify(await tokenOf(), { introspect: true })).sub, '248289761001')
  assert.equal(asked.length, 1)
})

test('a refusal holds neither the token nor the secret', async () => {
  const { api } = introspecting({ answer: () => Promise.reject(new Error('no connection')) })
  await assert.rejects(api.verify(OPAQUE), (error) => {
    const told = JSON.stringify(error) + String(error) + String((error as Error).stack)
    return !told.includes(OPAQUE) && !told.includes(SECRET.client_secret)
  })
})
