import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { AccessError } from '../errors.ts'
import { createScene } from '../testing/scene.ts'
import { refusalOf } from './challenge.ts'

const SETTINGS = {
  realm: undefined,
  schemes: ['Bearer'],
  dpop_algorithms: [],
  resource_metadata: undefined,
} as const

/** RFC 9110 §11.6.1 with quoted strings of RFC 6750 §3 only: `Bearer a="b", c="d"`. */
const CHALLENGE =
  /^Bearer( \w+="[\x20-\x21\x23-\x5B\x5D-\x7E]*"(, \w+="[\x20-\x21\x23-\x5B\x5D-\x7E]*")*)?$/

test('RFC 6750 §3: whatever realm, scope and description say, the challenge is well formed', () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }))
  const holds = fc.property(text, text, fc.array(text), (realm, description, scope) => {
    const error = new AccessError('scope_insufficient', description, {
      status: 403,
      error: 'insufficient_scope',
      section: '',
      scope,
    })
    const { headers, body } = refusalOf(error, { ...SETTINGS, realm })
    assert.match(headers['www-authenticate'] ?? '', CHALLENGE)
    assert.match(JSON.parse(body).error_description, /^[\x20-\x21\x23-\x5B\x5D-\x7E]*$/)
    new Headers(headers)
  })
  fc.assert(holds, { numRuns: 300 })
})

test('a refusal is told to the log with code, section, expected and found', async () => {
  const told: unknown[] = []
  const { api } = createScene({ log: ({ code, section }) => told.push([code, section]) })
  await api.protect(() => new Response())(new Request('https://api.example.com'))
  assert.deepEqual(told, [['token_missing', 'RFC 6750 §3.1']])
})

test('RFC 6750 §3: a refusal has its status, its challenge and its JSON, and nothing that it does not need', () => {
  const error = new AccessError('token_expired', 'the access token has expired', {
    status: 401,
    error: 'invalid_token',
    section: 'RFC 9068 §4',
  })
  const always = { 'content-type': 'application/json', 'cache-control': 'no-store' }
  const description = 'the access token has expired'
  assert.deepEqual(refusalOf(error, SETTINGS), {
    status: 401,
    headers: {
      ...always,
      'www-authenticate': `Bearer error="invalid_token", error_description="${description}"`,
    },
    body: JSON.stringify({ error: 'invalid_token', error_description: description }),
  })
  const unavailable = new AccessError('keys_unavailable', 'no keys', {
    status: 503,
    section: 'RFC 9068 §4',
    retry_after: 5,
  })
  assert.deepEqual(refusalOf(unavailable, SETTINGS), {
    status: 503,
    headers: { ...always, 'retry-after': '5' },
    body: '{}',
  })
  const nonce = new AccessError('dpop_nonce_missing', 'a nonce', {
    status: 401,
    section: 'RFC 9449 §9',
    dpop_nonce: 'a nonce',
  })
  assert.deepEqual(refusalOf(nonce, SETTINGS).headers, {
    ...always,
    'www-authenticate': 'Bearer',
    'dpop-nonce': 'a nonce',
  })
})

test('what is no refusal is thrown as it is', () => {
  const fault = new TypeError('a fault')
  assert.throws(() => refusalOf(fault, SETTINGS), fault)
})
