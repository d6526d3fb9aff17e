import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseResponseMode, RESPONSE_MODES, suitsResponseType } from './response-mode.ts'

test('the response modes are those of Multiple Response Types §2.1 and Form Post Response Mode §2', () => {
  assert.deepEqual([...RESPONSE_MODES], ['query', 'fragment', 'form_post'])
})

test('PITFALLS 12: a response mode has one spelling', () => {
  for (const mode of RESPONSE_MODES) assert.equal(parseResponseMode(mode), mode)
  const others = ['', 'Query', 'query ', 'form-post', 'web_message', 'query.jwt', 'jwt', 'valueOf']
  for (const text of others) assert.equal(parseResponseMode(text), undefined, text)
})

// biome-ignore format: a table
const SUITS = [
  // response_type,       query, fragment, form_post
  ['none',                true,  true,     true],
  ['code',                true,  true,     true],
  ['id_token',            false, true,     true],
  ['id_token token',      false, true,     true],
  ['code id_token',       false, true,     true],
  ['code token',          false, true,     true],
  ['code id_token token', false, true,     true],
] as const

test('PITFALLS 11: a credential never travels in the query (Multiple Response Types §5)', () => {
  for (const [type, ...suits] of SUITS)
    assert.deepEqual(
      RESPONSE_MODES.map((mode) => suitsResponseType(mode, type)),
      suits,
      type,
    )
})
