import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ResponseMode, ResponseType } from '@gryphon/protocol'
import type { Check } from './check.ts'
import { ClientError } from './errors.ts'
import { leaveOut } from './options.ts'
import {
  ACCESS_TOKEN,
  beginLogin,
  C_HASH,
  CLIENT_ID,
  CODE,
  callbackUrl,
  formPost,
  NOW,
} from './testing/scene.ts'
import { ISSUER } from './testing/tiny-op.ts'

/**
 * What each response type gives the application, and the hash checks that have passed, by hand
 * (Core §3).
 */
// biome-ignore format: a table
const GIVEN: Readonly<Record<ResponseType, { readonly values: readonly string[]; readonly hashes: readonly string[] }>> = {
  none:                  { values: [],                                                           hashes: [] },
  code:                  { values: ['code'],                                                     hashes: [] },
  id_token:              { values: ['claims', 'id_token'],                                       hashes: ['s_hash'] },
  'id_token token':      { values: ['access_token', 'claims', 'expires_in', 'id_token'],         hashes: ['at_hash', 's_hash'] },
  'code id_token':       { values: ['claims', 'code', 'id_token'],                               hashes: ['c_hash', 's_hash'] },
  'code token':          { values: ['access_token', 'code', 'expires_in'],                       hashes: [] },
  'code id_token token': { values: ['access_token', 'claims', 'code', 'expires_in', 'id_token'], hashes: ['c_hash', 'at_hash', 's_hash'] },
}

// biome-ignore format: a table
const MODES: Readonly<Record<ResponseType, readonly ResponseMode[]>> = {
  none:                  ['query', 'fragment', 'form_post'],
  code:                  ['query', 'fragment', 'form_post'],
  id_token:              ['fragment', 'form_post'],
  'id_token token':      ['fragment', 'form_post'],
  'code id_token':       ['fragment', 'form_post'],
  'code token':          ['fragment', 'form_post'],
  'code id_token token': ['fragment', 'form_post'],
}

const COMMON = ['checks', 'redeem', 'response_type']

const sent = (mode: ResponseMode, parameters: URLSearchParams) =>
  mode === 'form_post' ? formPost(parameters) : callbackUrl(mode, parameters)

const types = Object.keys(GIVEN) as readonly ResponseType[]
for (const type of types)
  for (const response_mode of MODES[type])
    test(`Core §3: ${type} by ${response_mode} gives all that was asked for, checked`, async () => {
      const { rp, response, transaction } = await beginLogin(
        type,
        {},
        { request: { response_mode } },
      )
      const front = await rp.receive(sent(response_mode, response), transaction)
      assert.deepEqual(Object.keys(front).sort(), [...COMMON, ...GIVEN[type].values].sort())
      assert.equal(front.code ?? CODE, CODE)
      assert.equal(front.access_token ?? ACCESS_TOKEN, ACCESS_TOKEN)
      assert.equal(front.expires_in ?? 300, 300)
      assert.equal(front.claims?.sub ?? '248289761001', '248289761001')
      const hashes = front.checks.filter(
        ({ check, outcome }) => /_hash/.test(check) && outcome === 'passed',
      )
      assert.deepEqual(
        hashes.map(({ check }) => check),
        GIVEN[type].hashes,
      )
    })

const rowsOf = (checks: readonly Check[]) =>
  checks.map(({ check, source, outcome }) => `${source} ${check} ${outcome}`)

