import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { aClient, type Over, refusalOf, requestOf, SUPPORTED } from '../testing/request.ts'

const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

test('a good Authentication Request is parsed whole (Core §3.1.2.1)', () => {
  const { to, ...request } = requestOf({
    prompt: 'consent login',
    max_age: '3600',
    login_hint: 'alice',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    resource: 'https://api.example/notes',
    scope: 'read:notes openid unknown',
    claims: '{"userinfo":{"name":null}}',
    acr_values: 'gold silver',
    id_token_hint: 'an ID Token of alice',
    ui_locales: 'fr-CA fr not_a_tag',
    claims_locales: 'ja',
    display: 'popup',
    unknown: 'ignored',
  })
  assert.equal(to.client.client_id, 'app')
  assert.deepEqual(request, {
    id: 'a-request',
    response_type: 'code id_token',
    asked_scope: ['read:notes', 'openid', 'unknown'],
    scope: ['read:notes', 'openid'],
    resources: [SUPPORTED.resources[0]],
    nonce: 'a-nonce',
    code_challenge: CHALLENGE,
    prompt: ['login', 'consent'],
    max_age: 3600,
    login_hint: 'alice',
    claims: { userinfo: { name: {} }, id_token: {} },
    acr_values: ['gold', 'silver'],
    hinted_sub: 'alice',
    ui_locales: ['fr-CA', 'fr'],
    claims_locales: ['ja'],
    display: 'popup',
  })
})

// biome-ignore format: a table
const REFUSED: readonly (readonly [string, Over, string])[] = [
  ['no response_type',             { response_type: undefined },            'invalid_request: response_type is missing (RFC 6749 §4.1.2.1)'],
  ['an unknown response_type',     { response_type: 'code junk' },          'unsupported_response_type: response_type is not supported (Core §3.1.2.6)'],
  ['a repeated word of it',        { response_type: 'code code' },          'unsupported_response_type: response_type is not supported (Core §3.1.2.6)'],
  ['response_type twice',          { response_type: ['code', 'code'] },     'invalid_request: a parameter came twice (RFC 6749 §3.1)'],
  ['an unknown parameter twice',   { unknown: ['a', 'a'] },                 'invalid_request: a parameter came twice (RFC 6749 §3.1)'],
  ['state twice',                  { state: ['a', 'b'] },                   'invalid_request: a parameter came twice (RFC 6749 §3.1)'],
  ['a type the OP has not',        { response_type: 'none' },               'unsupported_response_type: response_type is not supported (Core §3.1.2.6)'],
  ['query for a hybrid type',      { response_mode: 'query' },              'invalid_request: response_mode query does not suit this response_type (Multiple Response Types §5)'],
  ['an unknown response_mode',     { response_mode: 'web_message' },        'invalid_request: response_mode is not supported (Multiple Response Types §2.1)'],
  ['no nonce for an ID Token',     { nonce: undefined },                    'invalid_request: nonce is required (Core §3.3.2.1)'],
  ['no openid for an ID Token',    { scope: 'profile' },                    'invalid_scope: scope must have openid for an ID Token (Core §3.1.2.1)'],
  ['no scope for an ID Token',     { scope: undefined },                    'invalid_scope: scope must have openid for an ID Token (Core §3.1.2.1)'],
  ['nothing known in scope',       { response_type: 'code', scope: 'x y' }, 'invalid_scope: scope has nothing that this client may ask for (RFC 6749 §3.3)'],
  ['a malformed scope',            { scope: 'openid "x"' },                 'invalid_scope: scope is malformed (RFC 6749 §3.3)'],
  ['a scope that ends malformed',  { scope: 'openid x"' },                  'invalid_scope: scope is malformed (RFC 6749 §3.3)'],
  ['a scope that begins malformed', { scope: 'openid "x' },                 'invalid_scope: scope is malformed (RFC 6749 §3.3)'],
  ['an unknown prompt',            { prompt: 'login junk' },                'invalid_request: prompt has an unknown value (Core §3.1.2.1)'],
  ['a prompt the OP has not',      { prompt: 'create' },                    'invalid_request: prompt create is not supported (Initiating User Registration §4.1)'],
  ['it with another',              { prompt: 'login create' },              'invalid_request: prompt create is not supported (Initiating User Registration §4.1)'],
  ['prompt none with another',     { prompt: 'none login' },                'invalid_request: prompt none stands alone (Core §3.1.2.1)'],
  ['max_age that is no number',    { max_age: 'soon' },                     'invalid_request: max_age is not a number of seconds (Core §3.1.2.1)'],
  ['a negative max_age',           { max_age: '-1' },                       'invalid_request: max_age is not a number of seconds (Core §3.1.2.1)'],
  ['a broken max_age',             { max_age: '1.5' },                      'invalid_request: max_age is not a number of seconds (Core §3.1.2.1)'],
  ['an unknown resource',          { resource: 'https://api.example/no' },  'invalid_target: resource is not known here (RFC 8707 §2)'],
  ['an unknown audience',          { audience: 'https://api.example/no' },  'invalid_target: resource is not known here (RFC 8707 §2)'],
  ['one unknown resource of two',  { resource: ['https://api.example/notes', 'x'] }, 'invalid_target: resource is not known here (RFC 8707 §2)'],
  ['an id_token_hint of others',   { id_token_hint: 'a.b.c' },              'invalid_request: id_token_hint is not an ID Token of this provider (Core §3.1.2.1)'],
  ['a hint to another client',     { id_token_hint: 'one for another' },    'invalid_request: id_token_hint was issued to another client (Core §3.1.2.1)'],
  ['a registration',               { registration: '{}' },                  'registration_not_supported: registration is not supported (Core §7.2.1)'],
]

