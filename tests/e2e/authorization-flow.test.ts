import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { addClient } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import {
  ALLOW,
  authorizePath,
  authorizeQuery,
  claimsOf,
  landed,
  landingOf,
  logIn,
  SIGN_IN,
} from '../support/flow.ts'
import { pageOf, pathOf } from '../support/pages.ts'
import { rowCounts } from '../support/rows.ts'
import {
  type Answer,
  actionOf,
  hiddenFields,
  type UserAgent,
  userAgent,
} from '../support/user-agent.ts'

const CROSS_SITE = { method: 'POST', path: '/authorize' } as const

throughEachDoor('a flow', (given) => {
  let agent: UserAgent
  before(async () => {
    agent = userAgent(given().door)
    await logIn(agent, authorizePath())
    for (const client_id of ['one', 'two', 'three']) await addClient(given(), { client_id })
    await addClient(given(), { client_id: 'asks', trusted: false })
  })
  const follow = (by: UserAgent, { status, headers }: Answer) => {
    assert.equal(status, 303)
    return by.open({ path: headers.get('location') ?? '' })
  }
  const postFromAnotherSite = async (by: UserAgent, over = {}) =>
    follow(by, await by.sendCrossSite({ ...CROSS_SITE, body: authorizeQuery(over) }))

  test('PITFALLS 18: a cross-site POST with a live session needs no second login', async () => {
    const { parameters } = landed(await postFromAnotherSite(agent))
    assert.ok(parameters.has('code') && parameters.has('id_token'))
    assert.equal(parameters.get('state'), 'a state')
    const silent = landed(await postFromAnotherSite(agent, { prompt: 'none' }))
    assert.ok(silent.parameters.has('code'))
  })

  test('PITFALLS 18: a cross-site POST without a session ends on the sign-in page, and goes on from there', async () => {
    const stranger = userAgent(given().door)
    const page = await postFromAnotherSite(stranger)
    assert.equal(pageOf(page), 'sign-in')
    assert.ok(landed(await stranger.submit(page, SIGN_IN)).parameters.has('code'))
  })

  test('PITFALLS 18: a cross-site POST that asks for a sign-in gets one, session or not', async () => {
    assert.equal(pageOf(await postFromAnotherSite(agent, { prompt: 'login' })), 'sign-in')
  })

  test('PITFALLS 18, 23: a cross-site POST with prompt=none and no session is told login_required, also where cookies are blocked', async () => {
    const errorOf = (answer: Answer) => landed(answer).parameters.get('error')
    const asked = { prompt: 'none' }
    assert.equal(
      errorOf(await postFromAnotherSite(userAgent(given().door), asked)),
      'login_required',
    )
    const { door } = given()
    const first = await door.send({ ...CROSS_SITE, body: authorizeQuery(asked) })
    const location = first.headers.get('location') ?? ''
    const second = location.startsWith('/') ? await door.send({ path: location }) : first
    assert.equal(errorOf(second), 'login_required')
  })

  test('PITFALLS 18: a POST of our own site with a session is answered at once', async () => {
    const answer = await agent.send({ ...CROSS_SITE, body: authorizeQuery() })
    assert.ok(landed(answer).parameters.has('code'))
  })

  test('PITFALLS 20: back and reload after the end show where one stands, and one click goes on', async () => {
    const browser = userAgent(given().door)
    const signIn = await browser.open({ path: authorizePath() })
    const first = landed(await browser.submit(signIn, SIGN_IN))
    for (let times = 0; times < 2; times += 1) {
      const again = await browser.open({ path: pathOf(signIn) })
      assert.equal(pageOf(again), 'continue')
      const second = landed(await browser.submit(again, { action: 'continue' }))
      assert.equal(second.parameters.get('state'), 'a state')
      assert.notEqual(second.parameters.get('code'), first.parameters.get('code'))
    }
  })

  test('PITFALLS 20: a page that is reloaded is the same page', async () => {
    const browser = userAgent(given().door)
    const page = await browser.open({ path: authorizePath() })
    const reloaded = await browser.open({ path: pathOf(page) })
    assert.equal(pageOf(reloaded), 'sign-in')
    assert.ok(landed(await browser.submit(reloaded, SIGN_IN)).parameters.has('code'))
  })

  test('PITFALLS 20: a form that is sent twice, at once or one after the other, does its work once', async () => {
    const browser = userAgent(given().door)
    const signIn = await browser.open({ path: authorizePath({ client_id: 'asks' }) })
    const [consent, same] = await Promise.all([
      browser.submit(signIn, SIGN_IN),
      browser.submit(signIn, SIGN_IN),
    ])
    assert.deepEqual([pageOf(consent), pageOf(same)], ['consent', 'consent'])
    const before = rowCounts(given())
    const landings = await Promise.all([
      browser.submit(consent, ALLOW),
      browser.submit(consent, ALLOW),
    ])
    const late = [await browser.submit(consent, ALLOW), await browser.submit(signIn, SIGN_IN)]
    for (const answer of [...landings, ...late]) assert.ok(landed(answer).parameters.has('code'))
    const { consents = 0, ...others } = before
    assert.deepEqual(rowCounts(given()), { ...others, consents: consents + 1 })
  })

  test('PITFALLS 21: ten tabs for each of three clients: one sign-in, and every tab goes on by itself', async () => {
    const browser = userAgent(given().door)
    const tabs = ['one', 'two', 'three'].flatMap((client_id) =>
      Array.from({ length: 10 }, (_, i) => ({ client_id, state: `${client_id} ${i}` })),
    )
    const pages = await Promise.all(
      tabs.map((tab) => browser.open({ path: authorizePath({ ...tab, nonce: tab.state }) })),
    )
    assert.ok(pages.every((page) => pageOf(page) === 'sign-in'))
    const [first, ...others] = pages
    assert.ok(first && landingOf(await browser.submit(first, SIGN_IN)))
    for (const [index, page] of others.entries()) {
      const reload = index % 2 === 0
      const answer = reload
        ? await browser.submit(await browser.open({ path: pathOf(page) }), { action: 'continue' })
        : await browser.submit(page, { ...SIGN_IN, password: 'not typed again' })
      const { parameters } = landed(answer)
      const tab = tabs[index + 1]
      assert.equal(parameters.get('state'), tab?.state)
      const { aud, nonce } = claimsOf(parameters.get('id_token'))
      assert.deepEqual([aud, nonce], [tab?.client_id, tab?.state])
    }
  })

  test('PITFALLS 21: a form of one tab does nothing for another', async () => {
    const browser = userAgent(given().door)
    const [here, there] = await Promise.all([
      browser.open({ path: authorizePath() }),
      browser.open({ path: authorizePath() }),
    ])
    const fields = [...hiddenFields(there), ...Object.entries(SIGN_IN)]
    const before = rowCounts(given())
    const path = actionOf(here)
    const answer = await browser.open({ method: 'POST', path, body: new URLSearchParams(fields) })
    assert.equal(pageOf(answer), 'error 400')
    assert.deepEqual(rowCounts(given()), before)
  })
})
