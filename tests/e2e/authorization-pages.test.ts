import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { addClient } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { ALLOW, authorizePath, landed, SIGN_IN } from '../support/flow.ts'
import { type Answer, userAgent } from '../support/user-agent.ts'

const isShutIn = (answer: Answer, form_action: string) => {
  const { headers } = answer
  assert.equal(headers.get('content-type'), 'text/html; charset=utf-8')
  assert.equal(headers.get('x-frame-options'), 'DENY')
  assert.equal(headers.get('cache-control'), 'no-store')
  assert.equal(headers.get('referrer-policy'), 'no-referrer')
  assert.equal(headers.get('x-content-type-options'), 'nosniff')
  const directives = headers.get('content-security-policy')?.split('; ') ?? []
  for (const directive of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"])
    assert.ok(directives.includes(directive), directive)
  assert.equal(
    directives.find((directive) => directive.startsWith('form-action')),
    form_action,
  )
  assert.ok(!directives.some((directive) => directive.includes('unsafe')))
}

throughEachDoor('pages', (given) => {
  before(async () => {
    await addClient(given(), {
      client_id: 'asks',
      trusted: false,
      redirect_uris: [
        'https://rp.example/callback',
        'https://other.example:8443/cb',
        'com.example.app:/cb',
        'http://[::1]:3000/cb',
      ],
    })
  })

  // biome-ignore format: a table
  const TARGETS = [
    ['https://rp.example/callback',   "form-action 'self' https://rp.example"],
    ['https://other.example:8443/cb', "form-action 'self' https://other.example:8443"],
    ['com.example.app:/cb',           "form-action 'self' com.example.app:"],
    ['http://[::1]:3000/cb',          "form-action 'self' http:"],
  ] as const
  for (const [redirect_uri, form_action] of TARGETS)
    test(`PITFALLS 17, 28: every page for ${redirect_uri} may lead there, and is never framed`, async () => {
      const agent = userAgent(given().door)
      const asked = { client_id: 'asks', redirect_uri, prompt: 'consent' }
      const signIn = await agent.open({ path: authorizePath(asked) })
      assert.match(signIn.text, /name="password"/)
      isShutIn(signIn, form_action)
      const wrong = await agent.submit(signIn, { ...SIGN_IN, password: 'not the password' })
      assert.match(wrong.text, /name="password"/)
      isShutIn(wrong, form_action)
      const consent = await agent.submit(signIn, SIGN_IN)
      assert.match(consent.text, /value="allow"/)
      isShutIn(consent, form_action)
      const back = await agent.submit(consent, ALLOW)
      assert.ok(back.headers.get('location')?.startsWith(redirect_uri))
      const selected = { ...asked, prompt: 'select_account' }
      const account = await agent.open({ path: authorizePath(selected) })
      assert.match(account.text, /value="choose"/)
      isShutIn(account, form_action)
    })

  test('PITFALLS 28: so is every page that says no', async () => {
    const { door } = given()
    const pages = await Promise.all(
      [
        authorizePath({ client_id: 'nobody' }),
        authorizePath({ redirect_uri: 'https://evil.example' }),
        '/authorize?client_id=%FF',
        '/interaction/unknown?ticket=nonsense',
        '/interaction/unknown',
        '/nothing-here',
        '/',
      ].map((path) => door.send({ path })),
    )
    assert.deepEqual(
      pages.map(({ status }) => status),
      [400, 400, 400, 400, 400, 404, 404],
    )
    for (const page of pages) isShutIn(page, "form-action 'self'")
  })

  test('PITFALLS 18: cookies are Secure, HttpOnly, SameSite=Lax, and as narrow as can be', async () => {
    const agent = userAgent(given().door)
    const begun = await agent.send({ path: authorizePath() })
    const [flow = '', ...others] = begun.headers.getSetCookie()
    assert.equal(others.length, 0)
    assert.match(
      flow,
      /^__Secure-gryphon_flow=[\w-]{22}; Path=\/interaction\/[\w-]{22}; HttpOnly; SameSite=Lax; Secure; Max-Age=3600$/,
    )
    const next = begun.headers.get('location') ?? ''
    const page = await agent.send({ path: next })
    assert.deepEqual(page.headers.getSetCookie(), [])
    const action = /action="([^"]*)"/.exec(page.text)?.[1] ?? ''
    const ticket = new URL(next, 'https://op.example').searchParams.get('ticket') ?? ''
    const form = new URLSearchParams({ ...SIGN_IN, step: 'login', ticket })
    const signedIn = await agent.send({ method: 'POST', path: action, body: form })
    assert.equal(signedIn.status, 303)
    const [session = '', known = '', ...more] = signedIn.headers.getSetCookie()
    assert.equal(more.length, 0)
    assert.match(
      known,
      /^__Host-gryphon_known=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=15552000$/,
    )
    assert.match(
      session,
      /^__Host-gryphon_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
    )
  })

  test('a session has a new cookie with every sign-in, and the old one means nothing any more', async () => {
    const agent = userAgent(given().door)
    const signInAnew = async () => {
      const page = await agent.open({ path: authorizePath({ prompt: 'login' }) })
      await agent.submit(page, SIGN_IN)
      return agent.cookies.find(({ name }) => name === '__Host-gryphon_session')?.value ?? ''
    }
    const first = await signInAnew()
    const second = await signInAnew()
    assert.notEqual(first, second)
    const client_id = await addClient(given(), { client_id: 'first-party', trusted: true })
    const path = authorizePath({ client_id, prompt: 'none' })
    const errorWith = async (value: string) => {
      const headers = { cookie: `__Host-gryphon_session=${value}` }
      const answer = await given().door.send({ path, headers })
      return landed(answer).parameters.get('error')
    }
    assert.equal(await errorWith(first), 'login_required')
    assert.notEqual(await errorWith(second), 'login_required')
    assert.equal(await errorWith('x'), 'login_required')
  })
})
