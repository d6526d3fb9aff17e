import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { ProviderEvent } from '@gryphon/provider'
import { throughEachDoor } from '../support/each-door.ts'
import {
  basic,
  claimsOf,
  post,
  redeem,
  refresh,
  type TokenAnswer,
  userinfo,
} from '../support/flow.ts'
import { addLargeClient, LARGE_CLIENT, LARGE_REQUEST } from '../support/large-grant.ts'
import { REDIRECT_URI, type TestOp } from '../support/op.ts'
import { landing, newCode, parameterOf, signedIn } from '../support/signed-in.ts'
import type { UserAgent } from '../support/user-agent.ts'

const outcome = ({ status, json }: TokenAnswer) => [status, json.error]
const REFUSED = [400, 'invalid_grant']
const OFFLINE = { response_type: 'code id_token token', scope: 'openid offline_access' }

/** Whether each token of a grant still opens anything. */
async function stands(op: TestOp, tokens: readonly unknown[]): Promise<readonly unknown[]> {
  const one = async (token: unknown) => {
    const { json } = await post(op, '/oauth/introspect', { token: String(token) })
    const { status } = await userinfo(op, String(token))
    return [json.active, status]
  }
  return Promise.all(tokens.map(one))
}

const revocations = ({ events }: TestOp, grant_id: unknown) =>
  events.filter(
    (event): event is Extract<ProviderEvent, { event: 'grant.revoked' }> =>
      event.event === 'grant.revoked' && event.grant_id === grant_id,
  )

throughEachDoor('PITFALLS 25: a code that comes again', (given) => {
  let agent: UserAgent
  before(async () => {
    agent = await signedIn(given())
    await addLargeClient(given())
  })

  test('is refused, and everything that came of it is revoked, the front-channel token too (RFC 6749 §4.1.2, PITFALLS 9)', async () => {
    const front = await landing(agent, OFFLINE)
    const code = parameterOf(front, 'code')
    const { json } = await redeem(given(), code)
    const tokens = [parameterOf(front, 'access_token'), json.access_token]
    assert.deepEqual(await stands(given(), tokens), [
      [true, 200],
      [true, 200],
    ])
    assert.deepEqual(outcome(await redeem(given(), code)), REFUSED)
    assert.deepEqual(await stands(given(), tokens), [
      [false, 401],
      [false, 401],
    ])
    assert.deepEqual(outcome(await refresh(given(), String(json.refresh_token))), REFUSED)
    const { grant_id } = claimsOf(json.access_token)
    const [told, ...more] = revocations(given(), grant_id)
    assert.deepEqual([told?.reason, told?.client_id, more], ['code_replayed', 'app', []])
  })

  for (const [when, seconds] of [
    ['at its last second', 59],
    ['as it expires', 60],
    ['long after it expired', 290],
  ] as const)
    test(`${when} is a replay all the same`, async () => {
      const front = await landing(agent, OFFLINE)
      const { json } = await redeem(given(), parameterOf(front, 'code'))
      given().pass(seconds)
      assert.deepEqual(outcome(await redeem(given(), parameterOf(front, 'code'))), REFUSED)
      const tokens = [json.access_token, parameterOf(front, 'access_token')]
      assert.deepEqual(await stands(given(), tokens), [
        [false, 401],
        [false, 401],
      ])
      assert.deepEqual(outcome(await refresh(given(), String(json.refresh_token))), REFUSED)
      const told = revocations(given(), claimsOf(json.access_token).grant_id)
      assert.deepEqual(
        told.map(({ reason }) => reason),
        ['code_replayed'],
      )
    })

  test('after it expired unused revokes nothing and writes nothing', async () => {
    const front = await landing(agent, OFFLINE)
    const token = parameterOf(front, 'access_token')
    given().pass(60)
    assert.deepEqual(outcome(await redeem(given(), parameterOf(front, 'code'))), REFUSED)
    assert.deepEqual(await stands(given(), [token]), [[true, 200]])
    const { grant_id } = claimsOf(token)
    const standing = await given().store.findGrant('default', String(grant_id), given().now())
    assert.equal(standing.outcome, 'unknown')
  })

  test('a hundred times at once: one is answered, and the grant is revoked (PITFALLS 25, 32)', async () => {
    const front = await landing(agent, OFFLINE)
    const code = parameterOf(front, 'code')
    const answers = await Promise.all(Array.from({ length: 100 }, () => redeem(given(), code)))
    const [winner, ...others] = answers.filter(({ status }) => status === 200)
    assert.ok(winner)
    assert.equal(others.length, 0)
    for (const answer of answers.filter((one) => one !== winner))
      assert.deepEqual(outcome(answer), REFUSED)
    const tokens = [winner.json.access_token, parameterOf(front, 'access_token')]
    assert.deepEqual(await stands(given(), tokens), [
      [false, 401],
      [false, 401],
    ])
    assert.deepEqual(outcome(await refresh(given(), String(winner.json.refresh_token))), REFUSED)
  })

  for (const seconds of [0, 60, 290, 590])
    test(`${seconds} seconds later is a replay also where the code was a reference`, async () => {
      const code = await newCode(agent, LARGE_REQUEST)
      assert.ok(code.length < 200, 'the code is a reference')
      const form = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI }
      const headers = { authorization: basic(LARGE_CLIENT) }
      const { status, json } = await post(given(), '/oauth/token', form, headers)
      assert.equal(status, 200)
      given().pass(seconds)
      assert.deepEqual(outcome(await post(given(), '/oauth/token', form, headers)), REFUSED)
      assert.deepEqual(await stands(given(), [json.access_token]), [[false, 401]])
    })
})
