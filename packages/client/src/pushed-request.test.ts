import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calculateJwkThumbprint, decodeJwt, exportJWK, generateKeyPair } from 'jose'
import { none } from './client-authentication/none.ts'
import { generateDpopKey } from './dpop-key.ts'
import { ClientError, type ClientErrorCode } from './errors.ts'
import {
  CLIENT_ID,
  CODE_CHALLENGE,
  createScene,
  NONCE,
  REDIRECT_URI,
  STATE,
} from './testing/scene.ts'
import { TYPES_WITH } from './testing/tamperings.ts'
import { ISSUER, type TinyAnswer } from './testing/tiny-op.ts'

const REQUEST_URI = 'urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c'
const CREATED = { status: 201, json: { request_uri: REQUEST_URI, expires_in: 60 } }
const OP = { pushed_authorization_request_endpoint: `${ISSUER}/par` }
const PUSHING = { require_pushed_authorization_requests: true }

const sceneOf = (answer: TinyAnswer, metadata = {}, op = {}) =>
  createScene({
    answers: { '/par': answer },
    op: { ...OP, ...op },
    metadata: { ...PUSHING, ...metadata },
  })

const pushedIn = ({ asked }: ReturnType<typeof createScene>) =>
  asked.find(({ path }) => path === '/par') ?? assert.fail('nothing was pushed')

test('RFC 9449 §10.1: a pushed request is sent with the proof of the key that its code is bound to', async () => {
  const dpop = await generateDpopKey()
  const scene = createScene({
    answers: { '/par': CREATED },
    op: OP,
    metadata: PUSHING,
    options: { dpop },
  })
  await scene.rp.begin({ response_type: 'code' })
  const { headers, form } = pushedIn(scene)
  const { htm, htu } = decodeJwt(headers.get('dpop') ?? assert.fail('no proof'))
  assert.deepEqual([htm, htu], ['POST', `${ISSUER}/par`])
  assert.equal(form.get('dpop_jkt'), await calculateJwkThumbprint(await exportJWK(dpop.publicKey)))
})

for (const response_type of TYPES_WITH.code)
  test(`RFC 9126 §2.1, §4: ${response_type} is pushed as this client, and the browser carries its reference`, async () => {
    const scene = sceneOf(CREATED)
    const { url, transaction } = await scene.rp.begin({ response_type, max_age: 60 })
    assert.deepEqual(Object.fromEntries(new URL(url).searchParams), {
      client_id: CLIENT_ID,
      request_uri: REQUEST_URI,
    })
    const { method, headers, form } = pushedIn(scene)
    assert.equal(method, 'POST')
    assert.equal(headers.get('authorization'), 'Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW')
    assert.deepEqual(Object.fromEntries(form), {
      response_type,
      client_id: CLIENT_ID,
      redirect_uri: REDIRECT_URI,
      scope: 'openid',
      state: STATE,
      nonce: NONCE,
      max_age: '60',
      code_challenge: CODE_CHALLENGE,
      code_challenge_method: 'S256',
    })
    assert.equal(transaction.state, STATE)
  })

test('RFC 9126 §5: an OP that takes pushed requests only gets them unasked', async () => {
  const scene = createScene({
    answers: { '/par': CREATED },
    op: { ...OP, require_pushed_authorization_requests: true },
  })
  const { url } = await scene.rp.begin({ response_type: 'code' })
  assert.equal(new URL(url).searchParams.get('request_uri'), REQUEST_URI)
})

test('RFC 9126 §2: nothing is pushed that nobody asked to', async () => {
  const scene = createScene({ answers: { '/par': CREATED }, op: OP })
  const { url } = await scene.rp.begin({ response_type: 'code' })
  assert.equal(new URL(url).searchParams.get('state'), STATE)
  assert.deepEqual(scene.asked, [])
})

test('RFC 9126 §3: a request object is pushed, and nothing beside it but who asks', async () => {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const request_object_signing_key = { ...(await exportJWK(privateKey)), alg: 'ES256' }
  const scene = sceneOf(CREATED, { request_object_signing_key, authentication: none() })
  const { url } = await scene.rp.begin({ response_type: 'code', scope: 'read' })
  assert.equal(new URL(url).searchParams.get('request_uri'), REQUEST_URI)
  const { request = '', ...rest } = Object.fromEntries(pushedIn(scene).form)
  assert.deepEqual(rest, { client_id: CLIENT_ID })
  assert.equal(request.split('.').length, 3)
})

test('RFC 8707 §2: several resources are pushed as a repeated parameter', async () => {
  const scene = sceneOf(CREATED)
  const resource = ['https://a.example', 'https://b.example']
  await scene.rp.begin({ response_type: 'code', resource })
  assert.deepEqual(pushedIn(scene).form.getAll('resource'), resource)
})

// biome-ignore format: a table
const REFUSED: readonly (readonly [what: string, answer: TinyAnswer, code: ClientErrorCode])[] = [
  ['RFC 9126 §2.3: an error of the OP',             { status: 400, json: { error: 'invalid_request' } }, 'pushed_authorization_error'],
  ['RFC 9126 §2.2: a status 200',                   { ...CREATED, status: 200 },                         'status_unexpected'],
  ['RFC 9126 §2.3: a page with status 500',         { status: 500, text: '<html>' },                     'status_unexpected'],
  ['RFC 9126 §2.2: an answer that is no JSON',      { status: 201, text: '<html>' },                     'pushed_authorization_response_malformed'],
  ['RFC 9126 §2.2: no request_uri',                 { status: 201, json: { expires_in: 60 } },           'request_uri_missing'],
  ['RFC 9126 §2.2: an empty request_uri',           { status: 201, json: { request_uri: '', expires_in: 60 } }, 'request_uri_mismatch'],
  ['RFC 9126 §2.2: a request_uri that is a number', { status: 201, json: { request_uri: 1, expires_in: 60 } }, 'request_uri_mismatch'],
  ['RFC 9126 §2.2: no expires_in',                  { status: 201, json: { request_uri: REQUEST_URI } }, 'expires_in_missing'],
  ['RFC 9126 §2.2: an expires_in of 0',             { status: 201, json: { request_uri: REQUEST_URI, expires_in: 0 } }, 'expires_in_mismatch'],
  ['RFC 9126 §2.2: an expires_in that is text',     { status: 201, json: { request_uri: REQUEST_URI, expires_in: '60' } }, 'expires_in_mismatch'],
  ['RFC 9126 §2.2: an answer without end',          { status: 201, text: 'a'.repeat(524_289) },          'response_too_large'],
]

for (const [what, answer, code] of REFUSED)
  test(`${what} is refused with ${code}`, async () => {
    const login = sceneOf(answer).rp.begin({ response_type: 'code id_token' })
    await assert.rejects(login, (error) => {
      assert.ok(error instanceof ClientError, String(error))
      assert.equal(error.code, code)
      return true
    })
  })

test('RFC 9126 §2.3: the error of the OP comes with its own words', async () => {
  const json = { error: 'invalid_request', error_description: 'no such scope' }
  const { rp } = sceneOf({ status: 400, json })
  await assert.rejects(rp.begin({ response_type: 'code' }), {
    code: 'pushed_authorization_error',
    error: 'invalid_request',
    error_description: 'no such scope',
    section: 'RFC 9126 §2.3',
  })
})

test('RFC 9126 §5: an OP without the endpoint is not asked', async () => {
  const { rp } = createScene({ metadata: PUSHING })
  await assert.rejects(rp.begin({ response_type: 'code' }), { code: 'endpoint_missing' })
})