test('every check that was made is told, with what was expected and found', async () => {
  const { rp, response, transaction } = await beginLogin('code id_token token')
  const { checks } = await rp.receive(callbackUrl('fragment', response), transaction)
  assert.deepEqual(rowsOf(checks), [
    'authorization_response response absent',
    'authorization_response iss passed',
    'authorization_response state passed',
    'authorization_response response_mode passed',
    'authorization_response code passed',
    'authorization_response access_token passed',
    'authorization_response refresh_token absent',
    'authorization_response id_token passed',
    'authorization_response token_type passed',
    'front_channel_id_token encryption absent',
    'front_channel_id_token alg passed',
    'front_channel_id_token crit absent',
    'front_channel_id_token typ absent',
    'front_channel_id_token signature passed',
    'front_channel_id_token iss passed',
    'front_channel_id_token sub passed',
    'front_channel_id_token aud passed',
    'front_channel_id_token trusted_aud passed',
    'front_channel_id_token azp absent',
    'front_channel_id_token exp passed',
    'front_channel_id_token nbf absent',
    'front_channel_id_token iat passed',
    'front_channel_id_token nonce passed',
    'front_channel_id_token acr absent',
    'front_channel_id_token auth_time absent',
    'front_channel_id_token c_hash passed',
    'front_channel_id_token at_hash passed',
    'front_channel_id_token s_hash passed',
  ])
  assert.deepEqual(
    checks.find(({ check }) => check === 'c_hash'),
    {
      check: 'c_hash',
      source: 'front_channel_id_token',
      section: 'Core §3.3.2.10',
      expected: C_HASH,
      found: C_HASH,
      outcome: 'passed',
    },
  )
})

test('PITFALLS 24: no check and no error shows a whole secret', async () => {
  const { rp, response, transaction } = await beginLogin('code id_token token', {
    claims: { s_hash: 'wrong' },
  })
  const secrets = [
    response.get('code') ?? '',
    response.get('access_token') ?? '',
    response.get('id_token') ?? '',
    transaction.state,
    transaction.nonce,
    transaction.code_verifier ?? '',
  ]
  await assert.rejects(rp.receive(response, transaction), (error) => {
    assert.ok(error instanceof ClientError)
    const shown = JSON.stringify({ ...error, message: error.message })
    assert.deepEqual(
      secrets.filter((secret) => shown.includes(secret)),
      [],
    )
    assert.equal(error.checks.length, 28)
    assert.deepEqual(error.checks.at(-1)?.outcome, 'failed')
    return error.source === 'front_channel_id_token' && error.section !== undefined
  })
})

test("an error of the OP comes with the OP's own words", async () => {
  const { rp, response, transaction } = await beginLogin('code id_token', {
    parameters: {
      error: 'access_denied',
      error_description: 'the End-User refused',
      error_uri: 'https://op.example.com/errors',
    },
  })
  await assert.rejects(rp.receive(callbackUrl('query', response), transaction), {
    code: 'authorization_error',
    error: 'access_denied',
    error_description: 'the End-User refused',
    error_uri: 'https://op.example.com/errors',
  })
})

test('PITFALLS 4: an error with another state is not believed', async () => {
  const { rp, response, transaction } = await beginLogin('code id_token', {
    parameters: { error: 'access_denied', state: 'another' },
  })
  await assert.rejects(rp.receive(response, transaction), { code: 'state_mismatch' })
})

test('RFC 9207 §2.4: without advertisement a missing iss is accepted, a wrong one is not', async () => {
  const op = { authorization_response_iss_parameter_supported: undefined }
  const missing = await beginLogin('code id_token', { parameters: { iss: undefined } }, { op })
  const { checks } = await missing.rp.receive(missing.response, missing.transaction)
  assert.equal(checks.find(({ check }) => check === 'iss')?.outcome, 'absent')
  const wrong = await beginLogin('code id_token', { parameters: { iss: 'https://evil' } }, { op })
  await assert.rejects(wrong.rp.receive(wrong.response, wrong.transaction), {
    code: 'iss_mismatch',
  })
})

test('Core §3.1.3.7, 3: a trusted further audience is accepted, with azp', async () => {
  const { rp, response, transaction } = await beginLogin(
    'code id_token',
    { claims: { aud: [CLIENT_ID, 'project'], azp: CLIENT_ID } },
    { options: { trusted_audiences: ['project'] } },
  )
  assert.deepEqual((await rp.receive(response, transaction)).claims?.aud, [CLIENT_ID, 'project'])
})

