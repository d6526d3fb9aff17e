import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { ClientKey } from '../support/assertions.ts'
import { PKCE } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { landingOf } from '../support/flow.ts'
import { addClientWithKey, type Over, type Sent, sendBy, WAYS } from '../support/four-doors.ts'
import { API, ISSUER } from '../support/op.ts'
import { signedIn } from '../support/signed-in.ts'
import type { UserAgent } from '../support/user-agent.ts'

type Case = readonly [name: string, over: Over, come_to: string]

/** What each request comes to, by hand: where, and the names of the parameters or the error. */
// biome-ignore format: a table
const CASES: readonly Case[] = [
  ['a good request',                {},                                                            'fragment code id_token'],
  ['code alone',                    { response_type: 'code', nonce: undefined },                   'query code'],
  ['code token without nonce',      { response_type: 'code token', nonce: undefined },             'fragment access_token code'],
  ['words in any order',            { response_type: 'token id_token code' },                      'fragment access_token code id_token'],
  ['form_post',                     { response_mode: 'form_post' },                                'form_post code id_token'],
  ['a code challenge',              { ...PKCE },                                                   'fragment code id_token'],
  ['an API',                        { resource: API, scope: 'openid read:notes' },                 'fragment code id_token'],
  ['claims',                        { claims: '{"userinfo":{"name":null}}' },                      'fragment code id_token'],
  ['hints and wishes',              { ui_locales: 'se', claims_locales: 'se', display: 'popup', login_hint: 'alice', acr_values: '1 2' }, 'fragment code id_token'],
  ['what is not known',             { extra: 'foobar' },                                           'fragment code id_token'],
  ['max_age that is kept',          { max_age: '10000' },                                          'fragment code id_token'],
  ['no response_type',              { response_type: undefined },                                  'query invalid_request'],
  ['an unknown response_type',      { response_type: 'code junk' },                                'query unsupported_response_type'],
  ['no nonce',                      { nonce: undefined },                                          'fragment invalid_request'],
  ['query for hybrid',              { response_mode: 'query' },                                    'fragment invalid_request'],
  ['an unknown mode',               { response_mode: 'web_message' },                              'fragment invalid_request'],
  ['no openid',                     { scope: 'profile' },                                          'fragment invalid_scope'],
  ['a malformed scope',             { scope: 'openid "' },                                         'fragment invalid_scope'],
  ['an unknown API',                { resource: 'https://api.example/none' },                      'fragment invalid_target'],
  ['an unknown prompt',             { prompt: 'maybe' },                                           'fragment invalid_request'],
  ['prompt none with another',      { prompt: 'none consent' },                                    'fragment invalid_request'],
  ['max_age no number',             { max_age: 'soon' },                                           'fragment invalid_request'],
  ['claims no JSON',                { claims: '{' },                                               'fragment invalid_request'],
  ['claims a list',                 { claims: '[]' },                                              'fragment invalid_request'],
  ['a hint that is not ours',       { id_token_hint: 'eyJhbGciOiJub25lIn0.e30.' },                 'fragment invalid_request'],
  ['PKCE plain',                    { ...PKCE, code_challenge_method: 'plain' },                   'fragment invalid_request'],
  ['a long nonce',                  { nonce: 'n'.repeat(513) },                                    'fragment invalid_request'],
  ['prompt none, too old a sign-in', { prompt: 'none', max_age: '0' },                             'fragment login_required'],
]

/** Errors that only the person's session decides: they come at the authorization endpoint, by every way. */
const OF_THE_SESSION = ['login_required']

function comeTo(sent: Sent): string {
  if (sent.outcome === 'not_pushed') return sent.error
  const landing = landingOf(sent.answer)
  if (landing === undefined) return `page ${sent.answer.status}`
  const { where, parameters } = landing
  assert.equal(parameters.get('iss'), ISSUER)
  assert.equal(parameters.get('state'), 'a state')
  const artefacts = ['access_token', 'code', 'id_token'].filter((name) => parameters.has(name))
  return [where, parameters.get('error') ?? artefacts.join(' ')].join(' ')
}

throughEachDoor('PITFALLS 27: one validator for GET, POST, PAR and JAR', (given) => {
  let agent: UserAgent
  let key: ClientKey
  before(async () => {
    agent = await signedIn(given())
    key = await addClientWithKey(given())
  })

  for (const way of WAYS)
    for (const [name, over, expected] of CASES)
      test(`${name}, by ${way}: ${expected}`, async () => {
        const [, error = ''] = expected.split(' ')
        const refused = /_/.test(error) && !['access_token', 'id_token'].includes(error)
        const atPush = way === 'PAR' && refused && !OF_THE_SESSION.includes(error)
        const sent = await sendBy(way, { op: given(), agent, key }, over)
        assert.equal(comeTo(sent), atPush ? error : expected)
      })

  for (const way of WAYS)
    test(`PITFALLS 15: an unregistered redirect_uri is never redirected to, by ${way}`, async () => {
      const over = { redirect_uri: 'https://evil.example/callback' }
      const sent = await sendBy(way, { op: given(), agent, key }, over)
      assert.equal(comeTo(sent), way === 'PAR' ? 'invalid_request' : 'page 400')
    })
})
