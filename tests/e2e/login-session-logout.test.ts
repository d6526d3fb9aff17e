import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { clientSecretBasic, type Fetch } from '@gryphon/client'
import type { LoginOptions } from '@gryphon/client/web'
import { addClient } from '../support/clients.ts'
import { landed } from '../support/flow.ts'
import { CLIENT_SECRET, startOp, type TestOp } from '../support/op.ts'
import {
  createWebApplication,
  type MapRow,
  mapStore,
  openWebBrowser,
} from '../support/web-application.ts'

const POST_LOGOUT = 'https://rp.example/signed-out'

let op: TestOp
const rows = new Map<string, MapRow>()

before(async () => {
  op = await startOp('fetch')
  await addClient(op, { client_id: 'rp', post_logout_redirect_uris: [POST_LOGOUT] })
})
after(() => op.close())

const json = async (answer: Response) => JSON.parse(await answer.text())

const loggedIn = async (over: Partial<LoginOptions> = {}) => {
  const given = { client_id: 'rp', post_logout_redirect_uri: POST_LOGOUT, ...over }
  const application = createWebApplication(op, given)
  const browser = openWebBrowser(op, application)
  assert.equal((await browser.logIn()).status, 303)
  return { application, browser }
}

/** What is left of a session in a browser. */
const sessionCookies = ({ cookies }: ReturnType<typeof openWebBrowser>) =>
  [...cookies.keys()].filter((name) => name.includes('-session'))

const atOp = async (browser: ReturnType<typeof openWebBrowser>, answer: Response) => {
  const { pathname, search } = new URL(answer.headers.get('location') ?? '')
  return browser.agent.open({ path: pathname + search })
}

interface Given {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
}

describe('a logout', () => {
  test('ends the session here, revokes its refresh token, and goes on at the OP (RP-Initiated Logout §2)', async () => {
    const { application, browser } = await loggedIn()
    const answer = await browser.open('/logout')
    assert.equal(answer.headers.get('cache-control'), 'no-store')
    assert.deepEqual(sessionCookies(browser), [])
    assert.equal(await json(await browser.open('/')), 'nobody')
    assert.equal(application.asked.at(-1), '/oauth/revoke')
    assert.equal(landed(await atOp(browser, answer)).target, POST_LOGOUT)
  })

  test('of a session in a store ends it there, and its cookie here', async () => {
    rows.clear()
    const { browser } = await loggedIn({ session: { store: mapStore(rows) } })
    assert.equal(rows.size, 1)
    const { headers } = await browser.open('/logout')
    assert.equal(rows.size, 0)
    assert.deepEqual(sessionCookies(browser), [])
    assert.match(headers.getSetCookie()[0] ?? '', /-session=; .*Max-Age=0$/)
    assert.deepEqual(
      (await browser.open('/logout')).headers.getSetCookie().filter((it) => /-session/.test(it)),
      [],
    )
  })

  test('that ends at the OP is not waited for', async () => {
    const application = createWebApplication(op, { client_id: 'rp' })
    const browser = openWebBrowser(op, application)
    await browser.logIn()
    const { headers } = await browser.open('/logout')
    const { searchParams } = new URL(headers.get('location') ?? '')
    assert.deepEqual([searchParams.has('state'), searchParams.has('id_token_hint')], [false, true])
    assert.equal(browser.cookies.size, 0)
  })

  test('of a session without a refresh token revokes nothing', async () => {
    const { application, browser } = await loggedIn({ request: { scope: 'openid' } })
    await browser.open('/logout')
    assert.ok(!application.asked.includes('/oauth/revoke'))
  })

  test('stays at the application where that is said', async () => {
    const { browser } = await loggedIn({ logout_at: 'application' })
    const { headers } = await browser.open('/logout')
    assert.equal(headers.get('location'), POST_LOGOUT)
  })

  test('of nobody goes to where a logout ends', async () => {
    const browser = openWebBrowser(op, createWebApplication(op))
    assert.equal((await browser.open('/logout')).headers.get('location'), 'https://rp.example/')
  })

  const down = {
    fetch: async () => {
      throw new TypeError('no network')
    },
  }

  test('is one even when the OP does not answer', async () => {
    let fetch: Fetch = async (url, init) => op.op.fetch(new Request(url, init))
    const { browser } = await loggedIn({ options: { fetch: (url, init) => fetch(url, init) } })
    fetch = down.fetch
    const { headers } = await browser.open('/logout')
    assert.match(headers.get('location') ?? '', /^https:\/\/op\.example\/oauth\/logout\?/)
    assert.deepEqual(sessionCookies(browser), [])
  })

  test('is one here even when the OP has not said yet how to log out', async () => {
    const { browser } = await loggedIn()
    const restarted = createWebApplication(op, { client_id: 'rp', options: down })
    const again = openWebBrowser(op, restarted, browser.cookies)
    const { headers } = await again.open('/logout')
    assert.equal(headers.get('location'), 'https://rp.example/')
    assert.deepEqual([...browser.cookies], [])
  })

  test('does not hide a fault of the application', async () => {
    const fault = new RangeError('the secret is not there any more')
    let isBroken = false
    const { method, authenticate } = clientSecretBasic(CLIENT_SECRET)
    const { browser } = await loggedIn({
      authentication: {
        method,
        authenticate: (input) => {
          if (isBroken) throw fault
          return authenticate(input)
        },
      },
    })
    isBroken = true
    await assert.rejects(browser.open('/logout'), (error) => error === fault)
  })

  const OWN: readonly Given[] = [
    { method: 'GET', headers: { 'sec-fetch-site': 'none' } },
    { method: 'GET', headers: { 'sec-fetch-site': 'same-origin' } },
    { method: 'POST', headers: { 'sec-fetch-site': 'same-origin' } },
    { method: 'POST', headers: { 'sec-fetch-site': '', origin: 'https://rp.example' } },
  ]
  for (const { method, headers } of OWN)
    test(`by ${method} with ${JSON.stringify(headers)} is one of its own`, async () => {
      const { browser } = await loggedIn()
      await browser.open('/logout', { method, headers })
      assert.deepEqual(sessionCookies(browser), [])
    })

  const FOREIGN: readonly Given[] = [
    { method: 'GET', headers: { 'sec-fetch-site': 'cross-site' } },
    { method: 'GET', headers: { 'sec-fetch-site': 'same-site' } },
    { method: 'GET', headers: { 'sec-fetch-site': '' } },
    { method: 'POST', headers: { 'sec-fetch-site': 'cross-site', origin: 'https://rp.example' } },
    { method: 'POST', headers: { 'sec-fetch-site': '', origin: 'https://evil.example' } },
    { method: 'POST', headers: { 'sec-fetch-site': '', origin: 'null' } },
  ]
  for (const { method, headers } of FOREIGN)
    test(`by ${method} with ${JSON.stringify(headers)} is asked about first`, async () => {
      const { browser } = await loggedIn()
      const asked = await browser.open('/logout', { method, headers })
      assert.match(await asked.text(), /<form method="post" action="\/logout">/)
      assert.match(asked.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/)
      assert.notEqual(await json(await browser.open('/')), 'nobody')
    })
})
