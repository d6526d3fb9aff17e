import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  artefactsOf,
  carriesCredential,
  defaultResponseMode,
  parseResponseType,
  putsScopeClaimsInIdToken,
  RESPONSE_TYPES,
  requiredGrantTypes,
  requiresNonce,
  takesCodeChallenge,
} from './response-type.ts'

/*
 * Written by hand from Core §3 (table), §3.2.2.1, §3.3.2.1 (nonce), §3.3.2.11 (what is hashed is issued first), §5.4; Multiple
 * Response Types §2.1, §3, §5 (modes); Dynamic Registration §2 (grant types); RFC 7636 §4.3 (challenge). Never to be derived.
 */
// biome-ignore format: a table
const SPEC = [
  // response_type,        issued, in order,      nonce, challenge, mode,       query,     claims in the ID Token, grant types
  ['none',                '',                     false, false,     'query',    'allowed', false,                  ''],
  ['code',                'code',                 false, true,      'query',    'allowed', false,                  'authorization_code'],
  ['id_token',            'id_token',             true,  false,     'fragment', 'refused', true,                   'implicit'],
  ['id_token token',      'token id_token',       true,  false,     'fragment', 'refused', false,                  'implicit'],
  ['code id_token',       'code id_token',        true,  true,      'fragment', 'refused', false,                  'authorization_code implicit'],
  ['code token',          'code token',           false, true,      'fragment', 'refused', false,                  'authorization_code implicit'],
  ['code id_token token', 'code token id_token',  true,  true,      'fragment', 'refused', false,                  'authorization_code implicit'],
] as const

test('the response types are those of Core §3 and Multiple Response Types', () => {
  assert.deepEqual(
    [...RESPONSE_TYPES],
    SPEC.map(([type]) => type),
  )
})

describe('what a response type comes to (Core §3, Multiple Response Types §5)', () => {
  for (const [type, issued, nonce, challenge, mode, query, claims, grants] of SPEC)
    test(type, () => {
      assert.deepEqual(
        {
          issued: artefactsOf(type).join(' '),
          nonce: requiresNonce(type),
          challenge: takesCodeChallenge(type),
          mode: defaultResponseMode(type),
          query: carriesCredential(type) ? 'refused' : 'allowed',
          claims: putsScopeClaimsInIdToken(type),
          grants: requiredGrantTypes(type).join(' '),
        },
        { issued, nonce, challenge, mode, query, claims, grants },
      )
    })
})

// biome-ignore format: a table
const ORDERS = [
  ['token id_token',      'id_token token'],
  ['id_token code',       'code id_token'],
  ['token code',          'code token'],
  ['code token id_token', 'code id_token token'],
  ['id_token code token', 'code id_token token'],
  ['id_token token code', 'code id_token token'],
  ['token code id_token', 'code id_token token'],
  ['token id_token code', 'code id_token token'],
] as const

test('PITFALLS 13: the order of the words does not matter (RFC 6749 §3.1.1)', () => {
  for (const [spelling, type] of ORDERS) assert.equal(parseResponseType(spelling), type)
})

// biome-ignore format: a table
const NO_TYPES = [
  '', ' ', 'token', 'refresh_token', 'Code', 'CODE', 'code ', ' code', 'code  id_token', 'code\tid_token', 'code+id_token',
  'code,id_token', 'code code', 'code id_token id_token', 'code none', 'none none', 'none id_token', 'code id_token token none',
  'code refresh_token', 'edoc', 'codeid_token', 'code idtoken_', 'codetoken', 'constructor', '__proto__', 'toString',
]

test('PITFALLS 13: unknown and repeated words, and none with others, name no response type', () => {
  for (const text of NO_TYPES) assert.equal(parseResponseType(text), undefined, text)
})

const KNOWN_WORDS = ['none', 'code', 'id_token', 'token']

test('any order of the words of a response type names it', () => {
  fc.assert(
    fc.property(
      fc
        .constantFrom(...RESPONSE_TYPES)
        .chain((type) =>
          fc.tuple(
            fc.constant(type),
            fc.shuffledSubarray(type.split(' '), { minLength: type.split(' ').length }),
          ),
        ),
      ([type, words]) => parseResponseType(words.join(' ')) === type,
    ),
  )
})

test('a word that is none of the specification spoils every response type', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...RESPONSE_TYPES),
      fc.string({ minLength: 1 }).filter((word) => !KNOWN_WORDS.includes(word)),
      fc.boolean(),
      (type, junk, first) =>
        parseResponseType(first ? `${junk} ${type}` : `${type} ${junk}`) === undefined,
    ),
  )
})

test('a word that comes again spoils every response type', () => {
  fc.assert(
    fc.property(
      fc
        .constantFrom(...RESPONSE_TYPES)
        .chain((type) => fc.tuple(fc.constant(type), fc.constantFrom(...type.split(' ')))),
      ([type, word]) => parseResponseType(`${type} ${word}`) === undefined,
    ),
  )
})
