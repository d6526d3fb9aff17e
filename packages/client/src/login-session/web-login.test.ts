import assert from 'node:assert/strict'
import { test } from 'node:test'
import { none } from '../client-authentication/none.ts'
import { allowInsecure } from '../options.ts'
import { CLIENT_KEY, ENCRYPTED_RESPONSES, inJwtForm, jwtOf } from '../testing/jwt-form.ts'
import { CLIENT_ID, KEY, NOW } from '../testing/scene.ts'
import { createTinyOp, ISSUER, OP_METADATA } from '../testing/tiny-op.ts'
import { createSite } from './site.ts'
import { createWebLogin, type LoginOptions } from './web-login.ts'

const BASE_URL = 'https://client.example.org'

/** A login by `id_token` in JWT form, which the OP has signed and encrypted as the client is registered. */
const createLogin = (over: Partial<LoginOptions> = {}) =>
  createWebLogin({
    issuer: OP_METADATA,
    client_id: CLIENT_ID,
    authentication: none(),
    base_url: BASE_URL,
    secret: 'a secret, of thirty-two characters',
    request: { response_type: 'id_token', response_mode: 'form_post.jwt' },
    options: {
      now: () => NOW,
      fetch: createTinyOp({ '/jwks': { json: { keys: [KEY.jwk] } } }).fetch,
    },
    ...over,
  })

type Login = ReturnType<typeof createLogin>

const answer = async (login: Login, request: Request) =>
  (await login.route(request)?.(request)) ?? assert.fail('no route')

const begin = async (login: Login, return_to: string) => {
  const begun = await answer(login, new Request(`${BASE_URL}/login?return_to=${return_to}`))
  const { searchParams } = new URL(begun.headers.get('location') ?? '')
  const [cookie = ''] = begun.headers.getSetCookie().map((header) => header.split(';')[0] ?? '')
  const claims = { iss: ISSUER, sub: 'jane', aud: CLIENT_ID, iat: NOW, exp: NOW + 60 }
  const id_token = await KEY.sign({ ...claims, nonce: searchParams.get('nonce') })
  return {
    cookie,
    state: stateIn(searchParams),
    jwt: await jwtOf(new URLSearchParams({ state: stateIn(searchParams), id_token })),
  }
}

const stateIn = (parameters: URLSearchParams) => parameters.get('state') ?? ''

const bring = (login: Login, response: string, cookies: readonly string[]) =>
  answer(
    login,
    new Request(`${BASE_URL}/callback`, {
      method: 'POST',
      body: inJwtForm(response),
      headers: { cookie: cookies.join('; ') },
    }),
  )

test('an answer in JWT form finds its login by the state in it (JARM §2.1)', async () => {
  const login = createLogin()
  const [one, two] = [await begin(login, '/one'), await begin(login, '/two')]
  const there = await bring(login, two.jwt, [one.cookie, two.cookie])
  assert.equal(there.headers.get('location'), `${BASE_URL}/two`)
})

test('a place to return to that is written in any letters is returned to (RFC 9110 §5.5)', async () => {
  const login = createLogin()
  const { jwt, cookie } = await begin(login, '/%E2%82%AC')
  const there = await bring(login, jwt, [cookie])
  assert.equal(there.headers.get('location'), `${BASE_URL}/%E2%82%AC`)
})

test('a login to a place too long for a cookie ends at the first page (RFC 6265 §6.1)', async () => {
  const login = createLogin()
  const { jwt, cookie } = await begin(login, `/${'a'.repeat(4000)}`)
  assert.ok(cookie.length < 4000)
  const there = await bring(login, jwt, [cookie])
  assert.equal(there.headers.get('location'), `${BASE_URL}/`)
})

test('an encrypted one finds it among all that wait, and ends no other (JARM §2.2)', async () => {
  const login = createLogin(ENCRYPTED_RESPONSES)
  const pending = [
    await begin(login, '/one'),
    await begin(login, '/two'),
    await begin(login, '/three'),
  ]
  const cookies = pending.map(({ cookie }) => cookie)
  for (const [index, place] of ['/one', '/two', '/three'].entries()) {
    const jwe = await CLIENT_KEY.encrypt(pending[index]?.jwt ?? '')
    const there = await bring(login, jwe, cookies)
    assert.equal(there.headers.get('location'), BASE_URL + place)
    const dropped = there.headers.getSetCookie().filter((it) => it.endsWith('Max-Age=0'))
    assert.deepEqual(
      dropped.map((it) => it.split('=')[0]),
      [cookies[index]?.split('=')[0]],
    )
  }
})

test('an encrypted one that belongs to none of them is refused', async () => {
  const login = createLogin(ENCRYPTED_RESPONSES)
  const [one, two, lost] = [
    await begin(login, '/'),
    await begin(login, '/'),
    await begin(login, '/'),
  ]
  const refused = await bring(login, await CLIENT_KEY.encrypt(lost.jwt), [one.cookie, two.cookie])
  assert.deepEqual([refused.status, /state_mismatch/.test(await refused.text())], [400, true])
})

