import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  aClient,
  addressOf,
  type Over,
  parameters,
  REDIRECT_URI,
  refusalOf,
} from '../testing/request.ts'
import { resolveReturnAddress } from './address.ts'

const OTHER = 'https://rp.example/other'
const TWO = aClient({ redirect_uris: [REDIRECT_URI, OTHER] })

test('the answer goes to the registered redirect_uri, in the mode asked for (RFC 6749 §3.1.2.3)', () => {
  assert.deepEqual(
    { ...addressOf({ response_mode: 'form_post', ui_locales: 'de-CH x! en' }) },
    {
      client: aClient(),
      redirect_uri: REDIRECT_URI,
      redirect_uri_named: true,
      response_mode: 'form_post',
      state: 'a state',
      iss: 'https://op.example',
      ui_locales: ['de-CH', 'en'],
    },
  )
})

test('PITFALLS 15: redirect_uri may be left out where the client has exactly one', () => {
  const { redirect_uri, redirect_uri_named } = addressOf({ redirect_uri: undefined })
  assert.deepEqual([redirect_uri, redirect_uri_named], [REDIRECT_URI, false])
})

describe('PITFALLS 15: without an address to answer at, the request is rejected (RFC 6749 §4.1.2.1)', () => {
  // biome-ignore format: a table
  const REJECTED: readonly (readonly [string, Over, ReturnType<typeof aClient> | undefined, string])[] = [
    ['no client_id',           { client_id: undefined },                    undefined,   'invalid_request: client_id is missing (RFC 6749 §4.1.1)'],
    ['an empty client_id',     { client_id: '' },                           undefined,   'invalid_request: client_id is missing (RFC 6749 §4.1.1)'],
    ['an unknown client_id',   { client_id: 'nobody' },                     undefined,   'invalid_request: client_id is unknown (RFC 6749 §4.1.2.1)'],
    ['client_id twice',        { client_id: ['app', 'app'] },               aClient(),   'invalid_request: client_id came twice (RFC 6749 §3.1)'],
    ['redirect_uri twice',     { redirect_uri: [REDIRECT_URI, OTHER] },     TWO,         'invalid_request: redirect_uri came twice (RFC 6749 §3.1)'],
    ['no redirect_uri of two', { redirect_uri: undefined },                 TWO,         'invalid_request: redirect_uri is missing, and the client has several (RFC 6749 §3.1.2.3)'],
    ['an unregistered one',    { redirect_uri: OTHER },                     aClient(),   'invalid_request: redirect_uri is not registered for this client (RFC 6749 §3.1.2.3)'],
    ['one with a fragment',    { redirect_uri: `${REDIRECT_URI}#x` },       aClient(),   'invalid_request: redirect_uri is not registered for this client (RFC 6749 §3.1.2.3)'],
    ['a longer one',           { redirect_uri: `${REDIRECT_URI}/x` },       aClient(),   'invalid_request: redirect_uri is not registered for this client (RFC 6749 §3.1.2.3)'],
  ]
  for (const [name, over, client, refusal] of REJECTED)
    test(name, () => {
      const refused = () => resolveReturnAddress(parameters(over), client, 'https://op.example')
      assert.equal(refusalOf(refused), refusal)
    })
})

// biome-ignore format: a table
const MODES = [
  // response_type,        response_mode,  answered by
  ['code',                undefined,      'query'],
  ['code',                'fragment',     'fragment'],
  ['code',                'form_post',    'form_post'],
  ['code',                'nonsense',     'query'],
  ['code id_token',       undefined,      'fragment'],
  ['id_token code',       undefined,      'fragment'],
  ['code id_token',       'query',        'fragment'],
  ['code token',          'query',        'fragment'],
  ['code id_token token', 'query',        'fragment'],
  ['code id_token token', 'form_post',    'form_post'],
  ['code id_token',       'query.jwt',    'fragment'],
  [undefined,             undefined,      'query'],
  [undefined,             'fragment',     'fragment'],
  [undefined,             'form_post',    'form_post'],
  ['token',               undefined,      'fragment'],
  ['code junk',           undefined,      'query'],
  ['id_token junk',       undefined,      'fragment'],
  ['id_token junk',       'form_post',    'form_post'],
  ['junk',                'query',        'query'],
] as const

test('PITFALLS 11, 12, 31: answers, errors too, follow the mode asked for as far as it suits the type', () => {
  for (const [response_type, response_mode, answered] of MODES)
    assert.equal(
      addressOf({ response_type, response_mode }).response_mode,
      answered,
      `${response_type} ${response_mode}`,
    )
})

test('state is taken as it is, unless it came twice or is absurdly long', () => {
  assert.equal(addressOf({ state: ' "<ü>&' }).state, ' "<ü>&')
  assert.equal(addressOf({ state: undefined }).state, undefined)
  assert.equal(addressOf({ state: '' }).state, undefined)
  assert.equal(addressOf({ state: ['a', 'b'] }).state, undefined)
  assert.equal(addressOf({ state: 'x'.repeat(4096) }).state?.length, 4096)
  assert.equal(addressOf({ state: 'x'.repeat(4097) }).state, undefined)
})
