import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { throughEachDoor } from '../support/each-door.ts'
import { claimsOf, post, redeem, refresh, type TokenAnswer, userinfo } from '../support/flow.ts'
import { EVERYTHING, newCode, signedIn } from '../support/signed-in.ts'

const outcome = ({ status, json }: TokenAnswer) => [status, json.error]
const tokenOf = ({ json }: TokenAnswer) => String(json.refresh_token)
const REFUSED = [400, 'invalid_grant']
const DAY = 86_400

throughEachDoor(
  'a refresh token that lives 10 days idle and 30 days in all',
  (given) => {
    const begin = async () => redeem(given(), await newCode(await signedIn(given()), EVERYTHING))

    test('can lie idle for ten days less a second, and no longer', async () => {
      const [one, other] = [await begin(), await begin()]
      given().pass(10 * DAY - 1)
      assert.equal((await refresh(given(), tokenOf(one))).status, 200)
      given().pass(1)
      assert.deepEqual(outcome(await refresh(given(), tokenOf(other))), REFUSED)
    })

    test('ends thirty days after the login, however often it was used (RFC 9700 §4.14.2)', async () => {
      let last = await begin()
      for (let days = 9; days < 30; days += 9) {
        given().pass(9 * DAY)
        last = await refresh(given(), tokenOf(last))
        assert.equal(last.status, 200)
      }
      given().pass(3 * DAY - 1)
      last = await refresh(given(), tokenOf(last))
      assert.equal(last.status, 200)
      given().pass(1)
      assert.deepEqual(outcome(await refresh(given(), tokenOf(last))), REFUSED)
    })

    test('the access token of the last refresh lives as long as it was told to', async () => {
      let last = await begin()
      for (const days of [9, 9, 9]) {
        given().pass(days * DAY)
        last = await refresh(given(), tokenOf(last))
      }
      given().pass(3 * DAY - 1)
      last = await refresh(given(), tokenOf(last))
      assert.equal(last.json.expires_in, 600)
      given().pass(599)
      assert.equal((await userinfo(given(), String(last.json.access_token))).status, 200)
      given().pass(1)
      assert.equal((await userinfo(given(), String(last.json.access_token))).status, 401)
    })

    test('an honest retry at the end is given no more time than the first try', async () => {
      let last = await begin()
      for (const days of [9, 9, 9]) {
        given().pass(days * DAY)
        last = await refresh(given(), tokenOf(last))
      }
      given().pass(3 * DAY - 30)
      const first = await refresh(given(), tokenOf(last))
      given().pass(20)
      const retried = await refresh(given(), tokenOf(last))
      assert.deepEqual([first.status, retried.status], [200, 200])
      given().pass(10)
      for (const token of [first, retried])
        assert.deepEqual(outcome(await refresh(given(), tokenOf(token))), REFUSED)
    })

    test('one that has ended is inactive, and auth_time is that of the login throughout (Core §12.2)', async () => {
      const first = await begin()
      const { auth_time } = claimsOf(first.json.id_token)
      given().pass(9 * DAY)
      const second = await refresh(given(), tokenOf(first))
      assert.equal(claimsOf(second.json.id_token).auth_time, auth_time)
      const introspect = async () =>
        (await post(given(), '/oauth/introspect', { token: tokenOf(second) })).json.active
      given().pass(10 * DAY - 1)
      assert.equal(await introspect(), true)
      given().pass(1)
      assert.equal(await introspect(), false)
    })
  },
  { lifetimes: { refresh_token: 10 * DAY, refresh_token_absolute: 30 * DAY } },
)

throughEachDoor('a refresh token as it is by default', (given) => {
  test('ends ninety days after the login', async () => {
    let last = await redeem(given(), await newCode(await signedIn(given()), EVERYTHING))
    for (let days = 0; days < 80; days += 10) {
      given().pass(10 * DAY)
      last = await refresh(given(), tokenOf(last))
      assert.equal(last.status, 200)
    }
    given().pass(10 * DAY)
    assert.deepEqual(outcome(await refresh(given(), tokenOf(last))), REFUSED)
  })

  const grantsAfterSweep = async () => {
    await given().op.sweep()
    const database = new DatabaseSync(given().file, { readOnly: true })
    try {
      return Number(database.prepare('SELECT count(*) AS kept FROM grants').get()?.kept)
    } finally {
      database.close()
    }
  }

  for (const [scope, kept] of [
    ['openid offline_access', 1],
    ['openid', 0],
  ] as const)
    test(`a day later ${kept} grant of ${scope} is kept: without refresh tokens, none outlives its access token`, async () => {
      const before = await grantsAfterSweep()
      const tokens = await redeem(given(), await newCode(await signedIn(given()), { scope }))
      assert.equal('refresh_token' in tokens.json, kept === 1)
      assert.equal(await grantsAfterSweep(), before + 1)
      given().pass(DAY)
      assert.equal(await grantsAfterSweep(), before + kept)
    })
})

throughEachDoor(
  'a refresh token that lives shorter than its code and the access tokens',
  (given) => {
    const begin = async () => {
      const code = await newCode(await signedIn(given()), EVERYTHING)
      return { code, tokens: await redeem(given(), code) }
    }
    const isWorth = async ({ json }: TokenAnswer) =>
      (await userinfo(given(), String(json.access_token))).status === 200
    const passAndSweep = async (seconds: number) => {
      given().pass(seconds)
      await given().op.sweep()
    }

    test('leaves no code that is redeemed twice (RFC 6749 §4.1.2)', async () => {
      const { code, tokens } = await begin()
      await passAndSweep(30)
      assert.deepEqual(outcome(await refresh(given(), tokenOf(tokens))), REFUSED)
      assert.equal(await isWorth(tokens), true)
      assert.deepEqual(outcome(await redeem(given(), code)), REFUSED)
      assert.equal(await isWorth(tokens), false)
    })

    test('leaves no revocation that is forgotten while a token lives (RFC 7009 §2.1)', async () => {
      const { code, tokens } = await begin()
      await post(given(), '/oauth/revoke', { token: tokenOf(tokens) })
      for (const seconds of [30, 29, 240]) {
        await passAndSweep(seconds)
        assert.equal(await isWorth(tokens), false)
        assert.deepEqual(outcome(await redeem(given(), code)), REFUSED)
      }
    })

    test('leaves no access token of a refresh without its grant', async () => {
      const { tokens } = await begin()
      given().pass(9)
      const next = await refresh(given(), tokenOf(tokens))
      await passAndSweep(299)
      assert.equal(await isWorth(next), true)
      await passAndSweep(1)
      assert.equal(await isWorth(next), false)
    })
  },
  {
    lifetimes: { refresh_token: 10, code: 60, access_token: 300, front_channel_access_token: 300 },
  },
)
