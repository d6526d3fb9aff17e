import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { throughEachDoor } from '../support/each-door.ts'
import { authorizePath, SIGN_IN } from '../support/flow.ts'
import {
  addLogoutClient,
  leadsTo,
  logoutPath,
  POST_LOGOUT,
  SIGN_OUT,
  signedInAt,
  silently,
} from '../support/logout.ts'
import { ISSUER } from '../support/op.ts'
import { type Answer, hiddenFields, userAgent } from '../support/user-agent.ts'

const isAsked = ({ status, text }: Answer) => status === 200 && text.includes('name="everywhere"')
const isDone = ({ status, text }: Answer) =>
  status === 200 && text.includes('signed out') && !text.includes('<form')

throughEachDoor('RP-Initiated Logout', (given) => {
  const BYE = 'https://rp.example/bye?from=op'
  before(async () => {
    const post_logout_redirect_uris = [POST_LOGOUT, BYE]
    await addLogoutClient(given(), { client_id: 'rp', post_logout_redirect_uris })
    await addLogoutClient(given(), { client_id: 'rp2' })
  })
  const signedInAtRp = () => signedInAt(given(), 'rp')

  for (const method of ['GET', 'POST'])
    test(`${method} with id_token_hint logs out at once and redirects with state, and nothing else (§2, §3)`, async () => {
      const { agent, id_token } = await signedInAtRp()
      assert.equal(await silently(agent, 'rp'), null)
      const asked = {
        id_token_hint: id_token,
        post_logout_redirect_uri: POST_LOGOUT,
        state: 'a state-._~',
      }
      const answer = await agent.open(
        method === 'GET'
          ? { path: logoutPath(asked) }
          : { method, path: '/oauth/logout', body: new URLSearchParams(asked) },
      )
      assert.equal(answer.status, 303)
      assert.equal(leadsTo(answer), `${POST_LOGOUT}?state=a+state-._%7E`)
      assert.equal(await silently(agent, 'rp'), 'login_required')
    })

  test('without state nothing is added to post_logout_redirect_uri; its own query is kept (§3)', async () => {
    const { agent, id_token } = await signedInAtRp()
    const asked = { id_token_hint: id_token, post_logout_redirect_uri: BYE }
    assert.equal(leadsTo(await agent.open({ path: logoutPath(asked) })), BYE)
    const again = await agent.open({ path: logoutPath({ ...asked, state: 's' }) })
    assert.equal(leadsTo(again), `${BYE}&state=s`)
  })

  test('PITFALLS 18: a POST from another site, which comes without cookies, logs out as well', async () => {
    const { agent, id_token } = await signedInAtRp()
    const body = new URLSearchParams({
      id_token_hint: id_token,
      post_logout_redirect_uri: POST_LOGOUT,
    })
    const sent = await agent.sendCrossSite({ method: 'POST', path: '/oauth/logout', body })
    assert.equal(sent.status, 303)
    const location = sent.headers.get('location') ?? ''
    assert.ok(!location.includes(id_token))
    assert.equal(leadsTo(await agent.open({ path: location })), POST_LOGOUT)
    assert.equal(await silently(agent, 'rp'), 'login_required')
  })

  test('an id_token_hint that has expired is good (§2)', async () => {
    const { agent, id_token } = await signedInAtRp()
    given().pass(3000)
    const asked = { id_token_hint: id_token, post_logout_redirect_uri: POST_LOGOUT }
    assert.equal(leadsTo(await agent.open({ path: logoutPath(asked) })), POST_LOGOUT)
  })

  test('the session cookie is taken away, and the session is gone for whoever kept its cookie', async () => {
    const { agent, id_token } = await signedInAtRp()
    const cookie = agent.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
    const answer = await agent.send({ path: logoutPath({ id_token_hint: id_token }) })
    const [first, last = '', ...more] = answer.headers.getSetCookie()
    assert.equal(
      first,
      '__Host-gryphon_session=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0',
    )
    assert.match(last, /^__Secure-gryphon_signed_out=/)
    assert.deepEqual(more, [])
    const path = authorizePath({ client_id: 'rp', prompt: 'none' })
    const stolen = await given().door.send({ path, headers: { cookie } })
    assert.match(stolen.headers.get('location') ?? '', /error=login_required/)
  })

  for (const asked of [{}, { state: 'alone' }, { client_id: 'rp' }, { ui_locales: 'fr de' }])
    test(`${JSON.stringify(asked)}: asks first, and then says that they are signed out (§2)`, async () => {
      const { agent } = await signedInAtRp()
      const page = await agent.open({ path: logoutPath(asked) })
      assert.ok(isAsked(page), page.text)
      assert.equal(await silently(agent, 'rp'), null)
      const answer = await agent.submit(page, SIGN_OUT)
      assert.equal(answer.status, 200)
      assert.ok(!answer.text.includes('<form'), answer.text)
      assert.equal(await silently(agent, 'rp'), 'login_required')
    })

  test('client_id and post_logout_redirect_uri: asks, and then redirects (§2)', async () => {
    const { agent } = await signedInAtRp()
    const asked = { client_id: 'rp', post_logout_redirect_uri: POST_LOGOUT, state: 'x' }
    const page = await agent.open({ path: logoutPath(asked) })
    assert.ok(isAsked(page))
    // PITFALLS 17: the form may lead there.
    assert.match(
      page.headers.get('content-security-policy') ?? '',
      /form-action 'self' https:\/\/rp\.example(;|$)/,
    )
    assert.equal(leadsTo(await agent.submit(page, SIGN_OUT)), `${POST_LOGOUT}?state=x`)
  })

  test('no hint: asks, and never redirects to an address that nobody vouches for (§3)', async () => {
    const { agent } = await signedInAtRp()
    const page = await agent.open({ path: logoutPath({ post_logout_redirect_uri: POST_LOGOUT }) })
    assert.ok(isAsked(page))
    const answer = await agent.submit(page, SIGN_OUT)
    assert.equal(leadsTo(answer), undefined)
    assert.ok(isDone(answer), answer.text)
  })

  test('the hint of another person: asks whom it finds (§2)', async () => {
    const op = given()
    const { id_token } = await signedInAtRp()
    const bob = { username: 'bob', password: SIGN_IN.password }
    await op.accounts.addPerson('default', { ...bob, claims: { name: 'Bob' } })
    const agent = userAgent(op.door)
    const page = await agent.open({ path: authorizePath({ client_id: 'rp' }) })
    await agent.submit(page, { ...SIGN_IN, ...bob })
    assert.equal(await silently(agent, 'rp'), null)
    const asked = { id_token_hint: id_token, post_logout_redirect_uri: POST_LOGOUT }
    const question = await agent.open({ path: logoutPath(asked) })
    assert.ok(isAsked(question))
    assert.equal(await silently(agent, 'rp'), null)
    assert.equal(leadsTo(await agent.submit(question, SIGN_OUT)), POST_LOGOUT)
  })

  test('nobody is signed in: it is done, and goes on (§2)', async () => {
    const { id_token } = await signedInAtRp()
    const agent = userAgent(given().door)
    assert.ok(isDone(await agent.open({ path: logoutPath() })))
    const asked = { id_token_hint: id_token, post_logout_redirect_uri: POST_LOGOUT }
    assert.equal(leadsTo(await agent.open({ path: logoutPath(asked) })), POST_LOGOUT)
  })

  test('who stays is signed in still', async () => {
    const { agent } = await signedInAtRp()
    const page = await agent.open({ path: logoutPath() })
    assert.equal((await agent.submit(page, { action: 'stay' })).status, 200)
    assert.equal(await silently(agent, 'rp'), null)
  })

  test('a form that this browser was not given signs nobody out (§6)', async () => {
    const { agent } = await signedInAtRp()
    const theirs = await signedInAtRp()
    const page = await theirs.agent.open({ path: logoutPath() })
    const body = new URLSearchParams([...hiddenFields(page), ['action', 'sign_out']])
    const path = '/oauth/logout/confirm'
    assert.ok(isAsked(await agent.open({ method: 'POST', path, body })))
    for (const ticket of ['', 'x', 'x'.repeat(3000)]) {
      const forged = new URLSearchParams({ ticket, action: 'sign_out' })
      assert.ok(isAsked(await agent.open({ method: 'POST', path, body: forged })))
    }
    assert.ok(isAsked(await agent.open({ path: `${path}?${body}` })))
    assert.equal(await silently(agent, 'rp'), null)
  })

  test('the question is asked again when it was open for too long', async () => {
    const { agent } = await signedInAtRp()
    const page = await agent.open({ path: logoutPath() })
    given().pass(3601)
    assert.ok(isAsked(await agent.submit(page, SIGN_OUT)))
    assert.equal(await silently(agent, 'rp'), null)
  })

  test('everywhere: every session of the person ends, and of nobody else', async () => {
    const here = await signedInAtRp()
    const there = await signedInAtRp()
    const page = await here.agent.open({ path: logoutPath() })
    await here.agent.submit(page, { ...SIGN_OUT, everywhere: '1' })
    for (const { agent } of [here, there])
      assert.equal(await silently(agent, 'rp'), 'login_required')
  })

  test('one session: those of other browsers go on', async () => {
    const here = await signedInAtRp()
    const there = await signedInAtRp()
    await here.agent.open({ path: logoutPath({ id_token_hint: here.id_token }) })
    assert.equal(await silently(there.agent, 'rp'), null)
  })

  test('discovery tells of it (§2.1)', async () => {
    const { text } = await given().door.send({ path: '/.well-known/openid-configuration' })
    const metadata = JSON.parse(text)
    assert.equal(metadata.end_session_endpoint, `${ISSUER}/oauth/logout`)
    for (const name of ['backchannel', 'frontchannel'])
      for (const what of ['supported', 'session_supported'])
        assert.equal(metadata[`${name}_logout_${what}`], true)
  })

  test('PITFALLS 28: no page of a logout can be framed', async () => {
    const { agent } = await signedInAtRp()
    for (const path of [logoutPath(), '/oauth/logout/done', logoutPath({ client_id: 'none' })]) {
      const page = await agent.open({ path })
      assert.match(page.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/)
      assert.equal(page.headers.get('cache-control'), 'no-store')
    }
  })
})
