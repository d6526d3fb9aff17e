import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dateOf, pairsOf, tableOf } from './show.ts'

test('a table has a column for each name that any row has', () => {
  const rows = [
    { kid: 'a', alg: 'RS256' },
    { kid: 'bcd', until: 'now' },
  ]
  assert.equal(tableOf(rows), 'kid  alg    until\na    RS256\nbcd         now')
})

test('pairs leave out what is absent and join lists of words', () => {
  const object = { sub: 'a', name: undefined, scope: ['openid', 'email'], claims: { email: 'x' } }
  assert.equal(pairsOf(object), 'sub     a\nscope   openid, email\nclaims  {"email":"x"}')
})

test('time is told to the minute, in UTC', () => {
  assert.equal(dateOf(1_767_225_600), '2026-01-01 00:00 UTC')
})
