import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newestActive } from './newest-active.ts'

const NOW = 1_800_000_000

const key = (
  kid: string,
  over: { active_from?: number; created_at?: number; retired_at?: number },
) => ({
  kid,
  active_from: NOW - 100,
  created_at: NOW - 200,
  ...over,
})

// biome-ignore format: a table
const CHOICES = [
  ['none is there',                            [],                                                                      undefined],
  ['none is active yet',                       [key('a', { active_from: NOW + 1 })],                                    undefined],
  ['one is active from this second',           [key('a', { active_from: NOW })],                                        'a'],
  ['the younger is active',                    [key('b', { active_from: NOW - 1 }), key('a', {})],                      'b'],
  ['the younger is only announced',            [key('b', { active_from: NOW + 1 }), key('a', {})],                      'a'],
  ['of one second, one has no end',            [key('a', {}), key('b', { retired_at: NOW + 5 })],                       'a'],
  ['of one second, both have an end',          [key('a', { retired_at: NOW + 9 }), key('b', { retired_at: NOW + 5 })],  'a'],
  ['of one second and end, one was made last', [key('a', { created_at: NOW - 150 }), key('b', {})],                     'a'],
  ['nothing else differs: the last by kid',    [key('b', {}), key('a', {})],                                            'b'],
  ['nothing else differs, the other way',      [key('a', {}), key('b', {})],                                            'b'],
] as const

for (const [what, keys, kid] of CHOICES)
  test(`every node chooses the same key (PITFALLS 29): ${what}`, () => {
    assert.equal(newestActive(keys, NOW)?.kid, kid)
  })
