import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { addClient, EVERY_RESPONSE_TYPE } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import {
  authorizePath,
  basic,
  claimsOf,
  logIn,
  post,
  redeem,
  refresh,
  userinfo,
} from '../support/flow.ts'
import { ACR, API, ISSUER } from '../support/op.ts'
import { EVERYTHING, landing, newCode, parameterOf, signedIn } from '../support/signed-in.ts'
import { type UserAgent, userAgent } from '../support/user-agent.ts'

const VAULT = 'https://api.example/vault'
const isJwt = (token: unknown) => String(token).split('.').length === 3
const INACTIVE = { active: false }

throughEachDoor('an opaque access token', (given) => {
  let agent: UserAgent
  const introspect = async (token: unknown, headers = { authorization: basic('vault') }) =>
    (await post(given(), '/oauth/introspect', { token: String(token) }, headers)).json
  const tokenFor = async (resource: string, scope: string) => {
    const asked = { response_type: 'code', scope, resource }
    return redeem(given(), await newCode(agent, asked))
  }
  before(async () => {
    await given().store.putResource('default', {
      resource: VAULT,
      name: 'Vault',
      scopes: [],
      access_token_format: 'opaque',
    })
    await addClient(given(), {
      client_id: 'vault',
      response_types: EVERY_RESPONSE_TYPE,
      introspects: [VAULT],
    })
    // What was added is seen at once.
    given().pass(20)
    agent = userAgent(given().door)
    await logIn(agent, authorizePath({ ...EVERYTHING, resource: `${API} ${VAULT}` }))
  })

  test('is what an API is given that wants it so; others are given JWTs (RFC 9068 §1)', async () => {
    const scope = 'openid read:notes'
    assert.equal(isJwt((await tokenFor(VAULT, scope)).json.access_token), false)
    assert.equal(isJwt((await tokenFor(API, scope)).json.access_token), true)
    assert.equal(isJwt((await tokenFor(`${API} ${VAULT}`, scope)).json.access_token), false)
    const none = await redeem(given(), await newCode(agent, { scope }))
    assert.equal(isJwt(none.json.access_token), true)
  })

  test('means to introspection what a JWT would say (RFC 7662 §2.2)', async () => {
    const { json } = await tokenFor(`${API} ${VAULT}`, 'openid read:notes')
    const { jti, sub, auth_time, ...told } = await introspect(json.access_token)
    assert.ok([jti, sub].every((claim) => typeof claim === 'string'))
    assert.equal(typeof auth_time, 'number')
    const now = given().now()
    assert.deepEqual(told, {
      active: true,
      token_type: 'Bearer',
      iss: ISSUER,
      aud: [API, VAULT, ISSUER],
      client_id: 'app',
      scope: 'openid read:notes',
      iat: now,
      exp: now + 600,
      acr: ACR,
      amr: ['pwd'],
    })
  })

  test('says nothing to who sees it', async () => {
    const { json } = await tokenFor(VAULT, 'openid read:notes')
    const token = String(json.access_token)
    assert.match(token, /^[\w-]+$/)
    const text = Buffer.from(token, 'base64url').toString('latin1')
    for (const word of ['alice', 'client', 'scope', ISSUER])
      assert.equal(text.includes(word), false)
  })

  test('is good at UserInfo, and no more once it has expired', async () => {
    const { json } = await tokenFor(VAULT, 'openid profile')
    const answer = await userinfo(given(), String(json.access_token))
    assert.deepEqual(JSON.parse(answer.text), {
      sub: claimsOf(json.id_token).sub,
      name: 'Alice Example',
      preferred_username: 'alice',
    })
    given().pass(600)
    assert.equal((await userinfo(given(), String(json.access_token))).status, 401)
    assert.deepEqual(await introspect(json.access_token), INACTIVE)
  })

  test('can be revoked, alone and with its grant (RFC 7009 §2.1)', async () => {
    const { json } = await tokenFor(VAULT, 'openid offline_access')
    const again = await refresh(given(), String(json.refresh_token))
    assert.equal(isJwt(again.json.access_token), false)
    const revoke = (token: unknown) => post(given(), '/oauth/revoke', { token: String(token) })
    await revoke(json.access_token)
    assert.deepEqual(await introspect(json.access_token), INACTIVE)
    assert.equal((await introspect(again.json.access_token)).active, true)
    await revoke(again.json.refresh_token)
    assert.deepEqual(await introspect(again.json.access_token), INACTIVE)
  })

  test('of the front channel works before its code is redeemed, with what was asked by name, and falls with it (PITFALLS 9)', async () => {
    const front = await landing(agent, {
      client_id: 'vault',
      response_type: 'code token',
      scope: 'openid',
      resource: VAULT,
      claims: JSON.stringify({ userinfo: { email: null } }),
    })
    const token = parameterOf(front, 'access_token')
    assert.equal(isJwt(token), false)
    const told = JSON.parse((await userinfo(given(), token)).text)
    assert.equal(told.email, 'alice@example.com')
    const { active, front_channel, carried_grant } = await introspect(token)
    assert.deepEqual([active, front_channel, carried_grant], [true, true, undefined])
    const form = {
      grant_type: 'authorization_code',
      code: parameterOf(front, 'code'),
      redirect_uri: 'https://rp.example/callback',
    }
    const headers = { authorization: basic('vault') }
    await post(given(), '/oauth/token', form, headers)
    assert.equal((await introspect(token)).active, true)
    await post(given(), '/oauth/token', form, headers)
    assert.deepEqual(await introspect(token), INACTIVE)
  })

  test('is none of the other sealed values, nor is what a JWT carries sealed (RFC 8725 §3.12)', async () => {
    const asked = { response_type: 'code token', claims: '{"userinfo":{"email":null}}' }
    const front = await landing(agent, { ...asked, scope: 'openid offline_access email' })
    const carried = claimsOf(parameterOf(front, 'access_token')).carried_grant
    assert.equal(typeof carried, 'string')
    const code = parameterOf(front, 'code')
    const { json } = await redeem(given(), code)
    for (const text of [carried, code, json.refresh_token])
      assert.equal((await userinfo(given(), String(text))).status, 401)
    const opaque = String((await tokenFor(VAULT, 'openid')).json.access_token)
    assert.equal((await refresh(given(), opaque)).json.error, 'invalid_grant')
    assert.equal((await redeem(given(), opaque)).json.error, 'invalid_grant')
    for (const damaged of [opaque.slice(1), `${opaque}A`, `${opaque.slice(0, -2)}AA`])
      assert.equal((await userinfo(given(), damaged)).status, 401)
  })
})

throughEachDoor(
  'an OP whose access tokens are opaque',
  (given) => {
    test('gives a JWT to an API alone, which has its own choice', async () => {
      const agent = await signedIn(given())
      const plain = await redeem(given(), await newCode(agent))
      assert.equal(isJwt(plain.json.access_token), false)
      assert.equal((await userinfo(given(), String(plain.json.access_token))).status, 200)
      const asked = { scope: 'openid read:notes', resource: API }
      const forApi = await redeem(given(), await newCode(agent, asked))
      assert.equal(isJwt(forApi.json.access_token), true)
    })
  },
  { access_token_format: 'opaque' },
)
