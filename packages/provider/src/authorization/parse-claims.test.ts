import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parameters, refusalOf } from '../testing/request.ts'
import { parseClaims } from './parse-claims.ts'

const KNOWN = { claims_supported: ['name', 'email'] }
const parsed = (claims: string | undefined) => parseClaims(parameters({ claims }), KNOWN)
const parsedUserinfo = (asked: unknown) => parsed(JSON.stringify({ userinfo: asked }))?.userinfo

test('without claims, nothing is asked for by name (Core §5.5)', () => {
  assert.equal(parsed(undefined), undefined)
  assert.deepEqual(parsed('{}'), { userinfo: {}, id_token: {} })
  assert.deepEqual(parsed('{"userinfo":null}'), { userinfo: {}, id_token: {} })
})

// biome-ignore format: a table
const ASKED = [
  ['null asks in the default manner',              { name: null },                                     { name: {} }],
  ['essential true is kept, false says nothing',   { name: { essential: true }, email: { essential: false } }, { name: { essential: true }, email: {} }],
  ['value is kept as it is',                       { name: { value: 'Alice' } },                       { name: { value: 'Alice' } }],
  ['value null is a value',                        { name: { value: null } },                          { name: { value: null } }],
  ['values are kept',                              { name: { values: ['A', 7] } },                     { name: { values: ['A', 7] } }],
  ['members not understood are ignored',           { name: { purpose: 'x' } },                         { name: {} }],
  ['a claim nobody has is left out',               { groups: null, name: null },                       { name: {} }],
  ['a claim in one language is that claim',        { 'name#fr': null, 'groups#fr': null },             { 'name#fr': {} }],
  ['claims of a token can be asked for',           { acr: { essential: true }, sub: { value: 'x' } },  { acr: { essential: true }, sub: { value: 'x' } }],
  ['names that every object has are no claims',    { constructor: null, toString: null },              {}],
] as const

for (const [name, asked, expected] of ASKED)
  test(`${name} (Core §5.5.1)`, () => assert.deepEqual(parsedUserinfo(asked), expected))

// biome-ignore format: a table
const REFUSED = [
  ['text',                          'x',                                 'claims is not a JSON object'],
  ['a list',                        '[]',                                'claims is not a JSON object'],
  ['null',                          'null',                              'claims is not a JSON object'],
  ['a list in place of claims',     '{"userinfo":[]}',                   'a member of claims is not a JSON object'],
  ['text in place of claims',       '{"id_token":"name"}',               'a member of claims is not a JSON object'],
  ['a claim asked for by true',     '{"userinfo":{"name":true}}',        'a claim is asked for by neither null nor an object'],
  ['values that are no list',       '{"userinfo":{"name":{"values":1}}}', 'values of a claim is no array'],
] as const

for (const [name, claims, description] of REFUSED)
  test(`${name} is refused (Core §5.5)`, () => {
    const refused = refusalOf(() => parsed(claims))
    assert.equal(refused, `invalid_request: ${description} (Core §5.5)`)
  })
