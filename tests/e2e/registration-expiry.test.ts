import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { throughEachDoor } from '../support/each-door.ts'
import { authorizePath, basic, landingOf, logIn, post } from '../support/flow.ts'
import { REDIRECT_URI } from '../support/op.ts'
import { manage, register, registerAnew, type SelfRegistered } from '../support/registration.ts'
import { parameterOf } from '../support/signed-in.ts'
import { type UserAgent, userAgent } from '../support/user-agent.ts'

const DAY = 86_400

throughEachDoor(
  'a client that registered itself',
  (given) => {
    let agent: UserAgent
    before(() => {
      agent = userAgent(given().door)
    })
    const isThere = async ({ client_id }: SelfRegistered) => {
      const path = authorizePath({ client_id, prompt: 'none', response_type: 'id_token' })
      return landingOf(await given().door.send({ path })) !== undefined
    }
    const isKept = async ({ client_id }: SelfRegistered) => {
      for (;;) if ((await given().op.sweep()) === 0) break
      return (await given().store.findClient('default', client_id)) !== undefined
    }
    const redeemed = async ({ client_id, client_secret }: SelfRegistered, code: string) => {
      const form = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI }
      const authorization = basic(client_id, client_secret)
      return (await post(given(), '/oauth/token', form, { authorization })).status
    }

    test('and was not used for a day is gone, before and after it is swept, where anybody may register', async () => {
      const client = await registerAnew(given(), { response_types: ['id_token'] })
      given().pass(DAY - 1)
      assert.equal(await isKept(client), true)
      assert.equal(await isThere(client), true)
      given().pass(10)
      assert.equal(await isThere(client), false)
      assert.equal((await manage(given(), client)).status, 401)
      assert.equal(await isKept(client), false)
    })

    test('is used when its first code is redeemed, and then stays', async () => {
      const client = await registerAnew(given())
      const { client_id } = client
      const landing = await logIn(agent, authorizePath({ client_id, scope: 'openid' }))
      assert.equal(await redeemed(client, parameterOf(landing, 'code')), 200)
      given().pass(31 * DAY)
      assert.equal(await isKept(client), true)
      assert.equal((await manage(given(), client)).status, 200)
    })

    test('is used in its last second, and is there in the next', async () => {
      const client = await registerAnew(given())
      const { client_id } = client
      given().pass(DAY - 1)
      const landing = await logIn(agent, authorizePath({ client_id, scope: 'openid' }))
      assert.equal(await redeemed(client, parameterOf(landing, 'code')), 200)
      given().pass(1)
      const path = authorizePath({ client_id, scope: 'openid', prompt: 'none' })
      assert.ok(landingOf(await given().door.send({ path })))
    })

    test('is used when an ID Token without a code is issued to it', async () => {
      const client = await registerAnew(given(), { response_types: ['id_token'] })
      const { client_id } = client
      const over = { client_id, scope: 'openid', response_type: 'id_token' }
      await logIn(agent, authorizePath(over))
      given().pass(31 * DAY)
      assert.equal(await isKept(client), true)
      assert.equal(await isThere(client), true)
    })

    test('is not used by a code that nobody redeems, or that is refused', async () => {
      const client = await registerAnew(given())
      const { client_id } = client
      await logIn(agent, authorizePath({ client_id, scope: 'openid' }))
      assert.equal(await redeemed(client, 'no code'), 400)
      given().pass(DAY)
      assert.equal(await isKept(client), false)
    })

    test('stays used when it replaces its metadata (RFC 7592 §2.2)', async () => {
      const client = await registerAnew(given())
      const { client_id } = client
      const landing = await logIn(agent, authorizePath({ client_id, scope: 'openid' }))
      assert.equal(await redeemed(client, parameterOf(landing, 'code')), 200)
      const body = { client_id, redirect_uris: [REDIRECT_URI] }
      assert.equal((await manage(given(), client, { method: 'PUT', body })).status, 200)
      given().pass(31 * DAY)
      assert.equal(await isKept(client), true)
    })
  },
  { registration: 'open' },
)

throughEachDoor(
  'a client that registered itself by an initial access token',
  (given) => {
    test('is kept for 30 days while nobody uses it', async () => {
      const { op, store } = given()
      const terms = { expires_in: 60 }
      const { initial_access_token } = await op.admin.createInitialAccessToken('default', terms)
      const { json } = await register(
        given(),
        { redirect_uris: [REDIRECT_URI] },
        { authorization: `Bearer ${initial_access_token}` },
      )
      const client = await store.findClient('default', String(json.client_id))
      assert.equal(client?.dynamic?.expires_at, given().now() + 30 * DAY)
    })
  },
  { registration: 'token' },
)
