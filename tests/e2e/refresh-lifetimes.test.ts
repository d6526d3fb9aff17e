import assert from 'node:assert/strict'
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
})
