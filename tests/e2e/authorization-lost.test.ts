import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { throughEachDoor } from '../support/each-door.ts'
import { authorizePath, landed, logIn, SIGN_IN } from '../support/flow.ts'
import { pageOf, pathOf, restartOf } from '../support/pages.ts'
import { rowCounts } from '../support/rows.ts'
import { actionOf, hiddenFields, userAgent } from '../support/user-agent.ts'

throughEachDoor('a lost flow', (given) => {
  before(() => logIn(userAgent(given().door), authorizePath()))
  const begin = async () => {
    const browser = userAgent(given().door)
    const page = await browser.open({ path: authorizePath({ response_mode: 'form_post' }) })
    assert.equal(pageOf(page), 'sign-in')
    return { browser, page }
  }

  test('PITFALLS 22: one that waited too long begins anew with one click, with the same request', async () => {
    const { browser, page } = await begin()
    given().pass(3599)
    assert.equal(pageOf(await browser.open({ path: pathOf(page) })), 'sign-in')
    given().pass(1)
    const before = rowCounts(given())
    for (const expired of [
      await browser.open({ path: pathOf(page) }),
      await browser.submit(page, SIGN_IN),
      await browser.open({ path: pathOf(page).replace('?', '/continue?') }),
    ]) {
      assert.equal(pageOf(expired), 'error 400')
      assert.match(expired.text, /expired/)
      const restart = restartOf(expired) ?? ''
      assert.deepEqual(
        Object.fromEntries(new URL(restart, given().issuer).searchParams),
        Object.fromEntries(
          new URL(authorizePath({ response_mode: 'form_post' }), given().issuer).searchParams,
        ),
      )
    }
    assert.deepEqual(rowCounts(given()), before)
    const expired = await browser.open({ path: pathOf(page) })
    const again = await browser.open({ path: restartOf(expired) ?? '' })
    assert.equal(pageOf(again), 'sign-in')
    const { where, parameters } = landed(await browser.submit(again, SIGN_IN))
    assert.deepEqual([where, parameters.get('state')], ['form_post', 'a state'])
  })

  test('PITFALLS 22: one that came to another browser, or lost its cookies, begins anew there', async () => {
    const { page } = await begin()
    const other = userAgent(given().door)
    const before = rowCounts(given())
    for (const lost of [
      await other.open({ path: pathOf(page) }),
      await other.submit(page, SIGN_IN),
      await other.open({ path: pathOf(page).replace('?', '/continue?') }),
    ]) {
      assert.equal(pageOf(lost), 'error 400')
      assert.deepEqual(lost.headers.getSetCookie(), [])
      assert.match(restartOf(lost) ?? '', /^\/authorize\?client_id=app&/)
    }
    assert.deepEqual(rowCounts(given()), before)
    const lost = await other.open({ path: pathOf(page) })
    const again = await other.open({ path: restartOf(lost) ?? '' })
    assert.ok(landed(await other.submit(again, SIGN_IN)).parameters.has('code'))
  })

  test('a form from another site, without the cookie of the flow, signs nobody in (RFC 6749 §10.12)', async () => {
    const { browser, page } = await begin()
    const before = rowCounts(given())
    const body = new URLSearchParams([...hiddenFields(page), ...Object.entries(SIGN_IN)])
    const answer = await browser.sendCrossSite({ method: 'POST', path: actionOf(page), body })
    assert.equal(pageOf(answer), 'error 400')
    assert.deepEqual(rowCounts(given()), before)
  })

  test('a ticket that was damaged, is of another flow, or is none, leads nowhere', async () => {
    const { browser, page } = await begin()
    const path = pathOf(page)
    const other = pathOf((await begin()).page)
    const [action] = path.split('?')
    const [, ticket] = other.split('?')
    const code = landed(await logInAgain()).parameters.get('code') ?? ''
    for (const broken of [
      `${path}x`,
      path.slice(0, -1),
      `${action}?${ticket}`,
      `${action}?ticket=${code}`,
      `${action}`,
    ]) {
      const answer = await browser.open({ path: broken })
      assert.equal(pageOf(answer), 'error 400', broken)
      assert.equal(restartOf(answer), undefined)
    }
  })

  const logInAgain = async () => {
    const { browser, page } = await begin()
    return browser.submit(page, SIGN_IN)
  }
})
