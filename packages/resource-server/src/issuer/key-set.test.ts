import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createScene, createTestKey, ISSUER, KEY, NOW, tokenOf } from '../testing/scene.ts'

const claims = (values: Readonly<Record<string, unknown>>) => ({ claims: values })

test('keys are fetched once, and anew for an unknown kid after half a minute', async () => {
  let now = NOW
  const next = await createTestKey('ES256', 'next')
  const answers = { [`${ISSUER}/jwks`]: { keys: [KEY.jwk] } }
  const config = { now: () => now, jwks_uri: `${ISSUER}/jwks` }
  const { api, asked } = createScene(config, answers)
  await Promise.all([api.verify(await tokenOf()), api.verify(await tokenOf())])
  answers[`${ISSUER}/jwks`] = { keys: [KEY.jwk, next.jwk] }
  const token = await tokenOf({ key: next })
  now = NOW + 29
  await assert.rejects(api.verify(token), { code: 'key_unknown' })
  assert.equal(asked.length, 1)
  now = NOW + 30
  await api.verify(token)
  assert.equal(asked.length, 2)
})

test('keys are fetched anew after ten minutes', async () => {
  let now = NOW
  const { api, asked } = createScene({ now: () => now, jwks_uri: `${ISSUER}/jwks` })
  await api.verify(await tokenOf())
  now = NOW + 600
  await api.verify(await tokenOf(claims({ exp: NOW + 900 })))
  assert.equal(asked.length, 2)
})

test('an issuer that fails is asked again after five seconds, not at once', async () => {
  let now = NOW
  const { api, asked } = createScene({ now: () => now, jwks_uri: `${ISSUER}/none` })
  const token = await tokenOf()
  await assert.rejects(api.verify(token), { status: 503 })
  await assert.rejects(api.verify(token), { status: 503 })
  assert.equal(asked.length, 1)
  now = NOW + 5
  await assert.rejects(api.verify(token), { status: 503 })
  assert.equal(asked.length, 2)
})

/** A guard whose issuer answers with what `answer` gives, or not at all. */
const scene = (answer: () => unknown) => {
  let now = NOW
  let asked = 0
  const fetch = async () => {
    asked += 1
    const json = answer()
    if (json === undefined) throw new Error('no connection')
    return Response.json(json)
  }
  const { api } = createScene({ now: () => now, jwks_uri: `${ISSUER}/jwks`, fetch })
  const verifyAt = async (time: number, key = KEY) => {
    now = time
    return api.verify(await tokenOf({ key, claims: { exp: time + 300, iat: time } }))
  }
  return { api, verifyAt, asked: () => asked }
}

test('an issuer that cannot be reached does not stop an API: old keys are good for an hour more, and no longer', async () => {
  let answer: unknown = { keys: [KEY.jwk] }
  const { verifyAt, asked } = scene(() => answer)
  await verifyAt(NOW)
  answer = undefined
  await verifyAt(NOW + 600)
  assert.equal(asked(), 2)
  await verifyAt(NOW + 604)
  assert.equal(asked(), 2)
  await verifyAt(NOW + 4199)
  await assert.rejects(verifyAt(NOW + 4200), { code: 'keys_unavailable', retry_after: 5 })
  answer = { keys: [KEY.jwk] }
  await verifyAt(NOW + 4205)
})

test('a key that the issuer has taken away is not good any more, once the keys are fetched anew', async () => {
  const next = await createTestKey('ES256', 'next')
  let answer = { keys: [KEY.jwk] }
  const { verifyAt } = scene(() => answer)
  await verifyAt(NOW)
  answer = { keys: [next.jwk] }
  await verifyAt(NOW + 599)
  await assert.rejects(verifyAt(NOW + 600), { code: 'key_unknown' })
})

test('an unknown kid asks at most twice a minute, whoever makes kids up', async () => {
  const { verifyAt, asked } = scene(() => ({ keys: [KEY.jwk] }))
  await verifyAt(NOW)
  for (const [time, times] of [
    [NOW + 1, 1],
    [NOW + 30, 2],
    [NOW + 59, 2],
    [NOW + 60, 3],
  ] as const) {
    await assert.rejects(verifyAt(time, { ...KEY, kid: `made up ${time}` }), {
      code: 'key_unknown',
    })
    assert.equal(asked(), times)
  }
})

test('many requests that miss a key at once ask once', async () => {
  const next = await createTestKey('ES256', 'next')
  let answer = { keys: [KEY.jwk] }
  const { verifyAt, asked } = scene(() => answer)
  await verifyAt(NOW)
  answer = { keys: [KEY.jwk, next.jwk] }
  await Promise.all([...Array(10)].map(() => verifyAt(NOW + 30, next)))
  assert.equal(asked(), 2)
})

test('RFC 7515 §4.1.4: without kid the only key is taken, and of several none', async () => {
  const one = scene(() => ({ keys: [KEY.jwk] })).api
  const several = scene(() => ({ keys: [KEY.jwk, { ...KEY.jwk, kid: 'other' }] })).api
  const token = await tokenOf({ header: { kid: undefined } })
  assert.equal((await one.verify(token)).sub, '248289761001')
  await assert.rejects(several.verify(token), {
    code: 'key_ambiguous',
    status: 401,
    section: 'RFC 7515 §4.1.4',
  })
  const named = await tokenOf()
  assert.equal((await several.verify(named)).sub, '248289761001')
})

const RSA = await createTestKey('RS256', KEY.kid)
const WEAK = {
  ...RSA.jwk,
  n: Buffer.from([0x80, ...new Uint8Array(127).fill(1)]).toString('base64url'),
}

// biome-ignore format: a table
const UNUSABLE: readonly (readonly [what: string, jwk: Readonly<Record<string, unknown>>, code: string])[] = [
  ['for encryption',            { ...KEY.jwk, use: 'enc' },               'key_unknown'],
  ['for other operations',      { ...KEY.jwk, key_ops: ['sign'] },        'key_unknown'],
  ['for another algorithm',     { ...KEY.jwk, alg: 'ES384' },             'key_unknown'],
  ['of another type',           { ...RSA.jwk, alg: undefined },           'key_unknown'],
  ['on another curve',          { ...KEY.jwk, crv: 'P-384' },             'key_unknown'],
  ['that is a secret',          { kty: 'oct', k: 'c2VjcmV0', kid: KEY.kid }, 'key_unknown'],
  ['that is broken',            { ...KEY.jwk, x: 'x' },                   'key_unknown'],
]

for (const [what, jwk, code] of UNUSABLE)
  test(`RFC 7517 §4: a key of the issuer ${what} verifies nothing`, async () => {
    const { api } = scene(() => ({ keys: [jwk] }))
    await assert.rejects(api.verify(await tokenOf()), { code, status: 401 })
  })

test('RFC 7518 §3.3: an RSA key of less than 2048 bits verifies nothing', async () => {
  const { api } = scene(() => ({ keys: [WEAK] }))
  await assert.rejects(api.verify(await tokenOf({ key: RSA })), { code: 'signature_invalid' })
})

test('RFC 8725 §3.1: an RSA key is no secret of HS256', async () => {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const token = `${part({ alg: 'HS256', typ: 'at+jwt', kid: KEY.kid })}.${part({ iss: ISSUER })}.c2ln`
  const { api } = scene(() => ({ keys: [RSA.jwk] }))
  await assert.rejects(api.verify(token), { code: 'alg_refused', found: 'HS256' })
})
