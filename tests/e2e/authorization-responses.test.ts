import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { addClient, EVERY_RESPONSE_TYPE } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { claimsOf } from '../support/flow.ts'
import { ACR, API, ISSUER, REDIRECT_URI } from '../support/op.ts'
import { landing as landingOf, signedIn } from '../support/signed-in.ts'
import type { UserAgent } from '../support/user-agent.ts'

/*
 * By hand from Core §3.1.2.5, §3.3.2.5, RFC 6749 §4.2.2 (what comes with a token), RFC 9207 §2 (`iss`), Multiple Response
 * Types §2.1, §5 (modes). Never to be derived.
 */
const TOKEN = ['access_token', 'expires_in', 'token_type']
// biome-ignore format: a table
const ANSWERS = [
  // response_type,        default mode,  query?, members beside `iss` and `state`
  ['none',                'query',       true,   []],
  ['code',                'query',       true,   ['code']],
  ['id_token',            'fragment',    false,  ['id_token']],
  ['id_token token',      'fragment',    false,  ['id_token', ...TOKEN]],
  ['code id_token',       'fragment',    false,  ['code', 'id_token']],
  ['code token',          'fragment',    false,  ['code', ...TOKEN]],
  ['code id_token token', 'fragment',    false,  ['code', 'id_token', ...TOKEN]],
] as const

const ORDERS = [
  ['token id_token', 'id_token token'],
  ['id_token code', 'code id_token'],
  ['token code', 'code token'],
  ['code token id_token', 'code id_token token'],
  ['id_token code token', 'code id_token token'],
  ['id_token token code', 'code id_token token'],
  ['token code id_token', 'code id_token token'],
  ['token id_token code', 'code id_token token'],
] as const

