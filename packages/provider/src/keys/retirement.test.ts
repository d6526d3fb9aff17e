import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEFAULT_LIFETIMES } from '../features.ts'
import { retirementOf } from './retirement.ts'

const HOUR = 3600
const DAY = 24 * HOUR

// biome-ignore format: a table
const CASES = [
  ['a day, where all that it signed lasts less',      'sig',  {},                                  DAY],
  ['the longest token, and an hour for clocks',       'sig',  { access_token: DAY },               25 * HOUR],
  ['an ID Token, as long',                            'sig',  { id_token: 2 * DAY },               49 * HOUR],
  ['the session that an id_token_hint is of',         'sig',  { session: 30 * DAY },               30 * DAY + HOUR],
  ['longer than an initial access token, a year',     'seal', {},                                  366 * DAY],
  ['the longest that a refresh token is not used',    'seal', { refresh_token: 400 * DAY },        400 * DAY + HOUR],
  ['not all refresh tokens: each is sealed anew',     'seal', { refresh_token_absolute: 999 * DAY }, 366 * DAY],
] as const

for (const [what, use, changed, seconds] of CASES)
  test(`PITFALLS 29: a key for ${use} stays for ${what}`, () => {
    assert.equal(retirementOf(use, { ...DEFAULT_LIFETIMES, ...changed }), seconds)
  })
