import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { landed } from '../support/flow.ts'
import {
  type LoginApplication,
  openLoginBrowser,
  startLoginApplication,
} from '../support/login-application.ts'
import { type Credentials, startWhole, type Whole } from '../support/whole.ts'

/*
 * The examples of the ready adapters, run as they are, at the running provider: `code id_token` by form_post.
 */
const ADAPTERS = [
  { name: 'Express', script: 'examples/client-express.ts', prefix: '' },
  { name: 'Fastify', script: 'examples/client-fastify.ts', prefix: '' },
  { name: 'Hono', script: 'examples/client-hono.ts', prefix: '' },
  { name: 'Next.js', script: 'tests/support/next-application.ts', prefix: '/auth' },
  { name: 'node:http', script: 'examples/client-node.ts', prefix: '' },
] as const

let op: Whole
let person: Credentials

before(async () => {
  op = await startWhole()
  person = await op.addPerson('nora')
})
after(() => op.close())

for (const { name, script, prefix } of ADAPTERS)
  describe(`the login of ${name}`, () => {
    let application: LoginApplication
    before(async () => {
      application = await startLoginApplication(op, script, { callback: `${prefix}/callback` })
    })
    after(() => application.close())

    const newBrowser = () => openLoginBrowser(application, op, person)

    const logIn = async (browser = newBrowser()) => {
      const page = await browser.deliver(await browser.signIn(await browser.open('/me')))
      assert.equal(page.status, 200, page.text)
      return { browser, page }
    }

    test('a page for those who are logged in leads through the provider, and back to it', async () => {
      const browser = newBrowser()
      assert.equal((await browser.open('/')).text, 'hello nobody')
      const { page } = await logIn(browser)
      const { sub, name, email } = JSON.parse(page.text)
      assert.deepEqual([name, email], ['nora Example', 'nora@example.com'])
      assert.equal(page.headers.get('cache-control'), 'no-store')
      assert.equal((await browser.open('/')).text, `hello ${sub}`)
    })

    test('what is no page is answered 401 where nobody is logged in', async () => {
      const headers = { 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-origin' }
      const { status, text } = await newBrowser().app.send({ path: '/me', headers })
      assert.deepEqual([status, JSON.parse(text)], [401, { error: 'login_required' }])
    })

    test('two tabs log in at once, each to its own page', async () => {
      const browser = newBrowser()
      const one = await browser.open(`${prefix}/login?return_to=/?tab=one`)
      const two = await browser.open(`${prefix}/login?return_to=/?tab=two`)
      const [landing_one, landing_two] = [await browser.signIn(one), await browser.signIn(two)]
      for (const landing of [landing_two, landing_one])
        assert.match((await browser.deliver(landing)).text, /^hello (?!nobody)/)
      assert.deepEqual(
        browser.app.cookies.filter((cookie) => cookie.name.includes('txn')),
        [],
      )
    })

    test('an answer is good once, and only in the browser that asked', async () => {
      const browser = newBrowser()
      const landing = await browser.signIn(await browser.open('/me'))
      const stranger = await newBrowser().deliver(landing)
      assert.deepEqual([stranger.status, /transaction_unknown/.test(stranger.text)], [400, true])
      assert.equal((await browser.deliver(landing)).status, 200)
      const replayed = await browser.deliver(landing)
      assert.deepEqual([replayed.status, /transaction_unknown/.test(replayed.text)], [400, true])
      const code = landing.parameters.get('code') ?? ''
      assert.ok(code !== '' && !replayed.text.includes(code))
    })

    test('an answer that was tampered with is refused by its stable code', async () => {
      const browser = newBrowser()
      const landing = await browser.signIn(await browser.open('/me'))
      const parameters = new URLSearchParams(landing.parameters)
      parameters.set('code', `${parameters.get('code')}x`)
      const refused = await browser.deliver({ ...landing, parameters })
      assert.deepEqual([refused.status, /c_hash_mismatch/.test(refused.text)], [400, true])
      assert.equal((await browser.open('/')).text, 'hello nobody')
    })

    test('a session cookie that was tampered with is nobody', async () => {
      const { browser } = await logIn()
      const session = browser.app.cookies.find((cookie) => cookie.name.includes('session'))
      const spoiled = `${session?.value.slice(0, -2)}AA`
      const headers = { cookie: `${session?.name}=${spoiled}` }
      assert.equal((await newBrowser().app.send({ path: '/', headers })).text, 'hello nobody')
    })

    test('return_to leads to no other site', async () => {
      const browser = newBrowser()
      for (const evil of ['//evil.example', '/\\evil.example', 'https://evil.example/'])
        assert.equal(
          (await browser.open(`${prefix}/login?return_to=${encodeURIComponent(evil)}`)).status,
          400,
        )
    })

    test('a logout ends both sessions, and comes back', async () => {
      const { browser } = await logIn()
      const leaving = await browser.open(`${prefix}/logout`)
      const { pathname, search, searchParams } = new URL(leaving.headers.get('location') ?? '')
      assert.ok(searchParams.has('id_token_hint'))
      const back = landed(await browser.op.open({ path: pathname + search }))
      assert.equal(back.target, `${application.base_url}/`)
      assert.equal((await browser.open('/')).text, 'hello nobody')
      const asked = await browser.op.open({
        path: pathOf((await browser.open('/me')).headers.get('location')),
      })
      assert.match(asked.text, /name="password"/)
    })

    test('another site logs nobody out: the person is asked first', async () => {
      const { browser } = await logIn()
      const headers = { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'cross-site' }
      const asked = await browser.app.send({ path: `${prefix}/logout`, headers })
      assert.match(asked.text, /Log out\?/)
      assert.match((await browser.open('/')).text, /^hello (?!nobody)/)
    })
  })

const pathOf = (location: string | null) => {
  const { pathname, search } = new URL(location ?? '')
  return pathname + search
}
