import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makePassword } from './choose-password.ts'

test('a made password is 16 letters and digits in groups of four, none taken for another', () => {
  const counting = (bytes: number) => Uint8Array.from({ length: bytes }, (_, index) => index)
  assert.equal(makePassword(counting), 'abcd-efgh-jkmn-pqrs')
})

test('bytes that would make some letters likelier are passed over', () => {
  // 31 letters: 248 is the first byte past eight whole rounds.
  const bytes = [...Array<number>(15).fill(248), 30]
  const turns = Array.from({ length: 16 }, () => Uint8Array.from(bytes))
  assert.equal(
    makePassword(() => turns.pop() ?? new Uint8Array(16)),
    '9999-9999-9999-9999',
  )
})
