import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, test } from 'node:test'
import type { Fetch } from '@gryphon/client'
import type { LoginOptions, SessionStore } from '@gryphon/client/web'
import { sqliteSessions } from '../../examples/session-store.ts'
import { addClient } from '../support/clients.ts'
import { landed } from '../support/flow.ts'
import { logoutPath } from '../support/logout.ts'
import { startOp, type TestOp } from '../support/op.ts'
import {
  createWebApplication,
  type MapRow,
  mapStore,
  openWebBrowser,
  type WebApplication,
} from '../support/web-application.ts'

const POST_LOGOUT = 'https://rp.example/signed-out'
const BACKCHANNEL = 'https://rp.example/backchannel-logout'

let op: TestOp
const rows = new Map<string, MapRow>()
let told: WebApplication

before(async () => {
  op = await startOp('fetch', {
    fetch: async (url, form) => {
      const body = new URLSearchParams(form)
      const answer = await told.handle(new Request(url, { method: 'POST', body }))
      return { status: answer.status, body: await answer.text() }
    },
  })
  const metadata = { post_logout_redirect_uris: [POST_LOGOUT], backchannel_logout_uri: BACKCHANNEL }
  await addClient(op, { client_id: 'rp', ...metadata })
  told = createWebApplication(op, { client_id: 'rp', session: { store: mapStore(rows) } })
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

describe('Back-Channel Logout', () => {
  const session = { store: mapStore(rows) }

  const post = (application: WebApplication, form: Readonly<Record<string, string>>) =>
    application.handle(
      new Request(BACKCHANNEL, { method: 'POST', body: new URLSearchParams(form) }),
    )

  test('ends the session that the OP has ended, and no other (§2.7)', async () => {
    rows.clear()
    const one = await loggedIn({ session })
    const two = await loggedIn({ session })
    one.application.ask = async (visit) => visit.session?.id_token
    const id_token_hint = await json(await one.browser.open('/'))
    await one.browser.agent.open({ path: logoutPath({ id_token_hint }) })
    await op.op.deliverLogouts()
    assert.deepEqual(await op.op.admin.listDeliveries('default'), [])
    assert.equal((await one.browser.open('/me')).status, 303)
    assert.notEqual(await json(await two.browser.open('/')), 'nobody')
    assert.equal(rows.size, 1)
  })

  test('ends all sessions of a person where the token names no session, in SQLite too (§2.7)', async () => {
    const database = new DatabaseSync(':memory:')
    const store = sqliteSessions(database, op.now)
    const count = () => database.prepare('select count(*) as rows from session').get()?.rows
    const one = await loggedIn({ session: { store } })
    await loggedIn({ session: { store } })
    one.application.ask = async ({ claims }) => claims
    const { iss, sub, sid } = await json(await one.browser.open('/'))
    assert.equal(count(), 2)
    const token = { expires_at: op.now() + 60, sub, sid: undefined }
    await store.deleteAll?.({ ...token, iss: 'https://other.example', jti: 'one' })
    assert.equal(count(), 2)
    await store.deleteAll?.({ ...token, iss, sid, jti: 'one' })
    assert.equal(count(), 1)
    assert.equal(await store.deleteAll?.({ ...token, iss, jti: 'one' }), 'seen')
    assert.equal(count(), 1)
    await store.deleteAll?.({ ...token, iss, jti: 'two' })
    assert.equal(count(), 0)
  })

  /** What the application answers to a Logout Token of its own that comes once more. */
  const answerAgain = async (store: SessionStore) => {
    const delivered: Record<string, string>[] = []
    const { application, browser } = await loggedIn({ session: { store } })
    const handle = async (request: Request) => {
      delivered.push(Object.fromEntries(new URLSearchParams(await request.clone().text())))
      return application.handle(request)
    }
    told = { ...told, handle }
    application.ask = async (visit) => visit.session?.id_token
    const id_token_hint = await json(await browser.open('/'))
    await browser.agent.open({ path: logoutPath({ id_token_hint }) })
    await op.op.deliverLogouts()
    assert.deepEqual(await op.op.admin.listDeliveries('default'), [])
    return post(application, delivered[0] ?? assert.fail('no Logout Token'))
  }

  const STORES = {
    'a Map': () => mapStore(new Map()),
    SQLite: () => sqliteSessions(new DatabaseSync(':memory:'), op.now),
  } as const
  for (const [what, makeStore] of Object.entries(STORES))
    test(`by the same Logout Token again is refused where ${what} remembers it (§2.6, 8)`, async () => {
      const again = await answerAgain(makeStore())
      assert.deepEqual(
        [again.status, await json(again)],
        [400, { error: 'invalid_request', error_description: 'logout_token_replayed' }],
      )
    })

  test('by the same Logout Token again ends nothing more where the store remembers none', async () => {
    const { deleteAll, ...store } = mapStore(new Map())
    let nth = 0
    const forgetful: typeof deleteAll = (token) => deleteAll({ ...token, jti: `${nth++}` })
    assert.equal((await answerAgain({ ...store, deleteAll: forgetful })).status, 200)
  })

  test('is remembered in SQLite until the token has expired', async () => {
    const { deleteAll } = sqliteSessions(new DatabaseSync(':memory:'), op.now)
    const iss = 'https://op.example'
    const seen = { iss, jti: 'one', expires_at: op.now() + 60, sub: 'a', sid: undefined }
    assert.deepEqual([await deleteAll?.(seen), await deleteAll?.(seen)], ['new', 'seen'])
    assert.equal(await deleteAll?.({ ...seen, iss: 'https://other.example' }), 'new')
    op.pass(60)
    assert.equal(await deleteAll?.(seen), 'new')
  })

  test('that SQLite cannot carry out is not remembered, and is carried out when it comes again', async () => {
    const database = new DatabaseSync(':memory:')
    const { deleteAll } = sqliteSessions(database, op.now)
    const iss = 'https://op.example'
    const token = { iss, jti: 'one', expires_at: op.now() + 60, sub: 'a', sid: undefined }
    database.exec('alter table session rename to elsewhere')
    await assert.rejects(async () => deleteAll?.(token), /no such table/)
    database.exec('alter table elsewhere rename to session')
    assert.equal(await deleteAll?.(token), 'new')
  })

  test('is refused by 400 and a code where the token is none; the session stays (§2.8)', async () => {
    rows.clear()
    const { application, browser } = await loggedIn({ session })
    const answer = await post(application, { logout_token: 'a.b.c' })
    assert.deepEqual(
      [answer.status, answer.headers.get('cache-control'), await json(answer)],
      [400, 'no-store', { error: 'invalid_request', error_description: 'logout_token_malformed' }],
    )
    assert.notEqual(await json(await browser.open('/')), 'nobody')
  })

  test('lets a fault of the store rise: the OP comes again, and is not refused then (§2.8)', async () => {
    const fault = new Error('no disk')
    const { deleteAll, ...store } = mapStore(new Map())
    let isDown = true
    const failing: typeof deleteAll = async (token) => {
      if (isDown) throw fault
      return deleteAll(token)
    }
    const delivered: Request[] = []
    const { application, browser } = await loggedIn({
      session: { store: { ...store, deleteAll: failing } },
    })
    const handle = (request: Request) => {
      delivered.push(request.clone())
      return application.handle(request)
    }
    told = { ...told, handle }
    application.ask = async (visit) => visit.session?.id_token
    const id_token_hint = await json(await browser.open('/'))
    await browser.agent.open({ path: logoutPath({ id_token_hint }) })
    await op.op.deliverLogouts()
    const [request = assert.fail('no Logout Token')] = delivered
    await assert.rejects(application.handle(request.clone()), fault)
    isDown = false
    assert.equal((await application.handle(request)).status, 200)
    application.ask = async ({ claims }) => claims?.sub ?? 'nobody'
    assert.equal(await json(await browser.open('/')), 'nobody')
  })

  test('is not there where no store could end a session', async () => {
    const { application } = await loggedIn()
    assert.equal((await post(application, { logout_token: 'a.b.c' })).status, 404)
  })
})
