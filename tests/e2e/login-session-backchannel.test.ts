import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, test } from 'node:test'
import type { LoginOptions, SessionStore } from '@gryphon/client/web'
import { sqliteSessions } from '../../examples/session-store.ts'
import { addClient } from '../support/clients.ts'
import { logoutPath } from '../support/logout.ts'
import { startOp, type TestOp } from '../support/op.ts'
import {
  createWebApplication,
  type MapRow,
  mapStore,
  openWebBrowser,
  type WebApplication,
} from '../support/web-application.ts'

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
  await addClient(op, { client_id: 'rp', backchannel_logout_uri: BACKCHANNEL })
  told = createWebApplication(op, { client_id: 'rp', session: { store: mapStore(rows) } })
})
after(() => op.close())

const json = async (answer: Response) => JSON.parse(await answer.text())

const loggedIn = async (over: Partial<LoginOptions> = {}) => {
  const application = createWebApplication(op, { client_id: 'rp', ...over })
  const browser = openWebBrowser(op, application)
  assert.equal((await browser.logIn()).status, 303)
  return { application, browser }
}

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
