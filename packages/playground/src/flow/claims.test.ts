import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alignClaims, nameOf, showClaim } from './claims.ts'

const comparisons = (front: object, back: object) =>
  alignClaims({ ...front }, { ...back }).map(({ name, comparison }) => [name, comparison])

test('Core §3.3.3.6: iss and sub of both ID Tokens must be the same', () => {
  const iss = 'https://op.example.com'
  assert.deepEqual(comparisons({ iss, sub: '1' }, { iss, sub: '2' }), [
    ['iss', 'agree'],
    ['sub', 'disagree'],
  ])
})

test('Core §3.3.3.6: either ID Token may have claims that the other has not, and hashes of its own', () => {
  assert.deepEqual(
    comparisons({ c_hash: 'a', at_hash: 'b', exp: 1 }, { at_hash: 'c', exp: 1, name: 'Jane' }),
    [
      ['exp', 'same'],
      ['c_hash', 'front only'],
      ['at_hash', 'differs'],
      ['name', 'back only'],
    ],
  )
})

test('aud may be a text in one and a list in the other only if they say the same', () => {
  assert.deepEqual(comparisons({ aud: ['a', 'b'] }, { aud: ['a', 'b'] }), [['aud', 'agree']])
})

test('unknown claims come last, and none is taken for a property of all objects', () => {
  const [first, second] = alignClaims({ constructor: 'x', sub: '1' }, undefined)
  assert.deepEqual(
    [first?.name, second?.name, second?.meaning, second?.front],
    ['sub', 'constructor', '', 'x'],
  )
})

test('times are shown with their date', () => {
  assert.equal(showClaim('exp', 1311281970), '1311281970 · 2011-07-21 20:59:30 UTC')
  assert.equal(showClaim('exp', 1e300), '1e+300')
  assert.equal(showClaim('email_verified', true), 'true')
})

test('a person is called by the best name there is', () => {
  assert.equal(
    nameOf({ sub: '248289761001', email: 'jane@example.com', given_name: 'Jane' }),
    'Jane',
  )
  assert.equal(nameOf({ sub: '248289761001', name: '' }), '248289761001')
  assert.equal(nameOf({ name: { evil: true } }), 'someone')
})