describe('a bad Authentication Request is refused, with the rule (Core §3.1.2.2, §3.3.2.2)', () => {
  for (const [name, over, refusal] of REFUSED)
    test(name, () => {
      assert.equal(
        refusalOf(() => requestOf(over)),
        refusal,
      )
    })
})

// biome-ignore format: a table
const LONGEST = [
  ['state', 4096], ['nonce', 512], ['scope', 2048], ['redirect_uri', 2048], ['response_type', 128], ['response_mode', 128],
  ['prompt', 128], ['max_age', 10], ['login_hint', 512], ['code_challenge', 128], ['code_challenge_method', 32],
  ['resource', 2048], ['audience', 2048],
] as const

test('absurdly long values are refused by name, before anything else is made of them', () => {
  for (const [name, longest] of LONGEST.filter(([name]) => name !== 'redirect_uri'))
    assert.equal(
      refusalOf(() => requestOf({ [name]: 'x'.repeat(longest + 1) })),
      `invalid_request: ${name} is longer than ${longest} characters (limits)`,
    )
})

test('a value as long as can be is taken', () => {
  const longest = 'x'.repeat(512)
  const { nonce, login_hint } = requestOf({ nonce: longest, login_hint: longest })
  assert.deepEqual([nonce, login_hint], [longest, longest])
  assert.equal(requestOf({ max_age: '9999999999' }).max_age, 9_999_999_999)
})

test("the client's own max_age and acr_values hold where the request has none (Dynamic Registration §2)", () => {
  const client = aClient({ default_max_age: 600, default_acr_values: ['gold', 'silver'] })
  const defaults = requestOf({}, client)
  assert.deepEqual([defaults.max_age, defaults.acr_values], [600, ['gold', 'silver']])
  const named = requestOf({ max_age: '0', acr_values: 'bronze' }, client)
  assert.deepEqual([named.max_age, named.acr_values], [0, ['bronze']])
  const none = requestOf()
  assert.deepEqual([none.max_age, none.acr_values], [undefined, []])
})

test('PITFALLS 5: nonce is required exactly where the type names id_token', () => {
  assert.equal(requestOf({ response_type: 'code', nonce: undefined }).nonce, undefined)
  assert.equal(requestOf({ response_type: 'code token', nonce: undefined }).nonce, undefined)
  assert.equal(requestOf({ response_type: 'code token' }).nonce, 'a-nonce')
  for (const response_type of ['id_token', 'code id_token', 'code id_token token'])
    assert.equal(
      refusalOf(() => requestOf({ response_type, nonce: undefined })),
      'invalid_request: nonce is required (Core §3.3.2.1)',
    )
  assert.equal(requestOf({ nonce: 'x' }).nonce, 'x')
})

const S256 = { code_challenge: CHALLENGE, code_challenge_method: 'S256' }

