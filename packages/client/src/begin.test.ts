import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JwtResponseMode, ResponseType } from '@gryphon/protocol'
import {
  CLIENT_ID,
  CODE_CHALLENGE,
  CODE_VERIFIER,
  createScene,
  NONCE,
  NOW,
  REDIRECT_URI,
  STATE,
} from './testing/scene.ts'
import { ISSUER } from './testing/tiny-op.ts'

const sentBy = (url: string) => Object.fromEntries(new URL(url).searchParams)

test('Core §3.3.2.1: the request has all that was asked for, and state, nonce and PKCE S256', async () => {
  const { rp } = createScene()
  const { url, transaction } = await rp.begin({
    response_type: 'code id_token token',
    response_mode: 'form_post',
    scope: 'openid profile',
    prompt: 'login consent',
    max_age: 60,
    login_hint: 'jane@example.com',
    resource: 'https://api.example.com',
    ui_locales: 'de',
  })
  assert.equal(url.split('?')[0], `${ISSUER}/authorize`)
  assert.deepEqual(sentBy(url), {
    response_type: 'code id_token token',
    response_mode: 'form_post',
    client_id: CLIENT_ID,
    redirect_uri: REDIRECT_URI,
    scope: 'openid profile',
    state: STATE,
    nonce: NONCE,
    code_challenge: CODE_CHALLENGE,
    code_challenge_method: 'S256',
    prompt: 'login consent',
    max_age: '60',
    login_hint: 'jane@example.com',
    resource: 'https://api.example.com',
    ui_locales: 'de',
  })
  assert.deepEqual(transaction, {
    iss: ISSUER,
    client_id: CLIENT_ID,
    redirect_uri: REDIRECT_URI,
    response_type: 'code id_token token',
    response_mode: 'form_post',
    scope: 'openid profile',
    state: STATE,
    nonce: NONCE,
    code_verifier: CODE_VERIFIER,
    max_age: 60,
    started_at: NOW,
  })
})

test('the transaction is plain JSON', async () => {
  const { transaction } = await createScene().rp.begin({ response_type: 'code id_token' })
  assert.deepEqual(JSON.parse(JSON.stringify(transaction)), transaction)
})

// biome-ignore format: a table
const DEFAULTS: readonly (readonly [type: ResponseType, response_mode: string, pkce: boolean])[] = [
  ['none',                'query',    false],
  ['code',                'query',    true],
  ['id_token',            'fragment', false],
  ['id_token token',      'fragment', false],
  ['code id_token',       'fragment', true],
  ['code token',          'fragment', true],
  ['code id_token token', 'fragment', true],
]

for (const [type, response_mode, pkce] of DEFAULTS)
  test(`Multiple Response Types §2.1: ${type} comes by ${response_mode}, ${pkce ? 'with' : 'without'} PKCE`, async () => {
    const { url, transaction } = await createScene().rp.begin({ response_type: type })
    assert.equal(transaction.response_mode, response_mode)
    assert.equal(sentBy(url).response_mode, undefined)
    assert.equal(sentBy(url).scope, 'openid')
    assert.equal(sentBy(url).code_challenge !== undefined, pkce)
    assert.equal(transaction.code_verifier !== undefined, pkce)
  })

test('RFC 8707 §2: several resources are a repeated parameter', async () => {
  const resource = ['https://a.example', 'https://b.example']
  const { url } = await createScene().rp.begin({ response_type: 'code', resource })
  assert.deepEqual(new URL(url).searchParams.getAll('resource'), resource)
})

test('RFC 6749 §3.1: a query that the authorization endpoint has is kept', async () => {
  const { rp } = createScene({ op: { authorization_endpoint: `${ISSUER}/authorize?tenant=a` } })
  const { url } = await rp.begin({ response_type: 'code' })
  assert.equal(sentBy(url).tenant, 'a')
})

test('Dynamic Registration §2: default_max_age is sent where the request names none', async () => {
  const { rp } = createScene({ metadata: { default_max_age: 3600 } })
  const { url, transaction } = await rp.begin({ response_type: 'code' })
  assert.equal(sentBy(url).max_age, '3600')
  assert.equal(transaction.max_age, 3600)
})

test('max_age=0 is sent and kept', async () => {
  const { url, transaction } = await createScene().rp.begin({ response_type: 'code', max_age: 0 })
  assert.equal(sentBy(url).max_age, '0')
  assert.equal(transaction.max_age, 0)
})

test('PITFALLS 11: a hybrid response type is not begun with query', async () => {
  const request = { response_type: 'code id_token', response_mode: 'query' } as const
  await assert.rejects(createScene().rp.begin(request), {
    code: 'response_mode_unsuitable',
    message: 'code id_token may not travel by query',
  })
})

test('PITFALLS 12: a response mode that there is not is not asked for', async () => {
  const request = { response_type: 'code', response_mode: 'web_message' as 'query' } as const
  await assert.rejects(createScene().rp.begin(request), { code: 'response_mode_unsuitable' })
})