test('the clock of the OP may differ by the tolerance, and not by a second more', async () => {
  const at = (clock_tolerance: number) =>
    beginLogin(
      'id_token',
      { claims: { iat: NOW + 5, nbf: NOW + 5, exp: NOW - 4, auth_time: NOW - 65 } },
      { options: { clock_tolerance }, request: { max_age: 60 } },
    )
  const near = await at(5)
  assert.equal((await near.rp.receive(near.response, near.transaction)).claims?.iss, ISSUER)
  const far = await at(4)
  await assert.rejects(far.rp.receive(far.response, far.transaction), { code: 'id_token_expired' })
})

test('Core §2: an auth_time that max_age asked for is no time to come, but for the tolerance', async () => {
  const at = (auth_time: number) =>
    beginLogin(
      'id_token',
      { claims: { auth_time } },
      { options: { clock_tolerance: 5 }, request: { max_age: 60 } },
    )
  const near = await at(NOW + 5)
  assert.equal((await near.rp.receive(near.response, near.transaction)).claims?.iss, ISSUER)
  const far = await at(NOW + 6)
  await assert.rejects(far.rp.receive(far.response, far.transaction), {
    code: 'auth_time_mismatch',
  })
})

test('max_age counts to the request, so that time on a page is not held against the End-User', async () => {
  let now = NOW
  const { rp, response, transaction } = await beginLogin(
    'id_token',
    { claims: { auth_time: NOW - 60 } },
    { options: { now: () => now }, request: { max_age: 60 } },
  )
  now = NOW + 300
  assert.equal((await rp.receive(response, transaction)).claims?.auth_time, NOW - 60)
})

test('a check is left out only by name, and in that message only', async () => {
  const left = { source: 'authorization_response', check: 'iss' } as const
  const options = { [leaveOut]: [left] }
  const missing = await beginLogin('code id_token', { parameters: { iss: undefined } }, { options })
  const { checks } = await missing.rp.receive(missing.response, missing.transaction)
  assert.deepEqual(
    checks.filter(({ outcome }) => outcome === 'left_out'),
    [{ ...left, section: 'RFC 9207 §2.4', outcome: 'left_out' }],
  )
  const wrong = await beginLogin('code id_token', { claims: { iss: 'https://evil' } }, { options })
  await assert.rejects(wrong.rp.receive(wrong.response, wrong.transaction), {
    code: 'iss_mismatch',
    source: 'front_channel_id_token',
  })
})

test('FAPI 1.0 Advanced §5.2.2.1: without s_hash a login goes on where it is not required', async () => {
  const { rp, response, transaction } = await beginLogin('id_token', {
    claims: { s_hash: undefined },
  })
  const { checks } = await rp.receive(response, transaction)
  assert.deepEqual(checks.at(-1)?.outcome, 'absent')
})

test('RFC 6749 §4.2.2: an expires_in that is no number of seconds is not given', async () => {
  const tampering = { parameters: { expires_in: 'soon' } }
  const { rp, response, transaction } = await beginLogin('code token', tampering)
  assert.equal((await rp.receive(response, transaction)).expires_in, undefined)
})

test('RFC 6749 §3.1: parameters that are not known do not matter', async () => {
  const { rp, response, transaction } = await beginLogin('code id_token')
  response.append('tenant', 'a')
  response.append('tenant', 'b')
  response.append('session_state', 'x.y')
  assert.equal((await rp.receive(response, transaction)).session_state, 'x.y')
})

test('Core §3: what has no code is not redeemed', async () => {
  const { rp, asked, response, transaction } = await beginLogin('id_token token')
  const front = await rp.receive(response, transaction)
  await assert.rejects(front.redeem(), { code: 'code_missing' })
  assert.deepEqual(
    asked.filter(({ path }) => path === '/token'),
    [],
  )
})
