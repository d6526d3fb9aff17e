import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import type { AuthenticationRequest } from '@gryphon/client'
import { addClient } from '../support/clients.ts'
import { landed } from '../support/flow.ts'
import { startOp, type TestOp } from '../support/op.ts'
import {
  createWebApplication,
  openWebBrowser,
  SECRET,
  type WebApplication,
} from '../support/web-application.ts'

let op: TestOp
let application: WebApplication
before(async () => {
  op = await startOp('fetch')
})
after(() => op.close())
beforeEach(() => {
  application = createWebApplication(op)
})

const newBrowser = (at = application) => openWebBrowser(op, at)
const codeOf = async (answer: Response) =>
  [answer.status, /<code>([^<]*)/.exec(await answer.text())?.[1]] as const
const subOf = async (answer: Response) => JSON.parse(await answer.text())

describe('the cookie of a transaction', () => {
  test('PITFALLS 19: comes with a form of another site, long after two minutes', async () => {
    const browser = newBrowser()
    const begun = await browser.open('/login?return_to=/start')
    op.pass(3599)
    const answer = await browser.deliver(await browser.signIn(begun))
    assert.deepEqual(
      [answer.status, answer.headers.get('location')],
      [303, 'https://rp.example/start'],
    )
    assert.equal(answer.headers.get('cache-control'), 'no-store')
  })

  test('is of this host alone and seen by no script; that of the session is Lax', async () => {
    const browser = newBrowser()
    const begun = await browser.open('/login')
    assert.equal(begun.headers.get('cache-control'), 'no-store')
    const [[name = '', cookie] = []] = [...browser.cookies]
    assert.match(name, /^__Host-gryphon-[\w-]{8}-txn-[\w-]{16}$/)
    const attributes = ['Path=/', 'HttpOnly', 'SameSite=None', 'Secure', 'Max-Age=3600']
    assert.deepEqual(cookie?.attributes, attributes)
    await browser.deliver(await browser.signIn(begun))
    const [[session = '', kept] = []] = [...browser.cookies]
    assert.match(session, /^__Host-gryphon-[\w-]{8}-session\.0$/)
    const lax = ['Path=/', 'HttpOnly', 'SameSite=Lax', 'Secure', 'Max-Age=86400']
    assert.deepEqual([browser.cookies.size, kept?.attributes], [1, lax])
  })

  test('is Lax where the answer comes by the query', async () => {
    const at = createWebApplication(op, { request: { response_type: 'code' } })
    const browser = newBrowser(at)
    const begun = await browser.open('/login')
    assert.ok([...browser.cookies.values()][0]?.attributes.includes('SameSite=Lax'))
    assert.equal((await browser.deliver(await browser.signIn(begun))).status, 303)
    assert.notEqual(await subOf(await browser.open('/')), 'nobody')
  })

  test('holds nothing that can be read', async () => {
    const browser = newBrowser()
    const { searchParams } = new URL((await browser.open('/login')).headers.get('location') ?? '')
    const kept = JSON.stringify(
      [...browser.cookies].map(([name, { value }]) => [name, atobAll(value)]),
    )
    for (const name of ['state', 'nonce']) assert.ok(!kept.includes(searchParams.get(name) ?? ''))
  })

  test('is good for an hour', async () => {
    const browser = newBrowser()
    const begun = await browser.open('/login')
    op.pass(3600)
    const landing = await browser.signIn(begun)
    assert.deepEqual(await codeOf(await browser.deliver(landing)), [400, 'transaction_unknown'])
  })

  test('gives way, the oldest first, where there are more than five', async () => {
    const browser = newBrowser()
    const begun: Response[] = []
    for (const at of [0, 1, 2, 3, 4, 5]) {
      begun.push(await browser.open(`/login?return_to=/${at}`))
      op.pass(1)
    }
    assert.equal(browser.cookies.size, 5)
    const [first = assert.fail(), second = assert.fail()] = begun
    const lost = await browser.deliver(await browser.signIn(first))
    assert.deepEqual(await codeOf(lost), [400, 'transaction_unknown'])
    const there = await browser.deliver(await browser.signIn(second))
    assert.equal(there.headers.get('location'), 'https://rp.example/1')
  })

  test('under the name of another transaction is no transaction', async () => {
    const browser = newBrowser()
    const [one, two] = [await browser.open('/login'), await browser.open('/login')]
    const [first, second] = [...browser.cookies]
    browser.cookies.set(first?.[0] ?? '', second?.[1] ?? assert.fail())
    const landing = await browser.signIn(one)
    assert.deepEqual(await codeOf(await browser.deliver(landing)), [400, 'transaction_unknown'])
    assert.equal((await browser.deliver(await browser.signIn(two))).status, 303)
  })
})

const atobAll = (jwe: string) =>
  jwe.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1'))

const TYPES: readonly AuthenticationRequest['response_type'][] = [
  'id_token',
  'id_token token',
  'code',
  'code token',
  'code id_token',
  'code id_token token',
]

