import assert from 'node:assert/strict'
import { test } from 'node:test'
import { throughEachDoor } from '../support/each-door.ts'
import { ALLOW, authorizePath, landed, SIGN_IN } from '../support/flow.ts'
import { pageOf, pathOf, restartOf } from '../support/pages.ts'
import { userAgent } from '../support/user-agent.ts'

throughEachDoor(
  'a flow that may take 600 seconds',
  (given) => {
    const begin = async () => {
      const browser = userAgent(given().door)
      const page = await browser.open({ path: authorizePath({ prompt: 'login consent' }) })
      assert.equal(pageOf(page), 'sign-in')
      return { browser, page }
    }

    test('does not last longer for looking at its page again', async () => {
      const { browser, page } = await begin()
      given().pass(400)
      const again = await browser.open({ path: pathOf(page) })
      assert.equal(pageOf(again), 'sign-in')
      given().pass(199)
      assert.equal(pageOf(await browser.open({ path: pathOf(again) })), 'sign-in')
      given().pass(1)
      const late = await browser.open({ path: pathOf(again) })
      assert.equal(pageOf(late), 'error 400')
      assert.match(restartOf(late) ?? '', /^\/authorize\?/)
    })

    test('does not last longer for a step that was taken: a sign-in in it is no evidence for ever', async () => {
      const { browser, page } = await begin()
      given().pass(400)
      const consent = await browser.submit(page, SIGN_IN)
      assert.equal(pageOf(consent), 'consent')
      given().pass(200)
      assert.equal(pageOf(await browser.submit(consent, ALLOW)), 'error 400')
      assert.equal(pageOf(await browser.open({ path: pathOf(consent) })), 'error 400')
    })

    test('may take all of them', async () => {
      const { browser, page } = await begin()
      given().pass(300)
      const consent = await browser.submit(page, SIGN_IN)
      given().pass(299)
      assert.ok(landed(await browser.submit(consent, ALLOW)).parameters.has('code'))
    })
  },
  { lifetimes: { interaction: 600 } },
)
