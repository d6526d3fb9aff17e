import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { guardedFetch } from '@gryphon/provider'
import { throughEachDoor } from '../support/each-door.ts'
import { authorizePath, basic, claimsOf, landed, logIn, post, SIGN_IN } from '../support/flow.ts'
import {
  addLogoutClient,
  logoutPath,
  type Receiver,
  redeemAs,
  SIGN_OUT,
  signedInAt,
  startReceiver,
  told,
} from '../support/logout.ts'
import { newCode, parameterOf } from '../support/signed-in.ts'
import type { UserAgent } from '../support/user-agent.ts'

throughEachDoor(
  'the end of a session',
  (given) => {
    let receiver: Receiver
    before(async () => {
      receiver = await startReceiver()
      for (const client_id of ['rp', 'rp2'])
        await addLogoutClient(given(), { client_id, backchannel_logout_uri: receiver.url })
    })
    after(() => receiver.close())
    const logOut = async (agent: UserAgent, id_token: string) =>
      agent.open({ path: logoutPath({ id_token_hint: id_token }) })

    test('everywhere, by the person: every session of theirs is told of', async () => {
      const op = given()
      const here = await signedInAt(op, 'rp')
      const there = await signedInAt(op, 'rp')
      const page = await here.agent.open({ path: logoutPath() })
      await here.agent.submit(page, { ...SIGN_OUT, everywhere: '1' })
      // Other tests have left sessions of the same person.
      while ((await op.op.deliverLogouts()) > 0);
      const sids = told(receiver).map(({ sid }) => sid)
      for (const { id_token } of [here, there]) assert.ok(sids.includes(claimsOf(id_token).sid))
      assert.equal(new Set(sids).size, sids.length)
    })

    test('everywhere, by the operator', async () => {
      const op = given()
      const { id_token } = await signedInAt(op, 'rp')
      const { sub, sid } = claimsOf(id_token)
      const ended = await op.op.admin.signOutEverywhere('default', String(sub))
      assert.deepEqual(
        ended.map((session) => session.sid),
        [sid],
      )
      assert.deepEqual(await op.op.admin.signOutEverywhere('default', String(sub)), [])
      await op.op.deliverLogouts()
      assert.deepEqual(
        told(receiver).map((token) => token.sid),
        [sid],
      )
      await assert.rejects(op.op.admin.signOutEverywhere('none', String(sub)), /tenant none/)
    })

    test('somebody else who signs in in the same browser ends the session that was there', async () => {
      const op = given()
      const bob = { username: 'bob', password: 'correct horse battery', action: 'sign_in' }
      await op.accounts.addPerson('default', { ...bob, claims: {} })
      const { agent, id_token } = await signedInAt(op, 'rp')
      const page = await agent.open({ path: authorizePath({ client_id: 'rp', prompt: 'login' }) })
      await agent.submit(page, bob)
      await op.op.deliverLogouts()
      assert.deepEqual(
        told(receiver).map(({ sid }) => sid),
        [claimsOf(id_token).sid],
      )
    })

    test('the same person who proves it anew goes on with the same session (§2.1)', async () => {
      const op = given()
      const { agent, id_token } = await signedInAt(op, 'rp')
      op.pass(60)
      const anew = await logIn(agent, authorizePath({ client_id: 'rp2', prompt: 'login' }))
      const second = claimsOf(parameterOf(anew, 'id_token'))
      const first = claimsOf(id_token)
      assert.equal(second.sid, first.sid)
      assert.equal(Number(second.auth_time), Number(first.auth_time) + 60)
      await logOut(agent, id_token)
      await op.op.deliverLogouts()
      assert.deepEqual(
        told(receiver)
          .map(({ aud }) => aud)
          .toSorted(),
        ['rp', 'rp2'],
      )
    })

    test('who turns their account down and signs in to it again arrives, in the same session', async () => {
      const op = given()
      const { agent, id_token } = await signedInAt(op, 'rp')
      const path = authorizePath({ client_id: 'rp', prompt: 'select_account' })
      const choice = await agent.open({ path })
      const page = await agent.submit(choice, { action: 'use_another_account' })
      const there = landed(await agent.submit(page, SIGN_IN))
      const { sid } = claimsOf(parameterOf(there, 'id_token'))
      assert.equal(sid, claimsOf(id_token).sid)
    })

    test('a request that comes while the session ends is answered login_required (Core §3.1.2.6)', async () => {
      const op = given()
      const { agent, id_token } = await signedInAt(op, 'rp')
      const path = authorizePath({ client_id: 'rp2', prompt: 'none' })
      const [answer] = await Promise.all([agent.send({ path }), logOut(agent, id_token)])
      const { parameters } = landed(answer)
      const joined = parameters.get('error') === null
      assert.ok(joined || parameters.get('error') === 'login_required')
      await op.op.deliverLogouts()
      assert.deepEqual(
        told(receiver)
          .map(({ aud }) => aud)
          .toSorted(),
        joined ? ['rp', 'rp2'] : ['rp'],
      )
    })

    test('grants without offline_access fall with the session, those with it last (§2.7)', async () => {
      const op = given()
      const { agent, id_token } = await signedInAt(op, 'rp')
      const online = await redeemAs(
        op,
        'rp',
        await newCode(agent, { client_id: 'rp', scope: 'openid' }),
      )
      const offline = await redeemAs(
        op,
        'rp',
        await newCode(agent, { client_id: 'rp', scope: 'openid offline_access' }),
      )
      const userinfo = async (token: unknown) =>
        (await post(op, '/userinfo', {}, { authorization: `Bearer ${token}` })).status
      assert.equal(await userinfo(online.json.access_token), 200)
      await logOut(agent, id_token)
      assert.equal(await userinfo(online.json.access_token), 401)
      assert.equal(await userinfo(offline.json.access_token), 200)
      const form = {
        grant_type: 'refresh_token',
        refresh_token: String(offline.json.refresh_token),
      }
      const refreshed = await post(op, '/oauth/token', form, { authorization: basic('rp') })
      assert.equal(refreshed.status, 200)
      await op.op.deliverLogouts()
      told(receiver)
    })

    test('a code from before the logout is worth nothing after it, unless for offline_access (§2.7)', async () => {
      const op = given()
      const { agent, id_token } = await signedInAt(op, 'rp')
      const code = await newCode(agent, { client_id: 'rp', scope: 'openid' })
      const offline = await newCode(agent, { client_id: 'rp', scope: 'openid offline_access' })
      await logOut(agent, id_token)
      for (let turn = 0; turn < 2; turn += 1) {
        const { status, json } = await redeemAs(op, 'rp', code)
        assert.equal(status, 400)
        assert.deepEqual(json, {
          error: 'invalid_grant',
          error_description: 'the End-User has signed out',
        })
      }
      assert.equal((await redeemAs(op, 'rp', offline)).status, 200)
      await op.op.deliverLogouts()
      told(receiver)
    })
  },
  { fetch: guardedFetch({ allow_private: true, time: 300 }) },
)
