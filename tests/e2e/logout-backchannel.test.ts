import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { guardedFetch } from '@gryphon/provider'
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { throughEachDoor } from '../support/each-door.ts'
import { claimsOf } from '../support/flow.ts'
import { startJsonServer } from '../support/json-server.ts'
import {
  addLogoutClient,
  logoutPath,
  type Receiver,
  redeemAs,
  signedInAt,
  startReceiver,
  told,
} from '../support/logout.ts'
import { ISSUER, type TestOp } from '../support/op.ts'
import { landing, newCode, parameterOf } from '../support/signed-in.ts'
import type { UserAgent } from '../support/user-agent.ts'

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'

throughEachDoor(
  'Back-Channel Logout',
  (given) => {
    let receiver: Receiver
    let slow: Receiver
    before(async () => {
      receiver = await startReceiver()
      slow = await startReceiver()
      slow.answer('never')
      const backchannel = { backchannel_logout_uri: receiver.url }
      await addLogoutClient(given(), { client_id: 'rp', ...backchannel })
      await addLogoutClient(given(), { client_id: 'rp2', ...backchannel })
      await addLogoutClient(given(), { client_id: 'deaf' })
      await addLogoutClient(given(), { client_id: 'slow', backchannel_logout_uri: slow.url })
      await addLogoutClient(given(), {
        client_id: 'es256',
        ...backchannel,
        id_token_signed_response_alg: 'ES256',
      })
      await addLogoutClient(given(), {
        client_id: 'pairwise',
        ...backchannel,
        subject_type: 'pairwise',
      })
    })
    after(async () => {
      await receiver.close()
      await slow.close()
    })
    const logOut = async (agent: UserAgent, id_token: string) =>
      agent.open({ path: logoutPath({ id_token_hint: id_token }) })
    const waiting = () => given().op.admin.listDeliveries('default')

    test('both ID Tokens of a client that wants to hear have the same sid, those of others none (§2.1)', async () => {
      const op = given()
      const { agent, id_token } = await signedInAt(op, 'rp')
      const { json } = await redeemAs(op, 'rp', await newCode(agent, { client_id: 'rp' }))
      const { sid } = claimsOf(id_token)
      assert.match(String(sid), /^[\w-]{22}$/)
      assert.equal(claimsOf(json.id_token).sid, sid)
      const other = await landing(agent, { client_id: 'rp2' })
      assert.equal(claimsOf(parameterOf(other, 'id_token')).sid, sid)
      const deaf = await landing(agent, { client_id: 'deaf' })
      assert.equal('sid' in claimsOf(parameterOf(deaf, 'id_token')), false)
    })

    for (const [client_id, alg] of [
      ['rp', 'RS256'],
      ['es256', 'ES256'],
    ] as const)
      test(`${client_id}: the logout token has these members and no more, signed by ${alg} (§2.4, §2.6)`, async () => {
        const op = given()
        const { agent, id_token } = await signedInAt(op, client_id)
        await logOut(agent, id_token)
        assert.equal(await op.op.deliverLogouts(), 1)
        const [request, ...more] = receiver.take()
        assert.deepEqual(more, [])
        assert.equal(request?.method, 'POST')
        assert.equal(request?.path, '/backchannel?tenant=a')
        assert.equal(request?.type, 'application/x-www-form-urlencoded')
        assert.deepEqual([...(request?.form.keys() ?? [])], ['logout_token'])
        const token = request?.form.get('logout_token') ?? ''
        const { kid, ...header } = decodeProtectedHeader(token)
        assert.deepEqual(header, { alg, typ: 'logout+jwt' })
        const jwks = await startJsonServer({ body: await jwksOf(op) })
        const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(jwks.url)), {
          currentDate: new Date(op.now() * 1000),
        })
        await jwks.close()
        const { jti, ...claims } = payload
        assert.match(String(jti), /^[\w-]{22}$/)
        const { sub, sid } = claimsOf(id_token)
        assert.deepEqual(claims, {
          iss: ISSUER,
          sub,
          aud: client_id,
          iat: op.now(),
          exp: op.now() + 120,
          events: { [EVENT]: {} },
          sid,
        })
        assert.deepEqual(await waiting(), [])
        assert.equal(op.events.at(-1)?.event, 'logout.delivered')
      })

    test('sub of a pairwise client is the one that its ID Token has (Core §8)', async () => {
      const op = given()
      const { agent, id_token } = await signedInAt(op, 'pairwise')
      await logOut(agent, id_token)
      await op.op.deliverLogouts()
      const [token] = told(receiver)
      assert.equal(token?.sub, claimsOf(id_token).sub)
    })

    test('every client that was told of the session hears of its end, once, and no other', async () => {
      const op = given()
      const { agent, id_token } = await signedInAt(op, 'rp')
      await landing(agent, { client_id: 'rp2' })
      await landing(agent, { client_id: 'rp2' })
      await landing(agent, { client_id: 'deaf' })
      const other = await signedInAt(op, 'rp')
      await logOut(agent, id_token)
      await op.op.deliverLogouts()
      const tokens = told(receiver)
      assert.deepEqual(tokens.map(({ aud }) => aud).toSorted(), ['rp', 'rp2'])
      const { sid } = claimsOf(id_token)
      for (const token of tokens) assert.equal(token.sid, sid)
      assert.notEqual(claimsOf(other.id_token).sid, sid)
      assert.equal(new Set(tokens.map(({ jti }) => jti)).size, 2)
    })

    test('a client that is asked for nothing it did not get (response_type none) hears nothing', async () => {
      const op = given()
      await addLogoutClient(op, {
        client_id: 'none',
        response_types: ['none'],
        grant_types: [],
        backchannel_logout_uri: receiver.url,
      })
      const { agent, id_token } = await signedInAt(op, 'rp')
      await landing(agent, { client_id: 'none', response_type: 'none' })
      await logOut(agent, id_token)
      await op.op.deliverLogouts()
      assert.deepEqual(
        told(receiver).map(({ aud }) => aud),
        ['rp'],
      )
    })

    test('two logouts at once tell each client once', async () => {
      const op = given()
      const { agent, id_token } = await signedInAt(op, 'rp')
      await landing(agent, { client_id: 'rp2' })
      const cookie = agent.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
      const path = logoutPath({ id_token_hint: id_token })
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => op.door.send({ path, headers: { cookie } })),
      )
      for (const { status } of answers) assert.equal(status, 303)
      await Promise.all(Array.from({ length: 5 }, () => op.op.deliverLogouts()))
      assert.deepEqual(
        told(receiver)
          .map(({ aud }) => aud)
          .toSorted(),
        ['rp', 'rp2'],
      )
    })

    test('a slow client keeps no person waiting, and no other client', async () => {
      const op = given()
      const { agent, id_token } = await signedInAt(op, 'slow')
      await landing(agent, { client_id: 'rp' })
      assert.equal((await logOut(agent, id_token)).status, 200)
      assert.equal(await op.op.deliverLogouts(), 2)
      assert.deepEqual(
        told(receiver).map(({ aud }) => aud),
        ['rp'],
      )
      const [delivery] = await waiting()
      assert.equal(delivery?.client_id, 'slow')
      assert.equal(delivery?.attempts, 1)
      assert.equal(delivery?.reason, 'the client did not answer in time')
      op.pass(8 * 24 * 3600)
      await op.op.sweep()
      assert.deepEqual(await waiting(), [])
    })

    test('a client that fails is tried again, ever later, six times in an hour, and then given up', async () => {
      const op = given()
      const { agent, id_token } = await signedInAt(op, 'rp')
      receiver.answer(503)
      await logOut(agent, id_token)
      const begin = op.now()
      const tries: number[] = []
      for (let passed = 0; passed < 2 * 3600; passed += 5) {
        if ((await op.op.deliverLogouts()) > 0) tries.push(op.now() - begin)
        op.pass(5)
      }
      receiver.answer(200)
      assert.deepEqual(tries, [0, 15, 75, 375, 1275, 3675])
      const tokens = told(receiver)
      assert.equal(tokens.length, 6)
      assert.equal(new Set(tokens.map(({ jti }) => jti)).size, 6)
      const { sid, sub } = claimsOf(id_token)
      assert.deepEqual(await waiting(), [
        {
          delivery_id: `${sid}.rp`,
          client_id: 'rp',
          sub,
          sid,
          attempts: 6,
          next_at: begin + 3675 + 60,
          failed_at: begin + 3675,
          reason: 'the client answered 503',
          expires_at: begin + 7 * 24 * 3600,
        },
      ])
      const failures = op.events.filter(({ event }) => event.startsWith('logout.')).slice(-6)
      assert.deepEqual(
        failures.map(({ event }) => event),
        [...Array.from({ length: 5 }, () => 'logout.undelivered'), 'logout.given_up'],
      )
      op.pass(8 * 24 * 3600)
      await op.op.sweep()
    })

    test('a client that was away hears when it is back', async () => {
      const op = given()
      const { agent, id_token } = await signedInAt(op, 'rp')
      receiver.answer(500)
      await logOut(agent, id_token)
      await op.op.deliverLogouts()
      receiver.answer(204)
      assert.equal(await op.op.deliverLogouts(), 0)
      op.pass(15)
      assert.equal(await op.op.deliverLogouts(), 1)
      receiver.answer(200)
      assert.equal(told(receiver).length, 2)
      assert.deepEqual(await waiting(), [])
    })

    test('a client that was removed, or wants to hear no more, is not told', async () => {
      const op = given()
      const backchannel_logout_uri = receiver.url
      await addLogoutClient(op, { client_id: 'gone', backchannel_logout_uri })
      const { agent, id_token } = await signedInAt(op, 'gone')
      await logOut(agent, id_token)
      await op.store.removeClient('default', 'gone')
      op.pass(10)
      assert.equal(await op.op.deliverLogouts(), 1)
      assert.deepEqual(told(receiver), [])
      assert.deepEqual(await waiting(), [])
    })
  },
  { fetch: guardedFetch({ allow_private: true, time: 300 }) },
)

const jwksOf = async ({ door }: TestOp): Promise<unknown> =>
  JSON.parse((await door.send({ path: '/.well-known/jwks.json' })).text)
