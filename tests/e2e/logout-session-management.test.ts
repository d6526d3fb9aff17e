import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { before, test } from 'node:test'
import { throughEachDoor } from '../support/each-door.ts'
import { authorizePath, type Landing, landed, logIn } from '../support/flow.ts'
import { addLogoutClient, logoutPath, signedInAt } from '../support/logout.ts'
import { ISSUER, REDIRECT_URI } from '../support/op.ts'
import { landing, parameterOf } from '../support/signed-in.ts'
import { type UserAgent, userAgent } from '../support/user-agent.ts'

const STATE = '__Host-gryphon_state'
const browserState = ({ cookies }: UserAgent) => cookies.find(({ name }) => name === STATE)?.value

/** Session Management §4.2, as the frame computes it. */
const expected = (client_id: string, state: string, salt: string) =>
  `${createHash('sha256').update(`${client_id} https://rp.example ${state} ${salt}`).digest('base64url')}.${salt}`

function assertSessionState(answer: Landing, client_id: string, state: string | undefined) {
  const session_state = parameterOf(answer, 'session_state')
  assert.match(session_state, /^[\w-]{43}\.[\w-]{12}$/)
  assert.equal(session_state, expected(client_id, state ?? '', session_state.slice(44)))
}

throughEachDoor(
  'Session Management',
  (given) => {
    before(async () => {
      await addLogoutClient(given(), { client_id: 'rp' })
      await addLogoutClient(given(), {
        client_id: 'every',
        response_types: ['none', 'code', 'id_token', 'code id_token', 'code id_token token'],
      })
    })

    for (const response_type of [
      'none',
      'code',
      'id_token',
      'code id_token',
      'code id_token token',
    ])
      for (const response_mode of ['fragment', 'form_post'])
        test(`${response_type}, ${response_mode}: session_state in a successful answer (§2)`, async () => {
          const { agent } = await signedInAt(given(), 'every')
          const answer = await landing(agent, { client_id: 'every', response_type, response_mode })
          assert.equal(answer.parameters.has('error'), false)
          assertSessionState(answer, 'every', browserState(agent))
        })

    test('session_state of two answers differs, for its salt does (§4.2)', async () => {
      const { agent } = await signedInAt(given(), 'rp')
      const [one, two] = [
        await landing(agent, { client_id: 'rp' }),
        await landing(agent, { client_id: 'rp' }),
      ]
      assert.notEqual(parameterOf(one, 'session_state'), parameterOf(two, 'session_state'))
    })

    test('an error has one where the browser has a session, and none where it has not (§2)', async () => {
      const { agent } = await signedInAt(given(), 'rp')
      const refused = await landing(agent, { client_id: 'rp', prompt: 'unknown' })
      assert.equal(parameterOf(refused, 'error'), 'invalid_request')
      assertSessionState(refused, 'rp', browserState(agent))
      const path = authorizePath({ client_id: 'rp', prompt: 'none' })
      const stranger = landed(await userAgent(given().door).open({ path }))
      assert.deepEqual([...stranger.parameters.keys()].toSorted(), [
        'error',
        'error_description',
        'iss',
        'state',
      ])
    })

    test('the cookie is for scripts in frames, and changes with the session alone (§4.2)', async () => {
      const op = given()
      const agent = userAgent(op.door)
      assert.equal(browserState(agent), undefined)
      await agent.open({ path: authorizePath({ client_id: 'rp' }) })
      assert.equal(browserState(agent), undefined)
      const { parameters } = await logIn(agent, authorizePath({ client_id: 'rp' }))
      const first = browserState(agent)
      assert.match(first ?? '', /^[\w-]{43}$/)
      await logIn(agent, authorizePath({ client_id: 'rp', prompt: 'login' }))
      assert.equal(browserState(agent), first)
      const out = await agent.send({
        path: logoutPath({ id_token_hint: parameters.get('id_token') ?? '' }),
      })
      assert.ok(
        out.headers.getSetCookie().includes(`${STATE}=; Path=/; SameSite=None; Secure; Max-Age=0`),
      )
      assert.equal(browserState(agent), undefined)
      await logIn(agent, authorizePath({ client_id: 'rp' }))
      assert.match(browserState(agent) ?? '', /^[\w-]{43}$/)
      assert.notEqual(browserState(agent), first)
    })

    test('a browser that has lost the cookie gets it with the next answer', async () => {
      const { agent } = await signedInAt(given(), 'rp')
      const cookie = agent.cookies
        .filter(({ name }) => name !== STATE)
        .map(({ name, value }) => `${name}=${value}`)
        .join('; ')
      const path = authorizePath({ client_id: 'rp', prompt: 'none' })
      const answer = await given().door.send({ path, headers: { cookie } })
      assert.deepEqual(answer.headers.getSetCookie(), [
        `${STATE}=${browserState(agent)}; Path=/; SameSite=None; Secure`,
      ])
      assert.deepEqual((await agent.send({ path })).headers.getSetCookie(), [])
    })

    test('discovery tells where the frame is; it may be framed, runs one script, and no other (§3.3)', async () => {
      const { door } = given()
      const { text } = await door.send({ path: '/.well-known/openid-configuration' })
      assert.equal(JSON.parse(text).check_session_iframe, `${ISSUER}/oauth/check-session`)
      const page = await door.send({ path: '/oauth/check-session' })
      assert.equal(page.status, 200)
      assert.equal(page.headers.get('x-frame-options'), null)
      assert.deepEqual(page.headers.getSetCookie(), [])
      const script = /<script>([\s\S]*)<\/script>/.exec(page.text)?.[1] ?? ''
      const digest = createHash('sha256').update(script).digest('base64')
      assert.equal(
        page.headers.get('content-security-policy'),
        `default-src 'none'; script-src 'sha256-${digest}'; frame-ancestors *; form-action 'none'; base-uri 'none'`,
      )
      assert.ok(page.text.includes(`data-cookie="${STATE}"`))
    })
  },
  { session_management: true },
)

throughEachDoor('without Session Management', (given) => {
  test('there is no session_state, no cookie, no frame, and discovery tells of none', async () => {
    const { door } = given()
    await addLogoutClient(given(), { client_id: 'rp' })
    const { agent } = await signedInAt(given(), 'rp')
    const answer = await landing(agent, { client_id: 'rp', redirect_uri: REDIRECT_URI })
    assert.equal(answer.parameters.has('session_state'), false)
    assert.equal(browserState(agent), undefined)
    assert.equal((await door.send({ path: '/oauth/check-session' })).status, 404)
    const { text } = await door.send({ path: '/.well-known/openid-configuration' })
    assert.equal('check_session_iframe' in JSON.parse(text), false)
  })
})
