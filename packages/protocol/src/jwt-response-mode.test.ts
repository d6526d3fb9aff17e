import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  deliveryOf,
  isJwtResponseMode,
  JWT_RESPONSE_MODES,
  suitsResponseTypeAsJwt,
} from './jwt-response-mode.ts'
import { RESPONSE_MODES } from './response-mode.ts'

test('the response modes in JWT form are those of JARM §2.3', () => {
  assert.deepEqual(
    [...JWT_RESPONSE_MODES].sort(),
    ['form_post.jwt', 'fragment.jwt', 'jwt', 'query.jwt'].sort(),
  )
  for (const mode of JWT_RESPONSE_MODES) assert.ok(isJwtResponseMode(mode))
  for (const mode of [...RESPONSE_MODES, 'JWT', '.jwt', 'valueOf', ''])
    assert.equal(isJwtResponseMode(mode), false, mode)
})

// biome-ignore format: a table
const DELIVERIES = [
  // response_type,       query.jwt, fragment.jwt, form_post.jwt, jwt
  ['none',                'query',   'fragment',   'form_post',   'query'],
  ['code',                'query',   'fragment',   'form_post',   'query'],
  ['id_token',            'query',   'fragment',   'form_post',   'fragment'],
  ['id_token token',      'query',   'fragment',   'form_post',   'fragment'],
  ['code id_token',       'query',   'fragment',   'form_post',   'fragment'],
  ['code token',          'query',   'fragment',   'form_post',   'fragment'],
  ['code id_token token', 'query',   'fragment',   'form_post',   'fragment'],
] as const

test('JARM §2.3.4: jwt is the default way of the response type', () => {
  for (const [type, ...ways] of DELIVERIES)
    assert.deepEqual(
      (['query.jwt', 'fragment.jwt', 'form_post.jwt', 'jwt'] as const).map((mode) =>
        deliveryOf(mode, type),
      ),
      ways,
      type,
    )
})

test('a plain response mode is its own way', () => {
  for (const mode of RESPONSE_MODES) assert.equal(deliveryOf(mode, 'code id_token'), mode)
})

// biome-ignore format: a table
const SUITS_SIGNED = [
  // response_type,       query.jwt, fragment.jwt, form_post.jwt, jwt
  ['none',                true,      true,         true,          true],
  ['code',                true,      true,         true,          true],
  ['id_token',            false,     true,         true,          true],
  ['id_token token',      false,     true,         true,          true],
  ['code id_token',       false,     true,         true,          true],
  ['code token',          false,     true,         true,          true],
  ['code id_token token', false,     true,         true,          true],
] as const

test('PITFALLS 11: query.jwt carries a credential only when it is encrypted (JARM §2.3.1)', () => {
  const modes = ['query.jwt', 'fragment.jwt', 'form_post.jwt', 'jwt'] as const
  for (const [type, ...suits] of SUITS_SIGNED) {
    assert.deepEqual(
      modes.map((mode) => suitsResponseTypeAsJwt(mode, type, 'signed')),
      suits,
      type,
    )
    for (const mode of modes) assert.ok(suitsResponseTypeAsJwt(mode, type, 'encrypted'))
  }
})
