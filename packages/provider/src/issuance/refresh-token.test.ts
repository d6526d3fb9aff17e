import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Lifetimes } from '../model/lifetimes.ts'
import type { Op } from '../op.ts'
import { firstTurn, rowExpiry } from './refresh-token.ts'

const NOW = 1_800_000_000

/** An OP of these lifetimes, in seconds. */
const opOf = (over: Partial<Lifetimes> = {}) =>
  ({
    now: () => NOW,
    lifetimes: {
      code: 60,
      access_token: 300,
      front_channel_access_token: 120,
      refresh_token: 1000,
      refresh_token_absolute: 5000,
      ...over,
    },
  }) as unknown as Op

test('the first refresh token of a grant begins its generations, and their end (RFC 9700 §4.14.2)', () => {
  assert.deepEqual(firstTurn(opOf()), { generation: 0, ends_at: NOW + 5000 })
})

// biome-ignore format: a table
const KEPT = [
  ['a code and the access token of its redemption, at the latest',   {},                                  undefined,   420],
  ['the longer of the two access tokens',                            { front_channel_access_token: 900 }, undefined,  1020],
  ['a refresh token that lies idle',                                 {},                                  NOW + 5000, 1000],
  ['a refresh token, but never beyond the end of all',               {},                                  NOW + 500,   500],
  ['the tokens beside a refresh token that ends before them',        {},                                  NOW + 100,   420],
] as const

for (const [what, over, ends_at, seconds] of KEPT)
  test(`the row of a grant outlives ${what}`, () => {
    assert.equal(rowExpiry(opOf(over), ends_at) - NOW, seconds)
  })