/** Status and code of the page of an error. */
const refusalIn = async (page: Response) => [
  page.status,
  /<code>([^<]*)/.exec(await page.text())?.[1],
]

for (const response of ['', 'a', 'a.b.c'])
  test(`what is no JWT (${response}) is of no login`, async () => {
    const login = createLogin()
    const { cookie } = await begin(login, '/')
    const refused = await bring(login, response, [cookie])
    assert.deepEqual(await refusalIn(refused), [400, 'transaction_unknown'])
  })

test('a JWT of a login that is not there is of none that is (JARM §2.1)', async () => {
  const login = createLogin()
  const [one, lost] = [await begin(login, '/'), await begin(login, '/')]
  const refused = await bring(login, lost.jwt, [one.cookie])
  assert.deepEqual(await refusalIn(refused), [400, 'transaction_unknown'])
})

test('an encrypted one whose login is found is refused for what is wrong with it', async () => {
  const login = createLogin(ENCRYPTED_RESPONSES)
  const [one, two] = [await begin(login, '/one'), await begin(login, '/two')]
  const id_token = await KEY.sign({ iss: ISSUER, sub: 'jane', aud: CLIENT_ID, nonce: 'x' })
  const jwt = await jwtOf(new URLSearchParams({ state: one.state, id_token }))
  const jwe = await CLIENT_KEY.encrypt(jwt)
  const cookies = [one.cookie, two.cookie]
  for (const brought of [cookies, cookies.toReversed()])
    assert.deepEqual(await refusalIn(await bring(login, jwe, brought)), [400, 'exp_missing'])
})

test('a login whose cookie was spoilt is dropped by the next one, which comes with every form of the OP', async () => {
  const login = createLogin()
  const { cookie } = await begin(login, '/')
  const [name = ''] = cookie.split('=')
  const headers = { cookie: `${name}=spoilt` }
  const begun = await answer(login, new Request(`${BASE_URL}/login`, { headers }))
  const [dropped = '', kept = ''] = begun.headers.getSetCookie()
  assert.equal(dropped, `${name}=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0`)
  assert.match(kept, /; Path=\/; HttpOnly; SameSite=None; Secure; Max-Age=3600$/)
})

test('a login drops no cookie that is not its own', async () => {
  const login = createLogin()
  const headers = { cookie: 'theme=dark; __Host-gryphon-12345678-txn-1234567890123456=x' }
  const begun = await answer(login, new Request(`${BASE_URL}/login`, { headers }))
  assert.equal(begun.headers.getSetCookie().length, 1)
})

test('a connection that breaks while the form comes is a fault, and no answer of the OP', async () => {
  const fault = new TypeError('the connection broke')
  const body = new ReadableStream({ pull: (controller) => controller.error(fault) })
  const init = { method: 'POST', body, duplex: 'half' } as const
  await assert.rejects(
    answer(createLogin(), new Request(`${BASE_URL}/callback`, init)),
    (error) => error === fault,
  )
})

const LOCAL = 'http://127.0.0.1:3000'
const UNKNOWN =
  'no login that began in this browser waits for this answer: its cookie is gone, too old or of another browser'

/** An answer that comes as a form of another site, over http: without the cookie that is Lax there. */
test('over http the form is posted once more by a page of this site, so that its cookie comes (RFC 6265bis §5.2)', async () => {
  const options = {
    now: () => NOW,
    fetch: createTinyOp({ '/jwks': { json: { keys: [KEY.jwk] } } }).fetch,
    [allowInsecure]: true,
  }
  const on_error = ({ message }: Error) => new Response(message, { status: 400 })
  const login = createLogin({ base_url: LOCAL, options, on_error })
  const begun = await answer(login, new Request(`${LOCAL}/login?return_to=/start`))
  const [cookie = ''] = begun.headers.getSetCookie()
  assert.match(cookie, /^gryphon-[\w-]{8}-txn-[\w-]{16}=.*; SameSite=Lax; Max-Age=3600$/)
  const { searchParams } = new URL(begun.headers.get('location') ?? '')
  const claims = { iss: ISSUER, sub: 'jane', aud: CLIENT_ID, iat: NOW, exp: NOW + 60 }
  const id_token = await KEY.sign({ ...claims, nonce: searchParams.get('nonce') })
  const response = await jwtOf(new URLSearchParams({ state: stateIn(searchParams), id_token }))
  const come = (body: URLSearchParams, cookies: string) =>
    answer(
      login,
      new Request(`${LOCAL}/callback`, { method: 'POST', body, headers: { cookie: cookies } }),
    )
  const page = await come(inJwtForm(response), '')
  const html = await page.text()
  assert.equal(page.status, 200)
  assert.ok(html.includes(`<input type="hidden" name="response" value="${response}">`))
  assert.match(html, /<form method="post" action="\/callback">/)
  assert.match(html, /<input type="hidden" name="gryphon_reposted" value="1">/)
  const again = new URLSearchParams({ response, gryphon_reposted: '1' })
  const lost = await come(again, '')
  assert.deepEqual(
    [lost.status, await lost.text()],
    [400, `${UNKNOWN}; open the application as ${LOCAL}, and by no other name of this machine`],
  )
  const there = await come(again, cookie.split(';')[0] ?? '')
  assert.deepEqual([there.status, there.headers.get('location')], [303, `${LOCAL}/start`])
})

