import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryStore, type Store, StoreUnavailable } from '@gryphon/provider'
import { authorizePath, landed, logIn, post, redeem } from '../support/flow.ts'
import { startOp } from '../support/op.ts'
import { newCode } from '../support/signed-in.ts'
import { userAgent } from '../support/user-agent.ts'

/** A store that can be away: then it answers nothing. */
const storeThatLeaves = () => {
  let isAway = false
  const store = new Proxy(memoryStore(), {
    get: (there, name: keyof Store) =>
      isAway
        ? () => Promise.reject(new StoreUnavailable('connect ECONNREFUSED 192.0.2.7:5432'))
        : there[name],
  })
  return {
    store,
    leave: () => {
      isAway = true
    },
    comeBack: () => {
      isAway = false
    },
  }
}

/** A provider whose store can be away, a browser that is signed in at it, and a code. */
const openScene = async () => {
  const { store, leave, comeBack } = storeThatLeaves()
  const op = await startOp('fetch', { store })
  const agent = userAgent(op.door)
  await logIn(agent, authorizePath())
  return { op, agent, leave, comeBack }
}

test('RFC 6749 §4.1.2.1: while the store is away, a client is told temporarily_unavailable by redirect', async () => {
  const { op, agent, leave, comeBack } = await openScene()
  leave()
  const { where, parameters } = landed(await agent.open({ path: authorizePath() }))
  assert.equal(where, 'fragment')
  assert.deepEqual(Object.fromEntries(parameters), {
    error: 'temporarily_unavailable',
    error_description: 'the database cannot be reached for the moment',
    state: 'a state',
    iss: op.issuer,
  })
  const causes = op.events.flatMap((event) => (event.event === 'fault' ? [event.cause] : []))
  assert.deepEqual(causes.map(String), ['StoreUnavailable: connect ECONNREFUSED 192.0.2.7:5432'])
  comeBack()
  assert.ok(landed(await agent.open({ path: authorizePath() })).parameters.has('code'))
  await op.close()
})

test('while the store is away, programs are answered 503 with Retry-After, and a code is not used up', async () => {
  const { op, agent, leave, comeBack } = await openScene()
  const code = await newCode(agent)
  const token = String((await redeem(op, await newCode(agent))).json.access_token)
  leave()
  const refused = await redeem(op, code)
  assert.equal(refused.status, 503)
  assert.equal(refused.headers.get('retry-after'), '2')
  assert.deepEqual(refused.json, {
    error: 'temporarily_unavailable',
    error_description: 'we cannot reach our database for the moment: please try again',
  })
  assert.equal((await post(op, '/oauth/introspect', { token })).status, 503)
  comeBack()
  assert.equal((await redeem(op, code)).status, 200)
  await op.close()
})

test('while the store is away, a person is told so by a page of status 503', async () => {
  const { op, leave } = await openScene()
  op.pass(3600)
  leave()
  const page = await userAgent(op.door).open({ path: authorizePath() })
  assert.deepEqual([page.status, page.headers.get('retry-after')], [503, '2'])
  assert.doesNotMatch(page.text, /192\.0\.2\.7/)
  await op.close()
})
