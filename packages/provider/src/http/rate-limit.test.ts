import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRateLimit } from './rate-limit.ts'

const ADMITTED = { outcome: 'admitted' }
const paused = (seconds: number) => ({ outcome: 'paused', seconds })

/** A limit, and how it answers at a time. */
function limitOf({ per_hour, keys = 10 }: { readonly per_hour: number; readonly keys?: number }) {
  let time = 1_800_000_000
  const limit = createRateLimit({ per_hour, keys, now: () => time })
  return {
    limit,
    pass: (seconds: number) => {
      time += seconds
    },
  }
}

for (const per_hour of [1, 7, 600])
  test(`${per_hour} an hour are let through at once, and then as many an hour`, () => {
    const { limit, pass } = limitOf({ per_hour })
    const every = Math.ceil(3600 / per_hour)
    for (let nth = 0; nth < per_hour; nth += 1) assert.deepEqual(limit('a'), ADMITTED)
    assert.deepEqual(limit('a'), paused(every))
    pass(every - 1)
    assert.deepEqual(limit('a'), paused(1))
    pass(1)
    assert.deepEqual(limit('a'), ADMITTED)
    assert.equal(limit('a').outcome, 'paused')
    pass(86_400)
    for (let nth = 0; nth < per_hour; nth += 1) assert.deepEqual(limit('a'), ADMITTED)
    assert.deepEqual(limit('a'), paused(every))
  })

test('one key does not wait for another', () => {
  const { limit } = limitOf({ per_hour: 1 })
  limit('a')
  assert.equal(limit('a').outcome, 'paused')
  assert.deepEqual(limit('b'), ADMITTED)
})

test('beyond so many keys, the one that was quiet for the longest time is forgotten', () => {
  const { limit } = limitOf({ per_hour: 2, keys: 2 })
  for (const key of ['a', 'b', 'a', 'c']) assert.deepEqual(limit(key), ADMITTED)
  assert.equal(limit('a').outcome, 'paused')
  for (const key of ['b', 'b']) assert.deepEqual(limit(key), ADMITTED)
})