test('over https, and by GET, nothing is posted again', async () => {
  const response = await jwtOf(new URLSearchParams({ state: 'x' }))
  const on_error = ({ message }: Error) => new Response(message, { status: 400 })
  const https = createLogin({ on_error })
  for (const body of [response, `${response}&gryphon_reposted=1`])
    assert.equal(await (await bring(https, body, [])).text(), UNKNOWN)
  const again = new URLSearchParams({ response, gryphon_reposted: '1' })
  const posted = new Request(`${BASE_URL}/callback`, { method: 'POST', body: again })
  assert.equal(await (await answer(https, posted)).text(), UNKNOWN)
  const options = { now: () => NOW, [allowInsecure]: true }
  const http = createLogin({ base_url: LOCAL, options, on_error })
  const byGet = await answer(http, new Request(`${LOCAL}/callback?response=${response}`))
  assert.deepEqual([byGet.status, await byGet.text()], [400, UNKNOWN])
})

/** The cookies of somebody whom the OP of this login has vouched for. */
const sessionOf = async (login: Login) => {
  const { jwt, cookie } = await begin(login, '/')
  const there = await bring(login, jwt, [cookie])
  return there.headers.getSetCookie().filter((header) => header.includes('-session'))
}

const valueIn = (header = '') => header.split(';')[0]?.split('=')[1] ?? ''

const OTHERS: readonly (readonly [string, Partial<LoginOptions>])[] = [
  ['client', { client_id: 'another' }],
  ['site', { base_url: 'https://another.example.org' }],
  ['OP', { issuer: { ...OP_METADATA, issuer: 'https://another-op.example.com' } }],
]
for (const [what, over] of OTHERS)
  test(`a session of another ${what} is none, though the secret is the same and the cookie is renamed (RFC 9700 §4.7)`, async () => {
    const [own] = await sessionOf(createLogin())
    const client_id = over.client_id ?? CLIENT_ID
    const base_url = over.base_url ?? BASE_URL
    const { issuer } = typeof over.issuer === 'object' ? over.issuer : OP_METADATA
    const site = createSite({ base_url, issuer, client_id, paths: undefined, insecure: 'refused' })
    const headers = { cookie: `${await site.cookieName('session')}.0=${valueIn(own)}` }
    const visit = await createLogin(over).visit(new Request(base_url, { headers }), () => {})
    assert.equal(visit.claims, undefined)
  })

test('a session goes by the name that it was given', async () => {
  const [own = ''] = await sessionOf(createLogin())
  const headers = { cookie: own.split(';')[0] ?? '' }
  const visit = await createLogin().visit(new Request(BASE_URL, { headers }), () => {})
  assert.equal(visit.claims?.sub, 'jane')
})

test('a session is the same whether its OP is described or found by its issuer (Discovery §4.3)', async () => {
  const [own = ''] = await sessionOf(createLogin())
  const headers = { cookie: own.split(';')[0] ?? '' }
  const login = createLogin({ issuer: ISSUER })
  const visit = await login.visit(new Request(BASE_URL, { headers }), () => {})
  assert.equal(visit.claims?.sub, 'jane')
})

const guarded = async (init: RequestInit) => {
  const visit = await createLogin().visit(new Request(`${BASE_URL}/me`, init), () => {})
  return (await visit.requireLogin())?.status
}

test('a page is sent to the OP, by what a browser says of it; anything else is answered 401', async () => {
  const html = 'text/html,application/xhtml+xml'
  assert.equal(await guarded({ headers: { 'sec-fetch-mode': 'navigate' } }), 303)
  assert.equal(await guarded({ headers: { accept: html } }), 303)
  assert.equal(await guarded({ headers: { accept: html, 'sec-fetch-mode': 'cors' } }), 401)
  assert.equal(await guarded({ headers: { accept: 'application/json' } }), 401)
  assert.equal(await guarded({}), 401)
  assert.equal(await guarded({ method: 'POST', headers: { accept: html } }), 401)
})

test('only GET and POST have routes, and only at their paths', () => {
  const login = createLogin({ paths: { login: '/in' } })
  const routeOf = (path: string, method = 'GET') =>
    login.route(new Request(BASE_URL + path, { method })) !== undefined
  assert.deepEqual(
    ['/in', '/callback', '/logout', '/login', '/in/', '/'].filter((path) => routeOf(path)),
    ['/in', '/callback', '/logout'],
  )
  assert.equal(routeOf('/in', 'PUT'), false)
})