throughEachDoor('an Authorization Response', (given) => {
  let agent: UserAgent
  const landing = (from: UserAgent, over: Readonly<Record<string, string | undefined>>) =>
    landingOf(from, { client_id: 'every', ...over })
  before(async () => {
    agent = await signedIn(given())
    await addClient(given(), { client_id: 'every', response_types: EVERY_RESPONSE_TYPE })
    await addClient(given(), { client_id: 'form-post-only', response_modes: ['form_post'] })
  })

  for (const [response_type, default_mode, query, members] of ANSWERS) {
    for (const response_mode of ['query', 'fragment', 'form_post', undefined])
      if (response_mode !== 'query' || query)
        test(`PITFALLS 3, 4: ${response_type} by ${response_mode ?? 'default'} has these members, state and iss`, async () => {
          const answer = await landing(agent, { response_type, response_mode })
          assert.equal(answer.where, response_mode ?? default_mode)
          assert.equal(answer.target, REDIRECT_URI)
          const expected = [...members, 'iss', 'state'].toSorted()
          assert.deepEqual([...answer.parameters.keys()].toSorted(), expected)
          assert.equal(answer.parameters.get('state'), 'a state')
          assert.equal(answer.parameters.get('iss'), ISSUER)
          if (answer.parameters.has('access_token')) {
            assert.equal(answer.parameters.get('token_type'), 'Bearer')
            assert.equal(answer.parameters.get('expires_in'), '300')
          }
        })

    test(`${response_type} without state has none, and iss all the same (RFC 9207 §2)`, async () => {
      const { parameters } = await landing(agent, { response_type, state: undefined })
      assert.deepEqual([...parameters.keys()].toSorted(), [...members, 'iss'].toSorted())
    })

    test(`PITFALLS 11: ${response_type} by query is ${query ? 'answered' : 'refused before anything is made'}`, async () => {
      const { where, parameters } = await landing(agent, { response_type, response_mode: 'query' })
      assert.equal(where, query ? 'query' : 'fragment')
      assert.equal(parameters.get('error'), query ? null : 'invalid_request')
      assert.equal(parameters.has('code'), query && response_type === 'code')
      for (const credential of ['access_token', 'id_token'])
        assert.ok(where === 'fragment' || !parameters.has(credential))
    })
  }

  for (const [spelling, response_type] of ORDERS)
    test(`PITFALLS 13: ${spelling} is ${response_type}`, async () => {
      const { parameters } = await landing(agent, { response_type: spelling })
      const members = ANSWERS.find(([type]) => type === response_type)?.[3] ?? []
      const expected = [...members, 'iss', 'state'].toSorted()
      assert.deepEqual([...parameters.keys()].toSorted(), expected)
    })

  test('state comes back as it was sent, whatever is in it', async () => {
    const states = ['"><script>alert(1)</script>', "a'b&c=d#e?f%00+g h", 'ü — 💥', 'x'.repeat(4096)]
    for (const state of states)
      for (const response_mode of ['fragment', 'form_post']) {
        const { parameters } = await landing(agent, { state, response_mode })
        assert.equal(parameters.get('state'), state)
        assert.ok(parameters.has('code'))
      }
  })

  test('scope is told where it is not the one asked for (RFC 6749 §4.2.2)', async () => {
    const asked = { response_type: 'code token', resource: API }
    const scopeOf = async (scope: string) =>
      (await landing(agent, { ...asked, scope })).parameters.get('scope')
    assert.equal(await scopeOf('openid read:notes'), null)
    assert.equal(await scopeOf('openid read:notes unknown'), 'openid read:notes')
    assert.equal(await scopeOf('openid offline_access'), 'openid')
  })

  for (const response_type of ['code token', 'id_token token', 'code id_token token'])
    test(`${response_type}: scope is told where the access token lacks offline_access (RFC 6749 §4.2.2)`, async () => {
      const scope = 'openid offline_access'
      for (const response_mode of ['fragment', 'form_post']) {
        const { parameters } = await landing(agent, { response_type, response_mode, scope })
        assert.ok(parameters.has('access_token'))
        assert.equal(parameters.get('scope'), 'openid')
      }
    })

  test('PITFALLS 9: the front-channel access token is its own, short and marked', async () => {
    const { parameters } = await landing(agent, {
      response_type: 'code token',
      scope: 'openid offline_access read:notes',
      resource: API,
    })
    const { jti, sub, grant_id, ...claims } = claimsOf(parameters.get('access_token'))
    assert.ok([jti, sub, grant_id].every((claim) => typeof claim === 'string' && claim.length > 20))
    const now = given().now()
    assert.deepEqual(claims, {
      iss: ISSUER,
      aud: [API, ISSUER],
      client_id: 'every',
      scope: 'openid read:notes',
      iat: now,
      exp: now + 300,
      auth_time: now,
      acr: ACR,
      amr: ['pwd'],
      front_channel: true,
    })
  })

  test('audience is a synonym of resource (RFC 8707 §2)', async () => {
    const asked = { response_type: 'code token', scope: 'openid read:notes' }
    const audOf = async (over: Readonly<Record<string, string>>) =>
      claimsOf((await landing(agent, { ...asked, ...over })).parameters.get('access_token')).aud
    assert.deepEqual(await audOf({ audience: API }), [API, ISSUER])
    assert.deepEqual(await audOf({ resource: API }), [API, ISSUER])
    assert.deepEqual(await audOf({ resource: API, audience: API }), [API, ISSUER])
    assert.equal(await audOf({}), ISSUER)
  })

  test('PITFALLS 12: a mode the client may not have is refused, the default one too', async () => {
    const client_id = 'form-post-only'
    const errorBy = async (response_mode?: string) => {
      const { where, parameters } = await landing(agent, { client_id, response_mode })
      return `${where} ${parameters.get('error')}`
    }
    assert.equal(await errorBy('form_post'), 'form_post null')
    assert.equal(await errorBy('fragment'), 'fragment unauthorized_client')
    assert.equal(await errorBy(undefined), 'fragment unauthorized_client')
  })
})