describe('a login', () => {
  before(() => addClient(op, { client_id: 'any', response_types: TYPES }))

  for (const response_type of TYPES)
    test(`of response_type ${response_type} ends in a session`, async () => {
      const at = createWebApplication(op, { client_id: 'any', request: { response_type } })
      const browser = newBrowser(at)
      const answer = await browser.logIn()
      assert.equal(answer.status, 303, await answer.text())
      assert.notEqual(await subOf(await browser.open('/')), 'nobody')
      at.ask = async ({ session }) => session?.id_token?.split('.').length
      assert.equal(await subOf(await browser.open('/')), 3)
    })

  test('is asked for nobody twice: a page that requires it lets its person in', async () => {
    const browser = newBrowser()
    assert.equal((await browser.open('/me')).status, 303)
    await browser.logIn()
    const page = await browser.open('/me')
    assert.deepEqual([page.status, (await subOf(page)) === 'nobody'], [200, false])
  })

  test('by form_post takes an answer by no other way', async () => {
    const browser = newBrowser()
    const landing = await browser.signIn(await browser.open('/login'))
    const answer = await browser.deliver({ ...landing, where: 'query' })
    assert.deepEqual(await codeOf(answer), [400, 'response_mode_mismatch'])
  })

  test('is refused, and read no further, where its answer is longer than any', async () => {
    const parameters = new URLSearchParams({ state: 'x'.repeat(262_144) })
    const landing = {
      where: 'form_post',
      target: 'https://rp.example/callback',
      parameters,
    } as const
    const answer = await newBrowser().deliver(landing)
    assert.deepEqual(await codeOf(answer), [400, 'authorization_response_malformed'])
  })

  test('that the person refuses says so, and begins anew by a link', async () => {
    const at = createWebApplication(op, { request: { prompt: 'none' } })
    const browser = newBrowser(at)
    const { headers } = await browser.open('/login')
    const { pathname, search } = new URL(headers.get('location') ?? '')
    const page = await browser.agent.open({ path: pathname + search })
    const answer = await browser.deliver(landed(page))
    assert.deepEqual(await codeOf(answer.clone()), [400, 'authorization_error: login_required'])
    assert.match(await answer.text(), /<a href="\/login">Log in again<\/a>/)
  })
})

describe('the page of an error', () => {
  test('says by its code that the page to return to is of another site (RFC 9700 §4.11.1)', async () => {
    const answer = await newBrowser().open('/login?return_to=//evil.example')
    assert.deepEqual(await codeOf(answer), [400, 'return_to_refused'])
  })

  test('is 502 where the OP does not answer; the next login asks it again', async () => {
    let isDown = true
    const fetch = async (url: string, init: RequestInit) =>
      isDown ? new Response('down', { status: 503 }) : op.op.fetch(new Request(url, init))
    const browser = newBrowser(createWebApplication(op, { options: { fetch } }))
    assert.deepEqual(await codeOf(await browser.open('/login')), [502, 'status_unexpected'])
    isDown = false
    op.pass(5)
    assert.equal((await browser.open('/login')).status, 303)
  })

  test('may be framed by nobody, runs nothing, and is kept by no cache', async () => {
    const { headers } = await newBrowser().open('/login?return_to=//evil.example')
    assert.match(
      headers.get('content-security-policy') ?? '',
      /default-src 'none'.*frame-ancestors 'none'/,
    )
    assert.doesNotMatch(headers.get('content-security-policy') ?? '', /script-src/)
    assert.equal(headers.get('cache-control'), 'no-store')
  })

  test('is the application’s own, by on_error; what that throws is thrown', async () => {
    const own = createWebApplication(op, {
      on_error: ({ code }) => new Response(code, { status: 418 }),
    })
    const answer = await newBrowser(own).open('/callback?state=x')
    assert.deepEqual([answer.status, await answer.text()], [418, 'transaction_unknown'])
    const thrown = createWebApplication(op, {
      on_error: (error) => {
        throw error
      },
    })
    await assert.rejects(newBrowser(thrown).open('/callback'), { code: 'transaction_unknown' })
  })
})

describe('what is configured', () => {
  const WRONG = {
    'a response that no server sees': { request: { response_mode: 'fragment' } },
    'a JWT that no server sees': { request: { response_mode: 'fragment.jwt' } },
    'a JWT that no server sees by default': { request: { response_mode: 'jwt' } },
    'a response_type without an ID Token': { request: { response_type: 'none' } },
    'no openid': { request: { scope: 'profile' } },
    'a short secret': { secret: 'too short' },
    'no secret': { secret: [] },
  } as const
  for (const [what, over] of Object.entries(WRONG))
    test(`may not be ${what}`, () => {
      assert.throws(() => createWebApplication(op, over), { code: 'configuration_invalid' })
    })

  test('is http for nobody, and on this machine only by a visible symbol', () => {
    for (const base_url of ['http://rp.example', 'http://127.0.0.1:3000'])
      assert.throws(() => createWebApplication(op, { base_url }), { code: 'url_insecure' })
  })

  test('may be below a path, which a proxy cuts off or not', async () => {
    await addClient(op, { client_id: 'below', redirect_uris: ['https://rp.example/app/callback'] })
    const at = createWebApplication(op, {
      client_id: 'below',
      base_url: 'https://rp.example/app/',
    })
    for (const prefix of ['', '/app']) {
      const browser = newBrowser(at)
      const landing = await browser.signIn(await browser.open(`${prefix}/me?tab=1`))
      assert.equal(landing.target, 'https://rp.example/app/callback')
      const target = landing.target.replace('/app', prefix)
      const back = await browser.deliver({ ...landing, target })
      assert.equal(back.headers.get('location'), 'https://rp.example/app/me?tab=1')
    }
  })

  test('may be a new secret: what the old one has sealed is opened while that is beside it', async () => {
    const browser = newBrowser()
    await browser.logIn()
    const fresh = 'a new secret of this application, for its cookies'
    const rotated = createWebApplication(op, { secret: [fresh, SECRET] })
    const after = createWebApplication(op, { secret: fresh })
    const open = async (at: WebApplication) =>
      subOf(await openWebBrowser(op, at, new Map(browser.cookies)).open('/'))
    assert.notEqual(await open(rotated), 'nobody')
    assert.equal(await open(after), 'nobody')
  })
})
