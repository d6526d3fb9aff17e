import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endOf, isDue, type Session, tokensOf } from './session.ts'

const NOW = 1_800_000_000

const sessionAt = (started_at: number, seen_at: number): Session => ({
  claims: { iss: 'https://op.example.com', sub: 'jane', aud: 'app', exp: NOW, iat: NOW },
  started_at,
  seen_at,
})

test('a session ends after its idle time, and at its absolute time at the latest', () => {
  const lifetimes = { idle: 600, absolute: 1200 }
  assert.equal(endOf(sessionAt(NOW, NOW), lifetimes), NOW + 600)
  assert.equal(endOf(sessionAt(NOW, NOW + 900), lifetimes), NOW + 1200)
})

test('that somebody is there is noted once a minute, or twice in an idle time that is shorter', () => {
  const due = (idle: number, ago: number) =>
    isDue(sessionAt(NOW, NOW), { idle, absolute: 1200 }, NOW + ago)
  assert.deepEqual([due(600, 59), due(600, 60)], [false, true])
  assert.deepEqual([due(40, 19), due(40, 20)], [false, true])
})

test('a session keeps the tokens that it was given, and nothing else', () => {
  assert.deepEqual(tokensOf({}, NOW), {})
  assert.deepEqual(tokensOf({ access_token: 'a' }, NOW), {
    access_token: 'a',
    token_type: 'Bearer',
  })
  const given = {
    id_token: 'i',
    access_token: 'a',
    token_type: 'DPoP',
    refresh_token: 'r',
    expires_in: 60,
    scope: 'openid',
  } as const
  assert.deepEqual(tokensOf(given, NOW), {
    id_token: 'i',
    access_token: 'a',
    token_type: 'DPoP',
    refresh_token: 'r',
    expires_at: NOW + 60,
    scope: 'openid',
  })
})
