import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type PlaygroundOptions, startPlayground } from './index.ts'
import { type Browser, browser } from './testing/browser.ts'
import { type ScriptedOp, SUB, startScriptedOp } from './testing/scripted-op.ts'
import type { Running } from './web/serve.ts'

let clock = 1_800_000_000
const now = () => clock
let op: ScriptedOp
let app: Running
const options = (issuer: string): PlaygroundOptions => ({
  issuer,
  client_id: 'playground',
  client_secret: 'a secret that nobody may see',
  resource: 'http://127.0.0.1:1',
  port: 0,
  now,
})

before(async () => {
  op = await startScriptedOp(now)
  app = await startPlayground(options(op.url))
})
after(() => Promise.all([op.close(), app.close()]))

const begin = async (client: Browser, query = ''): Promise<URLSearchParams> => {
  const away = await client.get(`${app.url}/login?${query}`)
  assert.equal(away.status, 303)
  return op.answer(away.headers.get('location') ?? '')
}

const finish = (client: Browser, answer: URLSearchParams, way = 'posted') =>
  client.post(`${app.url}/callback/${way}`, answer)

const enter = async (client: Browser, query = ''): Promise<string> => {
  const done = await finish(client, await begin(client, query))
  assert.equal(done.status, 303)
  return `${app.url}${done.headers.get('location')}`
}

const read = async (client: Browser, url: string) => (await client.get(url)).text()

const press = async (client: Browser, page: string, action: string) => {
  const [, csrf = ''] = /name="csrf" value="([^"]+)"/.exec(await read(client, page)) ?? []
  return client.post(`${page}/${action}`, new URLSearchParams({ csrf }))
}

test('PITFALLS 19: a form_post from the provider, without cookies, is posted again and then logs in', async () => {
  const client = browser()
  const answer = await begin(client)
  const resent = await browser().post(`${app.url}/callback`, answer)
  assert.equal(resent.status, 200)
  assert.equal(resent.headers.get('set-cookie'), null)
  assert.match(await resent.text(), /action="\/callback\/posted"/)
  const done = await finish(client, answer)
  assert.match(done.headers.get('location') ?? '', /^\/logins\/[\w-]+$/)
})

test('PITFALLS 19: a login may take longer than two minutes', async () => {
  const client = browser()
  const answer = await begin(client)
  clock += 200
  assert.equal((await finish(client, answer)).status, 303)
})

test('PITFALLS 21: two logins in parallel tabs do not disturb each other', async () => {
  const client = browser()
  const one = await begin(client, 'response_type=code+id_token')
  const other = await begin(client, 'response_type=code&response_mode=fragment')
  const second = await finish(client, other, 'fragment')
  const first = await finish(client, one)
  for (const [done, type] of [
    [first, 'code id_token'],
    [second, 'code'],
  ] as const) {
    const page = await read(client, `${app.url}${done.headers.get('location')}`)
    assert.match(page, new RegExp(`<li class="chip">${type}</li>`))
  }
})

test('an Authorization Response is used once', async () => {
  const client = browser()
  const answer = await begin(client)
  await finish(client, answer)
  const again = await finish(client, answer)
  assert.equal(again.status, 400)
  assert.match(await again.text(), /This login is over/)
})

test('PITFALLS 4: a response to a login of another browser is refused, and leaves that login alone', async () => {
  const client = browser()
  const answer = await begin(client)
  const foreign = await finish(browser(), answer)
  assert.equal(foreign.status, 400)
  assert.match(await foreign.text(), /began in another browser/)
  assert.equal((await finish(client, answer)).status, 303)
})

test('a response that comes another way than was asked for is refused', async () => {
  const client = browser()
  const refused = await finish(client, await begin(client, 'response_mode=form_post'), 'fragment')
  assert.equal(refused.status, 400)
})

test('a login ends when it takes more than an hour', async () => {
  const client = browser()
  const answer = await begin(client)
  clock += 3601
  assert.match(await (await finish(client, answer)).text(), /This login is over/)
})

test('the person is known before any token request, and both ID Tokens are shown to agree', async () => {
  const client = browser()
  const page = await read(client, await enter(client))
  const [before = '', after = ''] = page.split('The person is known here.')
  assert.match(after, new RegExp(SUB))
  assert.doesNotMatch(before, /POST \/token/)
  assert.match(after, /POST \/token/)
  assert.match(page, /Both ID Tokens agree\./)
})

test('no page holds a whole secret, and what came from outside is escaped', async () => {
  const client = browser()
  const page = await read(client, await enter(client))
  assert.doesNotMatch(page, /access-of-code-|refresh-of-code-|a secret that nobody may see/)
  assert.doesNotMatch(page, /[\w-]{20,}\.[\w-]{20,}\.[\w-]{20,}/)
  assert.match(page, /Jane &lt;b&gt;Doe&lt;\/b&gt;/)
  assert.doesNotMatch(page, /<b>Doe/)
})

