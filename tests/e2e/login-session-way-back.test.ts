import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { addClient } from '../support/clients.ts'
import { landed } from '../support/flow.ts'
import { startOp, type TestOp } from '../support/op.ts'
import { createWebApplication, openWebBrowser } from '../support/web-application.ts'

const POST_LOGOUT = 'https://rp.example/signed-out'

let op: TestOp

before(async () => {
  op = await startOp('fetch')
  await addClient(op, { client_id: 'rp', post_logout_redirect_uris: [POST_LOGOUT] })
})
after(() => op.close())

const json = async (answer: Response) => JSON.parse(await answer.text())

const loggedIn = async () => {
  const given = { client_id: 'rp', post_logout_redirect_uri: POST_LOGOUT }
  const browser = openWebBrowser(op, createWebApplication(op, given))
  assert.equal((await browser.logIn()).status, 303)
  return { browser }
}

const atOp = async (browser: ReturnType<typeof openWebBrowser>, answer: Response) => {
  const { pathname, search } = new URL(answer.headers.get('location') ?? '')
  return browser.agent.open({ path: pathname + search })
}

/** What the OP sends the browser to after the logout. */
const wayBack = async (browser: ReturnType<typeof openWebBrowser>) => {
  const { target, parameters } = landed(await atOp(browser, await browser.open('/logout')))
  return { path: new URL(target).pathname, parameters }
}

const LOGOUT_COOKIE = /^__Host-gryphon-[\w-]{8}-logout$/

describe('the way back from a logout (RP-Initiated Logout §3)', () => {
  test('has the state that was sent, and ends at the page without it', async () => {
    const { browser } = await loggedIn()
    const { path, parameters } = await wayBack(browser)
    const [[name = '', cookie] = []] = [...browser.cookies]
    assert.match(name, LOGOUT_COOKIE)
    const attributes = ['Path=/', 'HttpOnly', 'SameSite=Lax', 'Secure', 'Max-Age=3600']
    assert.deepEqual(cookie?.attributes, attributes)
    assert.ok(!cookie.value.includes(parameters.get('state') ?? assert.fail('no state')))
    const back = await browser.open(`${path}?${parameters}`)
    assert.deepEqual(
      [back.status, back.headers.get('location'), back.headers.get('cache-control')],
      [303, POST_LOGOUT, 'no-store'],
    )
    assert.deepEqual([...browser.cookies], [])
    assert.equal(await json(await browser.open(path)), 'nobody')
  })

  test('with another state is refused, and the logout still waited for', async () => {
    const { browser } = await loggedIn()
    const { path, parameters } = await wayBack(browser)
    const forged = await browser.open(`${path}?state=forged`)
    assert.equal(forged.status, 400)
    assert.match(await forged.text(), /<code>state_mismatch<\/code>/)
    assert.equal((await browser.open(`${path}?${parameters}`)).status, 303)
  })

  test('of another logout is refused', async () => {
    const { browser: one } = await loggedIn()
    const { browser: two } = await loggedIn()
    const { path, parameters } = await wayBack(one)
    await wayBack(two)
    assert.equal((await two.open(`${path}?${parameters}`)).status, 400)
  })

  test('twice is no way back: the page is the application’s own again, whatever its state', async () => {
    const { browser } = await loggedIn()
    const { path, parameters } = await wayBack(browser)
    await browser.open(`${path}?${parameters}`)
    assert.equal(await json(await browser.open(`${path}?${parameters}`)), 'nobody')
  })

  test('is only where the browser was sent to, by GET, with a state', async () => {
    const { browser } = await loggedIn()
    const { path, parameters } = await wayBack(browser)
    for (const [elsewhere, method] of [
      [`/other?${parameters}`, 'GET'],
      [path, 'GET'],
      [`${path}?${parameters}`, 'POST'],
    ] as const)
      assert.equal(await json(await browser.open(elsewhere, { method })), 'nobody')
    assert.equal(browser.cookies.size, 1)
  })

  test('with the cookie of another application is not refused, and goes on without its state', async () => {
    const browser = openWebBrowser(
      op,
      createWebApplication(op, { client_id: 'rp', post_logout_redirect_uri: POST_LOGOUT }),
      new Map([['__Host-gryphon-12345678-logout', { value: 'x', attributes: [] }]]),
    )
    const answer = await browser.open('/signed-out?state=x')
    assert.deepEqual([answer.status, answer.headers.get('location')], [303, POST_LOGOUT])
  })

  test('is not looked at where it leads to another site, or nowhere', async () => {
    for (const over of [{ post_logout_redirect_uri: 'https://other.example/signed-out' }, {}]) {
      const cookies = new Map([['gryphon-12345678-logout', { value: 'x', attributes: [] }]])
      const browser = openWebBrowser(op, createWebApplication(op, over), cookies)
      assert.equal(await json(await browser.open('/signed-out?state=x')), 'nobody')
    }
  })
})
