import assert from 'node:assert/strict'
import { test } from 'node:test'
import { acceptedLanguages } from './languages.ts'
import type { HttpRequest } from './message.ts'

/** A browser that sends this `Accept-Language`. */
const saying = (accept_language: string | undefined): HttpRequest => ({
  method: 'GET',
  path: '/',
  query: '',
  header: (name) => (name === 'accept-language' ? accept_language : undefined),
  body: async () => '',
})

// biome-ignore format: a table
const SAID = [
  ['a list, best first',                   'fr-CH, fr;q=0.9, en;q=0.8',                    ['fr-CH', 'fr', 'en']],
  ['weights in any order',                 'en;q=0.1,de;q=0.9',                            ['de', 'en']],
  ['equal weights, as they come',          'ja, es',                                       ['ja', 'es']],
  ['a weight of zero: not that one',       'de;q=0, en',                                   ['en']],
  ['a weight that is no number',           'de;q=much, en',                                ['en']],
  ['any language is none by name',         '*, en;q=0.5',                                  ['en']],
  ['spaces around',                        '  de ; q=0.5 ,  en  ',                         ['en', 'de']],
  ['what is no language tag',              '<script>, e, abcdefghi, en-toolongsubtag, de', ['de']],
  ['an empty header',                      '',                                             []],
  ['no header',                            undefined,                                      []],
  ['eleven of them: ten are read',         'a1,b1,c1,d1,e1,f1,g1,h1,i1,de,en',             ['de']],
] as const

for (const [what, said, languages] of SAID)
  test(`Accept-Language (RFC 9110 §12.5.4): ${what}`, () => {
    assert.deepEqual(acceptedLanguages(saying(said)), languages)
  })
