import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { addClient, PKCE, PUBLIC, VERIFIER } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { basic, claimsOf, post, redeem, refresh, userinfo } from '../support/flow.ts'
import { REDIRECT_URI } from '../support/op.ts'
import { rowCounts } from '../support/rows.ts'
import { landing, newCode, parameterOf, signedIn } from '../support/signed-in.ts'
import type { UserAgent } from '../support/user-agent.ts'

const OFFLINE = { response_type: 'code id_token token', scope: 'openid offline_access' }

throughEachDoor('revocation', (given) => {
  let agent: UserAgent
  const revoke = (
    token: unknown,
    more: Readonly<Record<string, string>> = {},
    headers: Readonly<Record<string, string>> = { authorization: basic() },
  ) => post(given(), '/oauth/revoke', { token: String(token), ...more }, headers)
  const begin = async () => {
    const front = await landing(agent, OFFLINE)
    const { json } = await redeem(given(), parameterOf(front, 'code'))
    return {
      front: parameterOf(front, 'access_token'),
      back: String(json.access_token),
      refresh_token: String(json.refresh_token),
    }
  }
  const statuses = (...tokens: readonly string[]) =>
    Promise.all(tokens.map(async (token) => (await userinfo(given(), token)).status))
  before(async () => {
    agent = await signedIn(given())
    await addClient(given(), { client_id: 'other' })
    await addClient(given(), { client_id: 'public', ...PUBLIC })
  })

  test('of a refresh token takes the whole grant with it (RFC 7009 §2.1)', async () => {
    const { front, back, refresh_token } = await begin()
    const { status, headers } = await revoke(refresh_token)
    assert.deepEqual([status, headers.get('cache-control')], [200, 'no-store'])
    assert.deepEqual(await statuses(front, back), [401, 401])
    assert.equal((await refresh(given(), refresh_token)).json.error, 'invalid_grant')
    const { grant_id } = claimsOf(back)
    const told = given().events.filter(
      (event) => 'grant_id' in event && event.grant_id === grant_id,
    )
    assert.deepEqual(told.at(-1), {
      event: 'grant.revoked',
      tenant_id: 'default',
      request_id: told.at(-1)?.request_id,
      client_id: 'app',
      grant_id,
      reason: 'revoked_by_client',
    })
  })

  test('of an older refresh token takes the grant too: whoever has it means the family', async () => {
    const { back, refresh_token } = await begin()
    const { json } = await refresh(given(), refresh_token)
    assert.equal((await revoke(refresh_token)).status, 200)
    assert.deepEqual(await statuses(back, String(json.access_token)), [401, 401])
    assert.equal((await refresh(given(), String(json.refresh_token))).json.error, 'invalid_grant')
  })

  test('PITFALLS 9: of an access token takes that one alone: the front one, then the back one (RFC 7009 §2.1)', async () => {
    const { front, back, refresh_token } = await begin()
    assert.equal((await revoke(front)).status, 200)
    assert.deepEqual(await statuses(front, back), [401, 200])
    assert.equal((await revoke(back)).status, 200)
    assert.deepEqual(await statuses(front, back), [401, 401])
    const { status, json } = await refresh(given(), refresh_token)
    assert.equal(status, 200)
    assert.deepEqual(await statuses(String(json.access_token)), [200])
  })

  test('PITFALLS 9: of a front-channel token before its code is redeemed leaves the code alone', async () => {
    const landed = await landing(agent, OFFLINE)
    const front = parameterOf(landed, 'access_token')
    await revoke(front)
    assert.deepEqual(await statuses(front), [401])
    const { status, json } = await redeem(given(), parameterOf(landed, 'code'))
    assert.equal(status, 200)
    assert.deepEqual(await statuses(front, String(json.access_token)), [401, 200])
  })

  for (const hint of ['access_token', 'refresh_token', 'id_token', 'nonsense'])
    test(`the hint ${hint} is a hint only (RFC 7009 §2.1)`, async () => {
      const { back, refresh_token } = await begin()
      assert.equal((await revoke(back, { token_type_hint: hint })).status, 200)
      assert.deepEqual(await statuses(back), [401])
      assert.equal((await revoke(refresh_token, { token_type_hint: hint })).status, 200)
      assert.equal((await refresh(given(), refresh_token)).json.error, 'invalid_grant')
    })

  test('of what is no token, or revoked already, is answered alike, and writes nothing (RFC 7009 §2.2)', async () => {
    const { refresh_token } = await begin()
    await revoke(refresh_token)
    const code = await newCode(agent)
    const before = rowCounts(given())
    for (const token of [refresh_token, code, 'x', 'a.b.c'])
      assert.deepEqual([(await revoke(token)).status, (await revoke(token)).json], [200, {}])
    assert.deepEqual(rowCounts(given()), before)
    assert.equal((await redeem(given(), code)).status, 200)
  })

  test('of the token of another client is refused and changes nothing (RFC 7009 §2.1)', async () => {
    const { front, back, refresh_token } = await begin()
    const before = rowCounts(given())
    for (const token of [front, back, refresh_token]) {
      const answer = await revoke(token, {}, { authorization: basic('other') })
      assert.deepEqual([answer.status, answer.json.error], [400, 'invalid_grant'])
    }
    assert.deepEqual(rowCounts(given()), before)
    assert.deepEqual(await statuses(front, back), [200, 200])
    assert.equal((await refresh(given(), refresh_token)).status, 200)
  })

  test('is for public clients too, by their client_id (RFC 7009 §2.1)', async () => {
    const asked = { client_id: 'public', scope: 'openid offline_access', ...PKCE }
    const form = {
      grant_type: 'authorization_code',
      client_id: 'public',
      code: await newCode(agent, asked),
      redirect_uri: REDIRECT_URI,
      code_verifier: VERIFIER,
    }
    const { json } = await post(given(), '/oauth/token', form, {})
    assert.equal((await revoke(json.refresh_token, { client_id: 'public' }, {})).status, 200)
    assert.deepEqual(await statuses(String(json.access_token)), [401])
  })

  test('of a token of another tenant does nothing', async () => {
    const { op } = given()
    await op.admin.addTenant('acme', 'Acme')
    const client_secret = 'another-secret-of-32-characters-'
    const redirect_uris = [REDIRECT_URI]
    await op.admin.registerClient('acme', { client_id: 'app', client_secret, redirect_uris })
    const { back, refresh_token } = await begin()
    const headers = { authorization: basic('app', client_secret) }
    for (const token of [back, refresh_token])
      assert.equal((await post(given(), '/acme/oauth/revoke', { token }, headers)).status, 200)
    assert.deepEqual(await statuses(back), [200])
    assert.equal((await refresh(given(), refresh_token)).status, 200)
  })

  test('needs a client and a token (RFC 7009 §2.1)', async () => {
    const { back } = await begin()
    const anonymous = await revoke(back, {}, {})
    assert.deepEqual([anonymous.status, anonymous.json.error], [401, 'invalid_client'])
    const tokenless = await revoke('')
    assert.deepEqual([tokenless.status, tokenless.json.error], [400, 'invalid_request'])
    assert.deepEqual(await statuses(back), [200])
  })

  test('a browser may ask from any site, after a preflight (RFC 7009 §2.3, Fetch §3.3)', async () => {
    const headers = { origin: 'https://spa.example', 'access-control-request-method': 'POST' }
    const answer = await given().door.send({ method: 'OPTIONS', path: '/oauth/revoke', headers })
    assert.deepEqual([answer.status, answer.headers.get('access-control-allow-origin')], [204, '*'])
  })
})
