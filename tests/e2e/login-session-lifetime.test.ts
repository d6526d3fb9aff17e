import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, test } from 'node:test'
import type { LoginOptions } from '@gryphon/client/web'
import { sqliteSessions } from '../../examples/session-store.ts'
import { startOp, type TestOp } from '../support/op.ts'
import {
  createWebApplication,
  type MapRow,
  mapStore,
  openWebBrowser,
  type WebApplication,
} from '../support/web-application.ts'

let op: TestOp
before(async () => {
  op = await startOp('fetch')
})
after(() => op.close())

/** A browser that is logged in, and its application; `keep` says where the session is. */
const loggedIn = async (over: Partial<LoginOptions> = {}) => {
  const application = createWebApplication(op, over)
  const browser = openWebBrowser(op, application)
  assert.equal((await browser.logIn()).status, 303)
  return { application, browser }
}

const anotherTab = (application: WebApplication, browser: ReturnType<typeof openWebBrowser>) =>
  openWebBrowser(op, application, new Map(browser.cookies))

const json = async (answer: Response) => JSON.parse(await answer.text())
const tokenRequests = ({ asked }: WebApplication) =>
  asked.filter((path) => path === '/oauth/token').length

const KEEPS = {
  'in a cookie': () => undefined,
  'in a store': () => mapStore(new Map()),
  'in SQLite': () => sqliteSessions(new DatabaseSync(':memory:'), op.now),
} as const

for (const [where, makeStore] of Object.entries(KEEPS)) {
  const keep = (session: Omit<NonNullable<LoginOptions['session']>, 'store'> = {}) => {
    const store = makeStore()
    return { session: store === undefined ? session : { ...session, store } }
  }

  describe(`a session ${where}`, () => {
    test('ends when nobody was there for its idle time', async () => {
      const { browser } = await loggedIn(keep({ idle: 600 }))
      op.pass(599)
      assert.notEqual(await json(await browser.open('/')), 'nobody')
      op.pass(599)
      assert.notEqual(await json(await browser.open('/')), 'nobody')
      op.pass(600)
      assert.equal(await json(await browser.open('/')), 'nobody')
    })

    test('ends at its absolute time, however busy its person is', async () => {
      const { browser } = await loggedIn(keep({ idle: 600, absolute: 1200 }))
      for (const _ of [1, 2]) {
        op.pass(599)
        assert.notEqual(await json(await browser.open('/')), 'nobody')
      }
      const ages = [...browser.cookies.values()].map(({ attributes }) => attributes.at(-1))
      assert.deepEqual(ages, ['Max-Age=2'])
      op.pass(2)
      assert.equal(await json(await browser.open('/')), 'nobody')
    })

    test('is noted once a minute, and not at each request', async () => {
      const { browser } = await loggedIn(keep())
      op.pass(59)
      assert.deepEqual((await browser.open('/')).headers.getSetCookie(), [])
      op.pass(1)
      assert.equal((await browser.open('/')).headers.getSetCookie().length, 1)
      assert.deepEqual((await browser.open('/')).headers.getSetCookie(), [])
    })

    test('asks with its access token, without asking the OP for another while that is good', async () => {
      const { application, browser } = await loggedIn(keep())
      application.ask = async (visit) => (await visit.userinfo()).name
      const answer = await browser.open('/')
      assert.deepEqual(answer.headers.getSetCookie(), [])
      assert.equal(await json(answer), 'Alice Example')
      assert.equal(tokenRequests(application), 1)
    })

    test('refreshes its access token once for all requests at the same time, and late ones too', async () => {
      const { application, browser } = await loggedIn(keep())
      application.ask = (visit) => visit.accessToken()
      const first = await json(await browser.open('/'))
      op.pass(3600)
      const late = anotherTab(application, browser)
      const tabs = [1, 2, 3].map(() => anotherTab(application, browser))
      const tokens = await Promise.all(tabs.map(async (tab) => json(await tab.open('/'))))
      assert.equal(tokenRequests(application), 2)
      assert.equal(new Set(tokens).size, 1)
      assert.notEqual(tokens[0], first)
      assert.equal(await json(await late.open('/')), tokens[0])
      assert.equal(tokenRequests(application), 2)
      op.pass(3600)
      const [tab = assert.fail()] = tabs
      assert.notEqual(await json(await tab.open('/')), tokens[0])
      assert.equal(tokenRequests(application), 3)
    })

    test('that is noted beside a refresh keeps what the refresh has brought', async () => {
      const { application, browser } = await loggedIn(keep())
      op.pass(3600)
      const late = anotherTab(application, browser)
      application.ask = (visit) => visit.accessToken()
      await browser.open('/')
      application.ask = async (visit) => visit.session?.refresh_token
      const newest = await json(await browser.open('/'))
      assert.equal(await json(await late.open('/')), newest)
      assert.equal(await json(await late.open('/')), newest)
    })

    test('refreshes an access token that ends within half a minute, and no sooner', async () => {
      const { application, browser } = await loggedIn(keep())
      application.ask = (visit) => visit.accessToken()
      op.pass(569)
      await browser.open('/')
      assert.equal(tokenRequests(application), 1)
      op.pass(1)
      await browser.open('/')
      assert.equal(tokenRequests(application), 2)
    })

    test('uses an access token to its end where nothing renews it', async () => {
      const { application, browser } = await loggedIn({ ...keep(), request: { scope: 'openid' } })
      application.ask = (visit) => visit.accessToken().catch(({ code }) => code)
      const first = await json(await browser.open('/'))
      op.pass(599)
      assert.equal(await json(await browser.open('/')), first)
      op.pass(1)
      assert.equal(await json(await browser.open('/')), 'access_token_expired')
    })

    test('says that its access token has expired where nothing renews it', async () => {
      const { application, browser } = await loggedIn({ ...keep(), request: { scope: 'openid' } })
      application.ask = (visit) => visit.accessToken().catch(({ code }) => code)
      op.pass(3600)
      assert.equal(await json(await browser.open('/')), 'access_token_expired')
    })

    test('says that it has no access token where none was asked for', async () => {
      const request = { response_type: 'id_token' } as const
      const application = createWebApplication(op, { ...keep(), client_id: 'id-token', request })
      await op.op.admin
        .registerClient('default', {
          client_id: 'id-token',
          client_secret: 'a-secret-of-thirty-two-characters',
          redirect_uris: ['https://rp.example/callback'],
          response_types: ['id_token'],
          trusted: true,
        })
        .catch(() => undefined)
      const browser = openWebBrowser(op, application)
      await browser.logIn()
      application.ask = (visit) => visit.accessToken().catch(({ code }) => code)
      assert.equal(await json(await browser.open('/')), 'access_token_missing')
    })

    test('of nobody has no access token', async () => {
      const application = createWebApplication(op, keep())
      application.ask = (visit) => visit.accessToken().catch(({ code }) => code)
      assert.equal(await json(await openWebBrowser(op, application).open('/')), 'session_missing')
    })

    test('asks an API with its access token', async () => {
      const { application, browser } = await loggedIn(keep())
      application.ask = async (visit) =>
        (await (await visit.fetch('https://op.example/userinfo')).json()).sub
      assert.match(await json(await browser.open('/')), /^[\w-]+$/)
    })
  })
}

