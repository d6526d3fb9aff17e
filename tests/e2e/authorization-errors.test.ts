import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { addClient, PKCE } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { authorizePath } from '../support/flow.ts'
import { ISSUER, REDIRECT_URI } from '../support/op.ts'
import { rowCounts } from '../support/rows.ts'
import { landing, signedIn } from '../support/signed-in.ts'
import type { UserAgent } from '../support/user-agent.ts'

type Over = Readonly<Record<string, string | undefined>>

// biome-ignore format: a table
const ERRORS: readonly (readonly [string, Over, string, string])[] = [
  ['response_type missing',             { response_type: undefined },            'invalid_request',               'response_type is missing'],
  ['response_type unknown',             { response_type: 'code junk' },          'unsupported_response_type',     'response_type is not supported'],
  ['response_type repeated word',       { response_type: 'code code' },          'unsupported_response_type',     'response_type is not supported'],
  ['response_type none with another',   { response_type: 'none code' },          'unsupported_response_type',     'response_type is not supported'],
  ['response_type of other clients',    { client_id: 'plain' },                  'unauthorized_client',           'the client is not registered for this response_type'],
  ['nonce missing',                     { nonce: undefined },                    'invalid_request',               'nonce is required'],
  ['openid missing',                    { scope: 'profile' },                    'invalid_scope',                 'scope must have openid for an ID Token'],
  ['scope malformed',                   { scope: 'openid \\' },                  'invalid_scope',                 'scope is malformed'],
  ['resource unknown',                  { resource: 'https://api.example/no' },  'invalid_target',                'resource is not known here'],
  ['audience unknown',                  { audience: 'https://api.example/no' },  'invalid_target',                'resource is not known here'],
  ['prompt unknown',                    { prompt: 'junk' },                      'invalid_request',               'prompt has an unknown value'],
  ['prompt none with login',            { prompt: 'none login' },                'invalid_request',               'prompt none stands alone'],
  ['max_age not a number',              { max_age: 'x' },                        'invalid_request',               'max_age is not a number of seconds'],
  ['max_age absurd',                    { max_age: '1'.repeat(11) },             'invalid_request',               'max_age is longer than 10 characters'],
  ['login_hint absurd',                 { login_hint: 'x'.repeat(513) },         'invalid_request',               'login_hint is longer than 512 characters'],
  ['request object',                    { request: 'eyJ.x.y' },                  'invalid_request_object',        'the request object is refused: JWS Protected Header is invalid'],
  ['registration',                      { registration: '{}' },                  'registration_not_supported',    'registration is not supported'],
  ['PKCE plain',                        { ...PKCE, code_challenge_method: 'plain' }, 'invalid_request',           'code_challenge_method must be S256'],
  ['PKCE without method',               { ...PKCE, code_challenge_method: undefined }, 'invalid_request',         'code_challenge_method must be S256'],
  ['PKCE malformed',                    { ...PKCE, code_challenge: 'short' },    'invalid_request',               'code_challenge is not an S256 challenge'],
  ['PKCE method alone',                 { code_challenge_method: 'S256' },       'invalid_request',               'code_challenge is missing'],
  ['PKCE required',                     { client_id: 'pkce' },                   'invalid_request',               'code_challenge is required'],
]

throughEachDoor('an Authentication Error Response', (given) => {
  let agent: UserAgent
  before(async () => {
    agent = await signedIn(given())
    await addClient(given(), { client_id: 'plain', response_types: ['code'] })
    await addClient(given(), { client_id: 'pkce', require_pkce: true })
  })

  for (const [name, over, error, error_description] of ERRORS)
    for (const response_mode of ['fragment', 'form_post'])
      test(`PITFALLS 31: ${name}: ${error} by ${response_mode}, with state and iss (Core §3.3.2.6)`, async () => {
        const before = rowCounts(given())
        const { where, target, parameters } = await landing(agent, { ...over, response_mode })
        assert.deepEqual([where, target], [response_mode, REDIRECT_URI])
        assert.deepEqual(Object.fromEntries(parameters), {
          error,
          error_description,
          state: 'a state',
          iss: ISSUER,
        })
        assert.deepEqual(rowCounts(given()), before)
      })

  // biome-ignore format: a table
  const UNKNOWN_MODES = [
    // response_type,  response_mode,     the error comes by
    ['code',           'web_message',     'query'],
    ['code',           'query.jwt',       'query'],
    ['code id_token',  'web_message',     'fragment'],
    ['code id_token',  'Form_Post',       'fragment'],
    ['code token',     'jwt',             'fragment'],
  ] as const
  for (const [response_type, response_mode, where] of UNKNOWN_MODES)
    test(`PITFALLS 12: ${response_type} by ${response_mode} is invalid_request, by ${where}`, async () => {
      const answer = await landing(agent, { response_type, response_mode })
      assert.equal(answer.where, where)
      assert.deepEqual(Object.fromEntries(answer.parameters), {
        error: 'invalid_request',
        error_description: 'response_mode is not supported',
        state: 'a state',
        iss: ISSUER,
      })
    })

  for (const [response_type, where] of [
    [undefined, 'query'],
    ['junk', 'query'],
    ['token', 'fragment'],
    ['code id_token junk', 'fragment'],
  ] as const)
    test(`PITFALLS 31: response_type ${response_type}, no mode: the error comes by ${where}`, async () => {
      const answer = await landing(agent, { response_type })
      assert.equal(answer.where, where)
      assert.equal(answer.parameters.get('state'), 'a state')
      assert.equal(answer.parameters.get('iss'), ISSUER)
    })

  test('a parameter that comes twice is refused; a doubled state is not echoed (RFC 6749 §3.1)', async () => {
    for (const twice of ['nonce=b', 'scope=openid', 'response_type=code', 'unknown=a&unknown=a']) {
      const answer = await agent.open({ path: `${authorizePath()}&${twice}` })
      const fragment = new URL(answer.headers.get('location') ?? '').hash.slice(1)
      assert.deepEqual(Object.fromEntries(new URLSearchParams(fragment)), {
        error: 'invalid_request',
        error_description: 'a parameter came twice',
        state: 'a state',
        iss: ISSUER,
      })
    }
    const answer = await agent.open({ path: `${authorizePath()}&state=b` })
    assert.doesNotMatch(answer.headers.get('location') ?? '', /state=/)
  })

  test('a resource may come twice (RFC 8707 §2)', async () => {
    const path = `${authorizePath({ resource: 'https://api.example/notes' })}&resource=https%3A%2F%2Fapi.example%2Fnotes`
    const answer = await agent.open({ path })
    assert.match(answer.headers.get('location') ?? '', /#code=/)
  })
})
