import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { throughEachDoor } from '../support/each-door.ts'
import { authorizePath, logIn } from '../support/flow.ts'
import {
  leadsTo,
  logoutPath,
  POST_LOGOUT,
  SIGN_OUT,
  signedInAt,
  silently,
} from '../support/logout.ts'
import { PERSON } from '../support/op.ts'
import { registerAnew } from '../support/registration.ts'
import { type Answer, userAgent } from '../support/user-agent.ts'

const SENT = `${POST_LOGOUT}?state=x`

const isUnheard = ({ event }: { readonly event: string }) => event === 'logout.unheard'

/** Said to be done, with a link and the host it leads to, and nothing that goes there by itself. */
const isLinked = (answer: Answer) =>
  answer.status === 200 &&
  leadsTo(answer) === undefined &&
  answer.headers.get('refresh') === null &&
  answer.text.includes(`href="${SENT}"`) &&
  answer.text.includes('rp.example</bdi>')

throughEachDoor(
  'the logout of a client that registered itself (RP-Initiated Logout §3, RFC 9700 §4.11)',
  (given) => {
    let client_id: string
    before(async () => {
      const metadata = { post_logout_redirect_uris: [POST_LOGOUT] }
      client_id = (await registerAnew(given(), metadata)).client_id
    })
    const asked = (over: Readonly<Record<string, string>>) =>
      logoutPath({ post_logout_redirect_uri: POST_LOGOUT, state: 'x', ...over })

    test('goes on by itself where its hint is about who is signed in here', async () => {
      const { agent, id_token } = await signedInAt(given(), client_id)
      const answer = await agent.open({ path: asked({ id_token_hint: id_token }) })
      assert.equal(leadsTo(answer), SENT)
      assert.equal(await silently(agent, client_id), 'login_required')
    })

    test('without a hint has a link, also once the person has said yes', async () => {
      const { agent } = await signedInAt(given(), client_id)
      const page = await agent.open({ path: asked({ client_id }) })
      assert.equal(leadsTo(page), undefined)
      const answer = await agent.submit(page, SIGN_OUT)
      assert.ok(isLinked(answer), answer.text)
      assert.equal(await silently(agent, client_id), 'login_required')
    })

    test('where nobody is signed in has a link, whatever it hints at', async () => {
      const { id_token } = await signedInAt(given(), client_id)
      for (const over of [{ client_id }, { id_token_hint: id_token }]) {
        const answer = await userAgent(given().door).open({ path: asked(over) })
        assert.ok(isLinked(answer), answer.text)
      }
    })

    test('that is one of more than fifty in a session is not told of its end, and the log says so', async () => {
      const { op, store, events } = given()
      const backchannel_logout_uri = 'https://rp.example/backchannel'
      const mine = await registerAnew(given(), { backchannel_logout_uri })
      const { agent } = await signedInAt(given(), client_id)
      const { sub } = (await given().people.findPersonByLogin('default', PERSON.username)) ?? {}
      const sessions = await store.listSessions('default', sub ?? '', given().now())
      const sid = sessions.at(-1)?.sid ?? ''
      for (let nth = 0; nth < 50; nth += 1) await store.joinSession('default', sid, `rp-${nth}`)
      await logIn(agent, authorizePath({ client_id: mine.client_id, prompt: 'consent' }))
      const { request_id: _, ...event } = events.find(isUnheard) ?? assert.fail()
      const about = { tenant_id: 'default', client_id: mine.client_id, sid }
      assert.deepEqual(event, { event: 'logout.unheard', ...about })
      await op.admin.registerClient('default', {
        client_id: 'the-51st',
        redirect_uris: ['https://rp.example/callback'],
        backchannel_logout_uri,
        trusted: true,
      })
      await logIn(agent, authorizePath({ client_id: 'the-51st', response_type: 'code' }))
      const all = await store.listSessions('default', sub ?? '', given().now())
      const noted = all.find((session) => session.sid === sid)?.client_ids ?? []
      assert.deepEqual([noted.length, noted.at(-1)], [51, 'the-51st'])
    })

    test('of one whom the operator registered goes on as ever', async () => {
      const { op } = given()
      await op.admin.registerClient('default', {
        client_id: 'known',
        redirect_uris: ['https://rp.example/callback'],
        post_logout_redirect_uris: [POST_LOGOUT],
      })
      const agent = userAgent(given().door)
      await logIn(agent, authorizePath({ client_id }))
      const page = await agent.open({ path: asked({ client_id: 'known' }) })
      assert.equal(leadsTo(await agent.submit(page, SIGN_OUT)), SENT)
    })
  },
  { registration: 'open' },
)
