import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { throughEachDoor } from '../support/each-door.ts'
import { claimsOf } from '../support/flow.ts'
import {
  addLogoutClient,
  leadsTo,
  logoutPath,
  POST_LOGOUT,
  SIGN_OUT,
  signedInAt,
} from '../support/logout.ts'
import { ISSUER } from '../support/op.ts'
import { landing } from '../support/signed-in.ts'
import { type Answer, userAgent } from '../support/user-agent.ts'

const TWO = 'https://two.example:8443/callback'

const framesOf = ({ text }: Answer) =>
  [...text.matchAll(/<iframe src="([^"]*)"/g)]
    .map(([, address = '']) => address.replaceAll('&amp;', '&'))
    .toSorted()

const frameSources = ({ headers }: Answer) =>
  /frame-src ([^;]*)/
    .exec(headers.get('content-security-policy') ?? '')?.[1]
    ?.split(' ')
    .toSorted()

throughEachDoor('Front-Channel Logout', (given) => {
  before(async () => {
    const one = 'https://rp.example/frontchannel?tenant=a'
    await addLogoutClient(given(), { client_id: 'rp', frontchannel_logout_uri: one })
    const two = 'https://two.example:8443/gone'
    await addLogoutClient(given(), {
      client_id: 'rp2',
      redirect_uris: [TWO],
      frontchannel_logout_uri: two,
      frontchannel_logout_session_required: true,
    })
    await addLogoutClient(given(), { client_id: 'deaf' })
  })
  const hinted = (id_token_hint: string, more = {}) => logoutPath({ id_token_hint, ...more })
  const queryOf = (id_token: string) =>
    String(new URLSearchParams({ iss: ISSUER, sid: String(claimsOf(id_token).sid) }))

  test('every client that was told of the session is framed with iss and sid, and its origin alone (§2)', async () => {
    const { agent, id_token } = await signedInAt(given(), 'rp')
    await landing(agent, { client_id: 'rp2', redirect_uri: TWO })
    await landing(agent, { client_id: 'deaf' })
    const page = await agent.open({ path: hinted(id_token) })
    assert.equal(page.status, 200)
    const query = queryOf(id_token)
    assert.deepEqual(framesOf(page), [
      `https://rp.example/frontchannel?tenant=a&${query}`,
      `https://two.example:8443/gone?${query}`,
    ])
    assert.deepEqual(frameSources(page), ['https://rp.example', 'https://two.example:8443'])
  })

  test('the page goes on to post_logout_redirect_uri with state (RP-Initiated Logout §3)', async () => {
    const { agent, id_token } = await signedInAt(given(), 'rp')
    const asked = { post_logout_redirect_uri: POST_LOGOUT, state: 'x' }
    const page = await agent.open({ path: hinted(id_token, asked) })
    assert.equal(framesOf(page).length, 1)
    assert.equal(page.headers.get('refresh'), `3; url=${POST_LOGOUT}?state=x`)
    assert.ok(page.text.includes(`href="${POST_LOGOUT}?state=x"`))
  })

  test('after the question the same', async () => {
    const { agent, id_token } = await signedInAt(given(), 'rp')
    const question = await agent.open({ path: logoutPath() })
    const page = await agent.submit(question, { ...SIGN_OUT, everywhere: '1' })
    assert.deepEqual(framesOf(page), [
      `https://rp.example/frontchannel?tenant=a&${queryOf(id_token)}`,
    ])
  })

  test('a client that was not in the session is not framed', async () => {
    const { agent, id_token } = await signedInAt(given(), 'deaf')
    const asked = { post_logout_redirect_uri: POST_LOGOUT }
    assert.equal(leadsTo(await agent.open({ path: hinted(id_token, asked) })), POST_LOGOUT)
  })

  test('of two logouts at once one frames each client', async () => {
    const { agent, id_token } = await signedInAt(given(), 'rp')
    const cookie = agent.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
    const sent = { path: hinted(id_token), headers: { cookie } }
    const answers = await Promise.all([1, 2, 3].map(() => given().door.send(sent)))
    const pages = await Promise.all(
      answers.map(({ headers }) => {
        const [cookie = ''] = headers.getSetCookie().filter((one) => one.includes('signed_out'))
        const sent = { cookie: cookie.split(';')[0] ?? '' }
        return given().door.send({ path: headers.get('location') ?? '', headers: sent })
      }),
    )
    assert.equal(pages.flatMap(framesOf).length, 1)
  })

  test('the last page can be read again, and says no more after a while', async () => {
    const { agent, id_token } = await signedInAt(given(), 'rp')
    const { headers } = await agent.send({ path: hinted(id_token) })
    const path = headers.get('location') ?? ''
    for (let turn = 0; turn < 2; turn += 1)
      assert.equal(framesOf(await agent.open({ path })).length, 1)
    given().pass(600)
    const later = await agent.open({ path })
    assert.equal(later.status, 200)
    assert.deepEqual(framesOf(later), [])
    for (const text of ['', 'x'.repeat(200)]) {
      const forged = await agent.open({ path: `/oauth/logout/done?signed_out=${text}` })
      assert.equal(forged.status, 200)
      assert.deepEqual(framesOf(forged), [])
    }
  })

  const lastPage = async (client_id: string) => {
    const { agent, id_token } = await signedInAt(given(), client_id)
    const asked = { post_logout_redirect_uri: POST_LOGOUT, state: 'x' }
    const { headers } = await agent.send({ path: hinted(id_token, asked) })
    return { agent, path: headers.get('location') ?? '', cookies: headers.getSetCookie() }
  }

  test('the last page leads nobody on, and frames nothing, in a browser that was not in the logout (RFC 9700 §4.11)', async () => {
    const { path } = await lastPage('rp')
    const page = await userAgent(given().door).open({ path })
    assert.equal(page.status, 200)
    assert.equal(page.headers.get('refresh'), null)
    assert.deepEqual(framesOf(page), [])
    assert.equal(frameSources(page), undefined)
    assert.ok(
      page.text.includes(`href="${POST_LOGOUT}?state=x"`) && page.text.includes('rp.example</bdi>'),
    )
  })

  test('the last page of another browser does not tell who is signed in here that they are signed out', async () => {
    const { path } = await lastPage('rp')
    const { agent } = await signedInAt(given(), 'deaf')
    const page = await agent.open({ path })
    assert.ok(page.text.includes('You are still signed in'), page.text)
    assert.ok(!page.text.includes(POST_LOGOUT))
    assert.deepEqual([framesOf(page), page.headers.get('refresh')], [[], null])
  })

  test('the cookie of one last page is not that of another, and goes to that page alone', async () => {
    const [one, two] = [await lastPage('rp'), await lastPage('rp')]
    assert.deepEqual(framesOf(await one.agent.open({ path: two.path })), [])
    const [cookie = ''] = one.cookies.filter((text) => text.includes('signed_out'))
    assert.match(
      cookie,
      /^__Secure-gryphon_signed_out=[\w-]{22}; Path=\/oauth\/logout\/done; HttpOnly; SameSite=Lax; Secure; Max-Age=600$/,
    )
  })
})
