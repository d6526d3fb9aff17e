import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRateLimit } from './rate-limit.ts'

const ADMITTED = { outcome: 'admitted' }

test('a burst is let through at once, then one in a while', () => {
  const limit = createRateLimit({ burst: 3, every: 10 })
  for (let nth = 0; nth < 3; nth += 1) assert.deepEqual(limit('a', 1000), ADMITTED)
  assert.deepEqual(limit('a', 1000), { outcome: 'paused', seconds: 10 })
  assert.deepEqual(limit('a', 1009), { outcome: 'paused', seconds: 1 })
  assert.deepEqual(limit('a', 1010), ADMITTED)
  assert.deepEqual(limit('a', 1010), { outcome: 'paused', seconds: 10 })
})

test('after a rest the whole burst is there again, and no more', () => {
  const limit = createRateLimit({ burst: 2, every: 10 })
  limit('a', 0)
  for (let nth = 0; nth < 2; nth += 1) assert.deepEqual(limit('a', 100_000), ADMITTED)
  assert.deepEqual(limit('a', 100_000), { outcome: 'paused', seconds: 10 })
})

test('one tenant does not wait for another', () => {
  const limit = createRateLimit({ burst: 1, every: 10 })
  limit('a', 0)
  assert.deepEqual(limit('b', 0), ADMITTED)
})

test('a try that was told to wait does not count', () => {
  const limit = createRateLimit({ burst: 1, every: 10 })
  for (let nth = 0; nth < 5; nth += 1) limit('a', 0)
  assert.deepEqual(limit('a', 10), ADMITTED)
})
