import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { addClient, PUBLIC } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { basic, claimsOf, logIn, post, redeem, refresh } from '../support/flow.ts'
import { ACR, API, CLIENT_SECRET, ISSUER, PERSON, REDIRECT_URI } from '../support/op.ts'
import { EVERYTHING, landing, newCode, parameterOf, signedIn } from '../support/signed-in.ts'
import { type UserAgent, userAgent } from '../support/user-agent.ts'

const INACTIVE = { active: false }

throughEachDoor('introspection', (given) => {
  let agent: UserAgent
  const introspect = async (token: unknown, headers?: Readonly<Record<string, string>>) =>
    (await post(given(), '/oauth/introspect', { token: String(token) }, headers)).json
  before(async () => {
    agent = await signedIn(given())
    await addClient(given(), { client_id: 'api', introspects: [API] })
    await addClient(given(), { client_id: 'stranger', introspects: ['https://api.example/other'] })
    await addClient(given(), { client_id: 'public', ...PUBLIC })
  })

  test('tells an API what an access token is (RFC 7662 §2.2)', async () => {
    const signed_in_at = given().now()
    const { json } = await redeem(given(), await newCode(await signedIn(given()), EVERYTHING))
    const { sub, jti } = claimsOf(json.access_token)
    assert.deepEqual(await introspect(json.access_token, { authorization: basic('api') }), {
      active: true,
      token_type: 'Bearer',
      iss: ISSUER,
      sub,
      aud: [API, ISSUER],
      client_id: 'app',
      scope: EVERYTHING.scope,
      iat: signed_in_at,
      exp: signed_in_at + 600,
      jti,
      auth_time: signed_in_at,
      acr: ACR,
      amr: ['pwd'],
    })
  })

  test('tells nobody else than its client and the APIs it is for (RFC 7662 §4)', async () => {
    const { json } = await redeem(given(), await newCode(agent, EVERYTHING))
    const stranger = { authorization: basic('stranger') }
    assert.deepEqual(await introspect(json.access_token, stranger), INACTIVE)
    assert.equal((await introspect(json.access_token)).active, true)
  })

  test('PITFALLS 9: marks the token of the front channel, before and after its code is redeemed', async () => {
    const front = await landing(agent, { response_type: 'code token', scope: 'openid' })
    const token = parameterOf(front, 'access_token')
    const early = await introspect(token)
    assert.deepEqual([early.active, early.front_channel], [true, true])
    await redeem(given(), parameterOf(front, 'code'))
    assert.deepEqual(await introspect(token), early)
    given().pass(300)
    assert.deepEqual(await introspect(token), INACTIVE)
  })

  test('tells of a refresh token to its own client only, and only of the current one (RFC 7662 §2.2)', async () => {
    const { json } = await redeem(given(), await newCode(agent, EVERYTHING))
    const { sub } = claimsOf(json.access_token)
    assert.deepEqual(await introspect(json.refresh_token), {
      active: true,
      client_id: 'app',
      sub,
      scope: EVERYTHING.scope,
      iss: ISSUER,
    })
    assert.deepEqual(
      await introspect(json.refresh_token, { authorization: basic('api') }),
      INACTIVE,
    )
    await refresh(given(), String(json.refresh_token))
    assert.deepEqual(await introspect(json.refresh_token), INACTIVE)
  })

  test('says nothing but inactive of anything else (RFC 7662 §2.2)', async () => {
    const code = await newCode(agent)
    const { json } = await redeem(given(), code)
    for (const token of [json.id_token, code, 'x', 'a.b.c', ' ', '{}', `${json.access_token} `])
      assert.deepEqual(await introspect(token), INACTIVE)
  })

  test('says inactive of a token whose time is over (RFC 7662 §2.2)', async () => {
    const { json } = await redeem(given(), await newCode(agent, EVERYTHING))
    given().pass(599)
    assert.equal((await introspect(json.access_token)).active, true)
    given().pass(1)
    assert.deepEqual(await introspect(json.access_token), INACTIVE)
    given().pass(14 * 24 * 3600 - 600)
    assert.deepEqual(await introspect(json.refresh_token), INACTIVE)
    agent = await signedIn(given())
  })

  test('says inactive of tokens of somebody who is disabled, and of somebody who is gone', async () => {
    const front = await landing(agent, { response_type: 'code token', scope: 'openid' })
    const { json } = await redeem(given(), await newCode(agent, EVERYTHING))
    const tokens = [json.access_token, json.refresh_token, parameterOf(front, 'access_token')]
    const told = async () =>
      Promise.all(tokens.map(async (token) => (await introspect(token)).active))
    const { people, accounts } = given()
    const person = await people.findPersonByLogin('default', PERSON.username)
    assert.ok(person)
    await people.replacePerson('default', { ...person, disabled: true })
    assert.deepEqual(await told(), [false, false, false])
    await people.replacePerson('default', person)
    assert.deepEqual(await told(), [true, true, true])
    await people.removePerson('default', person.sub)
    assert.deepEqual(await told(), [false, false, false])
    const form = { code: parameterOf(front, 'code') }
    assert.equal((await redeem(given(), form.code)).json.error, 'invalid_grant')
    await accounts.addPerson('default', PERSON)
    agent = await signedIn(given())
  })

  test('is for clients that can keep a secret (RFC 7662 §2.1)', async () => {
    const { json } = await redeem(given(), await newCode(agent))
    const form = { token: String(json.access_token) }
    // biome-ignore format: a table
    const refused = [
      [{ client_id: 'public', ...form }, {},                                        401, 'invalid_client'],
      [form,                             {},                                        401, 'invalid_client'],
      [form,                             { authorization: basic('app', 'wrong') },  401, 'invalid_client'],
      [{},                               { authorization: basic() },                400, 'invalid_request'],
    ] as const
    for (const [sent, headers, status, error] of refused) {
      const answer = await post(given(), '/oauth/introspect', sent, headers)
      assert.deepEqual([answer.status, answer.json.error], [status, error])
      assert.equal(answer.headers.get('cache-control'), 'no-store')
    }
  })

  test('is not for pages of other sites: no CORS', async () => {
    const headers = { origin: 'https://spa.example', 'access-control-request-method': 'POST' }
    const asked = { method: 'OPTIONS', path: '/oauth/introspect', headers }
    const answer = await given().door.send(asked)
    assert.equal(answer.status, 405)
    assert.equal(answer.headers.get('access-control-allow-origin'), null)
  })

  test('knows nothing of another tenant', async () => {
    const { op, accounts, door } = given()
    await op.admin.addTenant('acme', 'Acme')
    await op.admin.registerClient('acme', {
      client_id: 'app',
      client_secret: CLIENT_SECRET,
      redirect_uris: [REDIRECT_URI],
      trusted: true,
    })
    await accounts.addPerson('acme', PERSON)
    const query = { client_id: 'app', response_type: 'code', scope: 'openid' }
    const front = await logIn(userAgent(door), `/acme/authorize?${new URLSearchParams(query)}`)
    const form = { grant_type: 'authorization_code', code: parameterOf(front, 'code') }
    const { json } = await post(given(), '/acme/oauth/token', form)
    assert.deepEqual(await introspect(json.access_token), INACTIVE)
    const there = await post(given(), '/acme/oauth/introspect', {
      token: String(json.access_token),
    })
    assert.deepEqual([there.json.active, there.json.iss], [true, `${ISSUER}/acme`])
  })
})