// biome-ignore format: a table
const CHALLENGES: readonly (readonly [string, Over, 'may' | 'must', string | undefined])[] = [
  ['none',                 {},                                                            'may',  undefined],
  ['S256',                 S256,                                                          'may',  CHALLENGE],
  ['S256',                 S256,                                                          'must', CHALLENGE],
  ['none, but required',   {},                                                            'must', 'invalid_request: code_challenge is required (RFC 7636 §4.4.1)'],
  ['plain',                { ...S256, code_challenge_method: 'plain' },                   'may',  'invalid_request: code_challenge_method must be S256 (RFC 7636 §4.4.1)'],
  ['s256',                 { ...S256, code_challenge_method: 's256' },                    'may',  'invalid_request: code_challenge_method must be S256 (RFC 7636 §4.4.1)'],
  ['no method (plain)',    { code_challenge: CHALLENGE },                                 'may',  'invalid_request: code_challenge_method must be S256 (RFC 7636 §4.4.1)'],
  ['a method alone',       { code_challenge_method: 'S256' },                             'may',  'invalid_request: code_challenge is missing (RFC 7636 §4.3)'],
  ['42 characters',        { ...S256, code_challenge: CHALLENGE.slice(1) },               'may',  'invalid_request: code_challenge is not an S256 challenge (RFC 7636 §4.2)'],
  ['with padding',         { ...S256, code_challenge: `${CHALLENGE}=` },                  'may',  'invalid_request: code_challenge is not an S256 challenge (RFC 7636 §4.2)'],
]

describe('PITFALLS 6: a code challenge is S256 or nothing, for every type with a code', () => {
  for (const response_type of ['code', 'code id_token', 'code token', 'code id_token token'])
    for (const [name, over, pkce, outcome] of CHALLENGES)
      test(`${response_type}: ${name} where it ${pkce} be`, () => {
        const client = aClient({ require_pkce: pkce === 'must' })
        const parsed = () => requestOf({ ...over, response_type }, client).code_challenge
        assert.equal(refusalOf(parsed), outcome)
      })
})

test('where there is no code, a code challenge means nothing (RFC 7636 §4.3)', () => {
  const client = aClient({ require_pkce: true })
  assert.equal(requestOf({ response_type: 'id_token', ...S256 }, client).code_challenge, undefined)
})

test('a client has the response types it is registered for (Dynamic Registration §2)', () => {
  const client = aClient({ response_types: ['code'] })
  assert.equal(
    refusalOf(() => requestOf({}, client)),
    'unauthorized_client: the client is not registered for this response_type (Dynamic Registration §2)',
  )
})

const NOT_THIS_MODE =
  'unauthorized_client: the client is not registered for this response_mode (client setting response_modes)'
const NOT_HERE = 'invalid_request: response_mode is not supported (Multiple Response Types §2.1)'

test('PITFALLS 12: response modes can be limited for a client, the default mode too', () => {
  const client = aClient({ response_modes: ['form_post'] })
  const modeFor = (response_mode: string | undefined) =>
    refusalOf(() => requestOf({ response_mode }, client).to.response_mode)
  assert.equal(modeFor('form_post'), 'form_post')
  assert.equal(modeFor('fragment'), NOT_THIS_MODE)
  assert.equal(modeFor(undefined), NOT_THIS_MODE)
})

test('PITFALLS 12: response modes can be limited for the OP, the default mode too', () => {
  const supported = { ...SUPPORTED, response_modes: ['form_post'] } as const
  const modeFor = (response_mode: string | undefined) =>
    refusalOf(() => requestOf({ response_mode }, aClient(), supported).to.response_mode)
  assert.equal(modeFor('form_post'), 'form_post')
  assert.equal(modeFor('fragment'), NOT_HERE)
  assert.equal(modeFor(undefined), NOT_HERE)
})

test("max_age falls back on the client's default_max_age (Dynamic Registration §2)", () => {
  const client = aClient({ default_max_age: 600 })
  assert.equal(requestOf({}, client).max_age, 600)
  assert.equal(requestOf({ max_age: '0' }, client).max_age, 0)
  assert.equal(requestOf({ max_age: '9999999999' }, client).max_age, 9_999_999_999)
  assert.equal(requestOf({}).max_age, undefined)
})

test('a parameter without a value counts as left out (RFC 6749 §3.1)', () => {
  const empty = { prompt: '', max_age: '', login_hint: '', resource: '', request: '' }
  const { prompt, max_age, login_hint, resources } = requestOf(empty)
  assert.deepEqual([prompt, max_age, login_hint, resources], [[], undefined, undefined, []])
})
