import assert from 'node:assert/strict'
import { test } from 'node:test'
import { recentlySigned } from './recently-signed.ts'

test('what was signed here is known as it is, and in no other spelling', () => {
  const recent = recentlySigned(10)
  recent.note('header.payload.signature')
  assert.equal(recent.has('header.payload.signature'), true)
  for (const other of ['header.payload.signaturf', 'header.payload.', 'header.payload', ''])
    assert.equal(recent.has(other), false, other)
})

test('so many are remembered, the latest', () => {
  const recent = recentlySigned(2)
  for (const jws of ['a', 'b', 'c']) recent.note(jws)
  assert.deepEqual(
    ['a', 'b', 'c'].map((jws) => recent.has(jws)),
    [false, true, true],
  )
})

test('what is noted again keeps its place, and takes none from another', () => {
  const recent = recentlySigned(2)
  for (const jws of ['a', 'b', 'b', 'b']) recent.note(jws)
  assert.deepEqual([recent.has('a'), recent.has('b')], [true, true])
  recent.note('c')
  assert.deepEqual([recent.has('a'), recent.has('b'), recent.has('c')], [false, true, true])
})