test('RFC 6749 §4.1.2: replaying the code shows that everything from it is revoked', async () => {
  const client = browser()
  const url = await enter(client)
  assert.equal((await press(client, url, 'replay')).status, 303)
  const page = await read(client, url)
  assert.equal(page.match(/✓ refused/g)?.length, 4)
  assert.doesNotMatch(page, /not as expected/)
  assert.match(page, /seen refused">(?:(?!<\/li>)[\s\S])*200 · active: false/)
})

test('after a replay the buttons say what they will show', async () => {
  const client = browser()
  const url = await enter(client)
  assert.match(await read(client, url), /a JWT lives on until it expires/)
  await press(client, url, 'replay')
  assert.match(await read(client, url), /Shows the refusal, invalid_grant/)
})

test('a response type with one ID Token is not told to have two', async () => {
  const client = browser()
  const done = await finish(
    client,
    await begin(client, 'response_type=code&response_mode=form_post'),
  )
  const page = await read(client, `${app.url}${done.headers.get('location')}`)
  assert.match(page, /<h2>The ID Token<\/h2>/)
  assert.doesNotMatch(page, /Both ID Tokens|second only/)
})

test('Discovery §4: what the application learns of the provider stands in a part of its own', async () => {
  const alone = await startPlayground(options(op.url))
  const client = browser()
  const away = await client.get(`${alone.url}/login`)
  const answer = op.answer(away.headers.get('location') ?? '')
  const done = await client.post(`${alone.url}/callback/posted`, answer)
  const page = await read(client, `${alone.url}${done.headers.get('location')}`)
  await alone.close()
  const parts = page.split('<section class="phase"').slice(1)
  const asking = parts.filter((part) => /openid-configuration|GET \/jwks/.test(part))
  assert.equal(asking.length, 2)
  for (const part of asking) assert.match(part, /<span>Preparation<\/span>/)
})

test('a refresh gives new tokens', async () => {
  const client = browser()
  const url = await enter(client)
  await press(client, url, 'refresh')
  assert.match(await read(client, url), /Refreshed:/)
})

test('an API that does not answer is told of, and the login goes on', async () => {
  const client = browser()
  const url = await enter(client)
  await press(client, url, 'notes')
  assert.match(await read(client, url), /Nothing answers there/)
})

test('a button without the token of its session does nothing', async () => {
  const client = browser()
  const url = await enter(client)
  for (const action of [`${url}/refresh`, `${app.url}/logout`])
    assert.equal((await client.post(action, new URLSearchParams({ csrf: 'x' }))).status, 403)
  assert.equal((await client.get(url)).status, 200)
})

test('a login makes a new session id, and logging out ends the session', async () => {
  const client = browser()
  await enter(client)
  const earlier = client.cookie('playground_session')
  const url = await enter(client)
  assert.notEqual(client.cookie('playground_session'), earlier)
  const logout = new URL('/logout', url).href
  const [, csrf = ''] = /name="csrf" value="([^"]+)"/.exec(await read(client, url)) ?? []
  const left = await client.post(logout, new URLSearchParams({ csrf }))
  assert.equal(left.headers.get('location'), '/?logged_out')
  assert.equal((await client.get(url)).status, 404)
})

test('a refusal of the provider is explained, with a way on', async () => {
  const client = browser()
  const answer = await begin(client)
  const refusal = new URLSearchParams({
    error: 'access_denied',
    error_description: '<script>alert(1)</script>',
    state: answer.get('state') ?? '',
    iss: op.url,
  })
  const page = await (await finish(client, refusal)).text()
  assert.match(page, /You said no/)
  assert.match(page, /&lt;script&gt;alert\(1\)/)
  assert.match(page, /href="\/login\?/)
})

test('PITFALLS 11: a hybrid response by query is not asked for', async () => {
  const refused = await browser().get(
    `${app.url}/login?response_type=code+id_token&response_mode=query`,
  )
  assert.equal(refused.status, 400)
})

test('the application starts before the provider does, and says so when it is needed', async () => {
  const alone = await startPlayground(options('http://127.0.0.1:1'))
  assert.equal((await fetch(alone.url)).status, 200)
  const refused = await fetch(`${alone.url}/login`, { redirect: 'manual' })
  assert.equal(refused.status, 502)
  assert.match(await refused.text(), /The provider does not answer/)
  await alone.close()
})

test('PITFALLS 28: every page forbids frames, and scripts but its own', async () => {
  const client = browser()
  const pages = ['/', '/callback', '/nowhere', new URL(await enter(client)).pathname]
  for (const path of pages) {
    const policy = (await client.get(`${app.url}${path}`)).headers.get('content-security-policy')
    assert.match(policy ?? '', /default-src 'none'.*frame-ancestors 'none'; base-uri 'none'/)
    assert.doesNotMatch(policy ?? '', /unsafe/)
  }
})

test('cookies are HttpOnly and SameSite=Lax, and that of a login goes to its callback only', async () => {
  const away = await fetch(`${app.url}/login`, { redirect: 'manual' })
  assert.match(
    away.headers.get('set-cookie') ?? '',
    /^txn_[0-9a-f]{24}=[\w-]{32}; Max-Age=3600; Path=\/callback; HttpOnly; SameSite=Lax$/,
  )
})