// biome-ignore format: a table
const JWT_MODES: readonly (readonly [type: ResponseType, suits: string, unsuitable: string])[] = [
  ['none',                'query.jwt fragment.jwt form_post.jwt jwt', ''],
  ['code',                'query.jwt fragment.jwt form_post.jwt jwt', ''],
  ['id_token',            'fragment.jwt form_post.jwt jwt',           'query.jwt'],
  ['id_token token',      'fragment.jwt form_post.jwt jwt',           'query.jwt'],
  ['code id_token',       'fragment.jwt form_post.jwt jwt',           'query.jwt'],
  ['code token',          'fragment.jwt form_post.jwt jwt',           'query.jwt'],
  ['code id_token token', 'fragment.jwt form_post.jwt jwt',           'query.jwt'],
]

const modesOf = (text: string) => text.split(' ').filter(Boolean) as readonly JwtResponseMode[]

for (const [response_type, suits, unsuitable] of JWT_MODES)
  test(`JARM §2.3.1: ${response_type} is begun with ${suits}, signed`, async () => {
    for (const response_mode of modesOf(suits)) {
      const { url, transaction } = await createScene().rp.begin({ response_type, response_mode })
      assert.equal(transaction.response_mode, response_mode)
      assert.equal(sentBy(url).response_mode, response_mode)
    }
    for (const response_mode of modesOf(unsuitable))
      await assert.rejects(createScene().rp.begin({ response_type, response_mode }), {
        code: 'response_mode_unsuitable',
      })
  })

const RESERVED = [
  ...['client_id', 'redirect_uri', 'state', 'nonce', 'code_challenge', 'code_challenge_method'],
  ...['request', 'request_uri', 'dpop_jkt'],
]
for (const name of RESERVED)
  test(`${name} is not the application's to set`, async () => {
    const request = { response_type: 'code', [name]: 'x' } as const
    await assert.rejects(createScene().rp.begin(request), { code: 'parameter_reserved' })
  })

test('PITFALLS 13: the words of a response_type may stand in any order, unknown ones may not', async () => {
  const { transaction } = await createScene().rp.begin({
    response_type: 'token id_token code' as ResponseType,
  })
  assert.equal(transaction.response_type, 'code id_token token')
  const unknown = { response_type: 'code device' as ResponseType }
  await assert.rejects(createScene().rp.begin(unknown), { code: 'configuration_invalid' })
})

test('Discovery §3: a response_mode that the OP does not list is refused, with those that it lists', async () => {
  const { rp } = createScene({ op: { response_modes_supported: ['query', 'fragment'] } })
  await assert.rejects(rp.begin({ response_type: 'code id_token', response_mode: 'form_post' }), {
    code: 'response_mode_unsuitable',
    message: 'the OP has no response_mode form_post',
    expected: 'query fragment',
    found: 'form_post',
  })
  assert.ok(await rp.begin({ response_type: 'code id_token', response_mode: 'fragment' }))
})

test('Discovery §3: an OP that lists no response_modes may have any, and none is asked for unasked', async () => {
  const silent = createScene({ op: { response_modes_supported: undefined } })
  assert.ok(await silent.rp.begin({ response_type: 'code', response_mode: 'form_post' }))
  const other = createScene({ op: { response_modes_supported: ['form_post'] } })
  assert.ok(await other.rp.begin({ response_type: 'code' }))
  const jarm = createScene({ op: { response_modes_supported: ['query', 'query.jwt'] } })
  assert.ok(await jarm.rp.begin({ response_type: 'code', response_mode: 'jwt' }))
})

test('JARM §2.3.4: jwt is one of the modes in JWT form, which the OP must list, and stands for no other', async () => {
  const code = 'response_mode_unsuitable'
  const plain = createScene({ op: { response_modes_supported: ['query', 'fragment'] } })
  await assert.rejects(plain.rp.begin({ response_type: 'code', response_mode: 'jwt' }), { code })
  const jarm = createScene({ op: { response_modes_supported: ['query', 'query.jwt'] } })
  await assert.rejects(jarm.rp.begin({ response_type: 'code', response_mode: 'form_post' }), {
    code,
  })
})

test('JARM §2.3.1: query.jwt is refused with what would make it possible', async () => {
  const { rp } = createScene()
  await assert.rejects(rp.begin({ response_type: 'id_token', response_mode: 'query.jwt' }), {
    code: 'response_mode_unsuitable',
    message: /unless it is encrypted: authorization_encrypted_response_alg$/,
  })
})

test('a request without response_type, and an OP without authorization_endpoint, are told as such', async () => {
  const { rp } = createScene()
  // @ts-expect-error: as a program without types may write it
  await assert.rejects(rp.begin({ scope: 'openid' }), {
    code: 'configuration_invalid',
    message: 'there is no such response_type',
  })
  const without = createScene({ op: { authorization_endpoint: undefined } })
  await assert.rejects(without.rp.begin({ response_type: 'code' }), { code: 'endpoint_missing' })
})
