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
