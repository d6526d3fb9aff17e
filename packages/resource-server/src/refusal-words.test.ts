import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AUDIENCE, createScene, tokenOf } from './testing/scene.ts'

const claims = (values: Readonly<Record<string, unknown>>) => ({ claims: values })

test('what a refusal tells of a value is on one line, whatever the token says', async () => {
  const token = await tokenOf({ header: { typ: 'a\r\nb\u2028c\u001b[2Jd\te' } })
  await assert.rejects(createScene().api.verify(token), { found: 'a??b?c?[2Jd?e' })
})

test('what a refusal tells of a value is short', async () => {
  const token = await tokenOf(claims({ aud: 'a'.repeat(500) }))
  await assert.rejects(createScene().api.verify(token), { found: 'a'.repeat(200) })
  const foreign = await tokenOf(claims({ iss: 'b'.repeat(500) }))
  await assert.rejects(createScene().api.verify(foreign), { found: 'b'.repeat(200) })
})

test('a refusal tells what was expected and found, and no token', async () => {
  const token = await tokenOf(claims({ aud: ['a', 'b'] }))
  await assert.rejects(createScene().api.verify(token), {
    code: 'aud_mismatch',
    section: 'RFC 9068 §4',
    expected: AUDIENCE,
    found: '["a","b"]',
  })
})
