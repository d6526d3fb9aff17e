import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { throughEachDoor } from '../support/each-door.ts'
import { redeem, userinfo } from '../support/flow.ts'
import { ISSUER, type TestOp } from '../support/op.ts'
import { landing, parameterOf, signedIn } from '../support/signed-in.ts'

/** How long a key is announced before it signs, in seconds: twice as long as anyone keeps the JWKS. */
const ANNOUNCED = 7200
const DAY = 24 * 3600
/** How long a provider takes its own keys as they are. */
const KEPT = 10

const jwksOf = async ({ door }: TestOp) =>
  JSON.parse((await door.send({ path: '/.well-known/jwks.json' })).text)
const kidsOf = async (op: TestOp, alg: string): Promise<readonly string[]> =>
  (await jwksOf(op)).keys
    .filter((key: { alg: string }) => key.alg === alg)
    .map(({ kid }: { kid: string }) => kid)
const kidOf = (jwt: unknown) => decodeProtectedHeader(String(jwt)).kid

/** Verifies as an RP does that has this JWKS (Core §3.1.3.7). */
const verify = async (op: TestOp, jwt: unknown, jwks: unknown) => {
  const keys = createLocalJWKSet(jwks as Parameters<typeof createLocalJWKSet>[0])
  const currentDate = new Date(op.now() * 1000)
  await jwtVerify(String(jwt), keys, { issuer: ISSUER, audience: 'app', currentDate })
}

const logInOnce = async (op: TestOp) => landing(await signedIn(op), { scope: 'openid' })

throughEachDoor('PITFALLS 29: a signing key', (given) => {
  test('is announced before it signs; both ID Tokens of a login across the change verify with a JWKS kept since', async () => {
    const op = given()
    const [old] = await kidsOf(op, 'RS256')
    await op.op.admin.rotateKeys('default')
    op.pass(KEPT)
    const kept = await jwksOf(op)
    assert.equal((await kidsOf(op, 'RS256')).length, 2)
    op.pass(ANNOUNCED - KEPT - 10)
    const front = await logInOnce(op)
    assert.equal(kidOf(front.parameters.get('id_token')), old)
    op.pass(20)
    const { json } = await redeem(op, parameterOf(front, 'code'))
    assert.notEqual(kidOf(json.id_token), old)
    for (const jwt of [front.parameters.get('id_token'), json.id_token])
      for (const jwks of [kept, await jwksOf(op)]) await verify(op, jwt, jwks)
  })

  test('signs at the second it was announced for, and not before', async () => {
    const op = given()
    op.pass(2 * DAY)
    const [old] = await kidsOf(op, 'RS256')
    const statuses = await op.op.admin.rotateKeys('default', {
      algs: ['RS256'],
      at: 'once_announced',
    })
    assert.deepEqual(
      statuses
        .filter(({ alg }) => alg === 'RS256')
        .map(({ status }) => status)
        .slice(-2),
      ['active', 'announced'],
    )
    op.pass(ANNOUNCED - 1)
    const before = await logInOnce(op)
    assert.equal(kidOf(before.parameters.get('id_token')), old)
    op.pass(1)
    const after = await logInOnce(op)
    assert.notEqual(kidOf(after.parameters.get('id_token')), old)
  })

  test('stays published for a day after its successor signs, and then goes', async () => {
    const op = given()
    op.pass(2 * DAY)
    const [old = ''] = await kidsOf(op, 'RS256')
    await op.op.admin.rotateKeys('default', { algs: ['RS256'], at: 'once_announced' })
    op.pass(ANNOUNCED + DAY - 1)
    assert.equal((await kidsOf(op, 'RS256')).includes(old), true)
    op.pass(KEPT + 1)
    assert.equal((await kidsOf(op, 'RS256')).includes(old), false)
    assert.equal((await kidsOf(op, 'RS256')).length, 1)
  })

  test('of access tokens changes without breaking the tokens that are out', async () => {
    const op = given()
    op.pass(2 * DAY)
    const { json } = await redeem(op, parameterOf(await logInOnce(op), 'code'))
    await op.op.admin.rotateKeys('default', { algs: ['ES256'], at: 'now' })
    op.pass(KEPT)
    const next = await redeem(op, parameterOf(await logInOnce(op), 'code'))
    assert.notEqual(kidOf(next.json.access_token), kidOf(json.access_token))
    for (const token of [json.access_token, next.json.access_token])
      assert.equal((await userinfo(op, String(token))).status, 200)
  })

  test('is not announced twice at once: two operators do not rotate twice', async () => {
    const op = given()
    op.pass(2 * DAY)
    await op.op.admin.rotateKeys('default', { algs: ['EdDSA'], at: 'once_announced' })
    await assert.rejects(
      op.op.admin.rotateKeys('default', { algs: ['EdDSA'], at: 'once_announced' }),
      { name: 'SettingError', setting: 'alg' },
    )
  })
})
