import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calculateJwkThumbprint, decodeJwt, exportJWK, generateKeyPair } from 'jose'
import { privateKeyJwt } from './client-authentication/private-key-jwt.ts'
import { generateDpopKey } from './dpop-key.ts'
import type { ClientOptions, Fetch } from './options.ts'
import { CLAIMS, createScene, SECOND_ACCESS_TOKEN, tokenAnswerOf } from './testing/scene.ts'
import type { TinyAnswer } from './testing/tiny-op.ts'

const PAIR = await generateDpopKey()
const DPOP: ClientOptions = { dpop: PAIR }

const bound = async () =>
  tokenAnswerOf({ parameters: { token_type: 'DPoP' }, claims: { nonce: undefined } })

const ASKS_FOR_NONCE: TinyAnswer = {
  status: 400,
  json: { error: 'use_dpop_nonce' },
  headers: { 'dpop-nonce': 'a nonce' },
}

/** A client whose token endpoint gives these answers, one after the other. */
const answering = (
  answers: readonly TinyAnswer[],
  scene: Parameters<typeof createScene>[0] = {},
) => {
  const proofs: (string | null)[] = []
  const forms: URLSearchParams[] = []
  const fetch: Fetch = async (_, init) => {
    proofs.push(new Headers(init.headers).get('dpop'))
    forms.push(new URLSearchParams(String(init.body)))
    const { status = 200, json, headers = {} } = answers[proofs.length - 1] ?? assert.fail()
    return new Response(JSON.stringify(json), { status, headers })
  }
  const { rp } = createScene({ ...scene, options: { fetch, ...DPOP, ...scene.options } })
  return { rp, proofs, forms }
}

const refresh = ({ rp }: Pick<ReturnType<typeof answering>, 'rp'>) =>
  rp.refresh('a refresh token', { claims: undefined })

test('RFC 9449 §5: a token request goes with a proof, and the token is bound', async () => {
  const scene = answering([await bound()])
  const { token_type, access_token } = await refresh(scene)
  assert.deepEqual([token_type, access_token], ['DPoP', SECOND_ACCESS_TOKEN])
  const { htm, htu, ath } = decodeJwt(scene.proofs[0] ?? '')
  assert.deepEqual(
    { htm, htu, ath },
    { htm: 'POST', htu: 'https://op.example.com/token', ath: undefined },
  )
})

test('RFC 9449 §5: a token that is not bound is refused', async () => {
  const scene = answering([await tokenAnswerOf()])
  await assert.rejects(refresh(scene), {
    code: 'token_type_mismatch',
    expected: 'dpop',
    found: 'bearer',
  })
})

test('RFC 9449 §8: the nonce that the OP asks for goes in a second request', async () => {
  const scene = answering([ASKS_FOR_NONCE, await bound()])
  assert.equal((await refresh(scene)).access_token, SECOND_ACCESS_TOKEN)
  assert.deepEqual(
    scene.proofs.map((proof) => decodeJwt(proof ?? '').nonce),
    [undefined, 'a nonce'],
  )
})

test('RFC 9449 §8: an OP that asks for nonces for ever is asked twice', async () => {
  const scene = answering([ASKS_FOR_NONCE, ASKS_FOR_NONCE])
  await assert.rejects(refresh(scene), { code: 'token_error', error: 'use_dpop_nonce' })
  assert.equal(scene.proofs.length, 2)
})

test('RFC 9449 §8.2: a nonce that comes with an answer goes in the next request', async () => {
  const scene = answering([
    { ...(await bound()), headers: { 'dpop-nonce': 'for the next' } },
    await bound(),
  ])
  await refresh(scene)
  await scene.rp.refresh('another refresh token', { claims: undefined })
  assert.equal(decodeJwt(scene.proofs[1] ?? '').nonce, 'for the next')
})

// biome-ignore format: a table
const NO_CHALLENGES: readonly (readonly [what: string, answer: TinyAnswer])[] = [
  ['another error',  { ...ASKS_FOR_NONCE, json: { error: 'invalid_grant' } }],
  ['another status', { ...ASKS_FOR_NONCE, status: 403 }],
  ['no nonce',       { ...ASKS_FOR_NONCE, headers: {} }],
]

