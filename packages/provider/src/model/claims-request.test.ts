import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAskedValue, withoutLanguage } from './claims-request.ts'

// biome-ignore format: a table
const VALUES = [
  [{},                                      'a',       true],
  [{},                                      undefined, true],
  [{ essential: true },                     'a',       true],
  [{ value: 'a' },                          'a',       true],
  [{ value: 'a' },                          'A',       false],
  [{ value: 'a' },                          undefined, false],
  [{ values: ['a', 'b'] },                  'b',       true],
  [{ values: ['a', 'b'] },                  'c',       false],
  [{ values: [] },                          'a',       false],
  [{ value: 7 },                            '7',       false],
  [{ value: 'a', values: ['b'] },           'a',       false],
] as const

for (const [asked, found, expected] of VALUES)
  test(`${JSON.stringify(found)} is ${expected ? '' : 'not '}what ${JSON.stringify(asked)} asks for (Core §5.5.1)`, () => {
    assert.equal(isAskedValue(asked, found), expected)
  })

test('a language tag stands behind # (Core §5.2)', () => {
  assert.deepEqual(['name#fr', 'family_name#ja-Kana-JP', 'name', '#fr', ''].map(withoutLanguage), [
    'name',
    'family_name',
    'name',
    '',
    '',
  ])
})