describe('a store of sessions', () => {
  const rows = new Map<string, MapRow>()
  const session = { store: mapStore(rows) }

  test('learns neither what the browser has nor what the OP gave', async () => {
    rows.clear()
    const { application, browser } = await loggedIn({ session })
    application.ask = async ({ session: opened }) => opened
    const { access_token, refresh_token, id_token, claims } = await json(await browser.open('/'))
    const [id = '', row] = [...rows][0] ?? []
    const cookies = [...browser.cookies.values()].map(({ value }) => value)
    for (const secret of [access_token, refresh_token, id_token, ...cookies])
      assert.ok(secret.length > 20 && !JSON.stringify([id, row]).includes(secret))
    assert.deepEqual([row?.iss, row?.sub, rows.size], [claims.iss, claims.sub, 1])
    assert.equal(row?.expires_at, op.now() + 86_400)
  })

  test('has a new session after each login, and the one before no more: none is fixed beforehand', async () => {
    rows.clear()
    const { application, browser } = await loggedIn({ session })
    const [[name, { value }] = assert.fail()] = [...browser.cookies]
    const stranger = openWebBrowser(op, application, new Map(browser.cookies))
    const landing = await browser.signIn(await browser.open('/login'))
    browser.cookies.set(name, { value, attributes: ['SameSite=None'] })
    await browser.deliver(landing)
    assert.notEqual(browser.cookies.get(name)?.value, value)
    assert.equal(rows.size, 1)
    assert.equal(await json(await stranger.open('/')), 'nobody')
  })

  test('cannot give one person the session of another: a value is good under its own id', async () => {
    rows.clear()
    const one = await loggedIn({ session })
    const two = await loggedIn({ session })
    const [first, second] = [...rows]
    rows.set(first?.[0] ?? '', second?.[1] ?? assert.fail())
    assert.equal(await json(await one.browser.open('/')), 'nobody')
    assert.notEqual(await json(await two.browser.open('/')), 'nobody')
  })

  test('is asked for nothing by a browser without a session', async () => {
    const asked: string[] = []
    const store = mapStore(new Map())
    const told: typeof store = {
      ...store,
      get: (id) => {
        asked.push(`get ${id}`)
        return store.get(id)
      },
      delete: (id) => {
        asked.push(`delete ${id}`)
        return store.delete(id)
      },
    }
    const { application } = await loggedIn({ session: { store: told } })
    await openWebBrowser(op, application).open('/')
    await openWebBrowser(op, application).open('/logout')
    assert.deepEqual(asked, [])
  })

  test('cannot be used as a cookie: what is sealed for one is not opened as the other', async () => {
    rows.clear()
    const { browser } = await loggedIn({ session })
    const [row] = [...rows.values()]
    const other = createWebApplication(op)
    const [name = ''] = [...browser.cookies.keys()]
    const cookie = { value: row?.value ?? '', attributes: [] }
    const thief = openWebBrowser(op, other, new Map([[`${name}.0`, cookie]]))
    assert.equal(await json(await thief.open('/')), 'nobody')
  })

  test('is not written to by a request whose session has ended meanwhile', async () => {
    rows.clear()
    const { application, browser } = await loggedIn({ session })
    op.pass(3600)
    application.ask = async (visit) => {
      rows.clear()
      return visit.accessToken().catch(({ code }) => code)
    }
    assert.equal(await json(await browser.open('/')), 'session_missing')
    assert.equal(rows.size, 0)
    assert.equal(tokenRequests(application), 1)
  })

  test('that another process has refreshed is read again, and its refresh token not used twice', async () => {
    rows.clear()
    const { application, browser } = await loggedIn({ session })
    const elsewhere = createWebApplication(op, { session })
    elsewhere.ask = (visit) => visit.accessToken()
    op.pass(3600)
    let refreshed = ''
    application.ask = async (visit) => {
      refreshed = await json(await anotherTab(elsewhere, browser).open('/'))
      return visit.accessToken()
    }
    assert.equal(await json(await browser.open('/')), refreshed)
    assert.deepEqual([tokenRequests(application), tokenRequests(elsewhere)], [1, 1])
  })
})