for (const [what, answer] of NO_CHALLENGES)
  test(`RFC 9449 §8: an answer with ${what} is no reason to ask again`, async () => {
    const scene = answering([answer, await bound()])
    await assert.rejects(refresh(scene), { code: 'token_error' })
    assert.equal(scene.proofs.length, 1)
  })

test('RFC 7523 §3: the second request has a client assertion of its own', async () => {
  const { privateKey } = await generateKeyPair('ES256')
  const metadata = { authentication: privateKeyJwt(privateKey, { alg: 'ES256' }) }
  const scene = answering([ASKS_FOR_NONCE, await bound()], { metadata })
  await refresh(scene)
  const [first, second] = scene.forms.map((form) => decodeJwt(form.get('client_assertion') ?? ''))
  assert.notEqual(first?.jti, second?.jti)
})

test('RFC 9449 §7.1: userinfo is asked with a proof of the access token, again with a nonce', async () => {
  const json = { sub: CLAIMS.sub }
  const challenge = { 'www-authenticate': 'DPoP error="use_dpop_nonce"', 'dpop-nonce': 'a nonce' }
  const authorizations: (string | null)[] = []
  const proofs: string[] = []
  const fetch: Fetch = async (_, init) => {
    const headers = new Headers(init.headers)
    authorizations.push(headers.get('authorization'))
    proofs.push(headers.get('dpop') ?? '')
    return proofs.length === 1
      ? new Response('', { status: 401, headers: challenge })
      : Response.json(json)
  }
  const { rp } = createScene({ options: { fetch, ...DPOP } })
  assert.deepEqual(await rp.userinfo('an access token', CLAIMS.sub), json)
  assert.deepEqual(authorizations, ['DPoP an access token', 'DPoP an access token'])
  assert.deepEqual(
    proofs.map((proof) => decodeJwt(proof)).map(({ nonce, htm, ath }) => ({ nonce, htm, ath })),
    [
      { nonce: undefined, htm: 'GET', ath: 'FPlcM-1UXiivOYozpUrp7d117JnKzPF4YXuXNnfZmdU' },
      { nonce: 'a nonce', htm: 'GET', ath: 'FPlcM-1UXiivOYozpUrp7d117JnKzPF4YXuXNnfZmdU' },
    ],
  )
})

test('RFC 9449 §10: the Authentication Request binds the code to the key', async () => {
  const { rp } = createScene({ options: DPOP })
  const jkt = await calculateJwkThumbprint(await exportJWK(PAIR.publicKey))
  const { url } = await rp.begin({ response_type: 'code id_token' })
  assert.equal(new URL(url).searchParams.get('dpop_jkt'), jkt)
  const implicit = await rp.begin({ response_type: 'id_token' })
  assert.equal(new URL(implicit.url).searchParams.has('dpop_jkt'), false)
})

test('RFC 9449 §10: dpop_jkt is not the application’s to set', async () => {
  const { rp } = createScene()
  await assert.rejects(rp.begin({ response_type: 'code', dpop_jkt: 'a' }), {
    code: 'parameter_reserved',
  })
})

test('RFC 7009: a revocation goes without a proof', async () => {
  const scene = answering([{ json: {} }])
  await scene.rp.revoke('a token')
  assert.deepEqual(scene.proofs, [null])
})

test('RFC 9449 §5.1: a key whose proofs the OP does not take is told of at once', () => {
  const supporting = (algs: readonly string[]) => () =>
    createScene({ op: { dpop_signing_alg_values_supported: algs }, options: DPOP })
  assert.doesNotThrow(supporting(['PS256', 'ES256']))
  assert.throws(supporting(['PS256', 'EdDSA']), {
    code: 'dpop_alg_unsupported',
    section: 'RFC 9449 §5.1',
    expected: 'PS256 EdDSA',
    found: 'ES256',
  })
})
