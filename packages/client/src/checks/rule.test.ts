import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { asText, isSame, matches, shortened } from './rule.ts'

test('isSame holds for the same text and for no other', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      assert.equal(isSame(a, b), a === b)
      assert.equal(isSame(a, `${a}`), true)
    }),
  )
  assert.equal(isSame('a', 'aa'), false)
  assert.equal(isSame('', 'a'), false)
  assert.equal(isSame('a', ''), false)
  assert.equal(isSame('', ''), true)
})

test('a number is not the text of it', () => {
  const finding = matches('nonce', { expected: '5', found: 5, presence: 'required' })
  assert.deepEqual(finding, {
    outcome: 'failed',
    code: 'nonce_mismatch',
    expected: '5',
    found: '5',
  })
})

test('a secret is shown by its beginning only, a short one not at all', () => {
  assert.equal(shortened('AQEBAQEBAQEBAQEBAQ'), 'AQEBAQ…')
  assert.equal(shortened('sixteen letters!'), '…')
  assert.equal(shortened(''), '')
  assert.equal(shortened(undefined), undefined)
})

test('a found value is shown up to 120 characters', () => {
  assert.equal(asText('a'.repeat(200)), `${'a'.repeat(120)}…`)
  assert.equal(asText('a'.repeat(120)), 'a'.repeat(120))
  assert.equal(asText({ a: 1 }), '{"a":1}')
  assert.equal(asText(undefined), undefined)
})
