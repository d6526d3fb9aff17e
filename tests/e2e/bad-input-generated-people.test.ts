import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import fc from 'fast-check'
import { throughEachDoor } from '../support/each-door.ts'
import { authorizePath } from '../support/flow.ts'
import { FUZZ } from '../support/fuzz.ts'
import { holdInvariants } from '../support/invariants.ts'
import { addLogoutClient, logoutPath, POST_LOGOUT, signedInAt } from '../support/logout.ts'
import { actionOf, hiddenFields, type UserAgent, userAgent } from '../support/user-agent.ts'
import { type FormText, formsOf } from '../support/vocabulary.ts'

const FORM_HEADERS = { 'content-type': 'application/x-www-form-urlencoded' }

throughEachDoor(
  'generated requests to pages hold what they must',
  (given) => {
    let agent: UserAgent
    let stranger: UserAgent
    let id_token: string
    before(async () => {
      await addLogoutClient(given(), { client_id: 'leaver' })
      const there = await signedInAt(given(), 'leaver')
      agent = there.agent
      id_token = there.id_token
      stranger = userAgent(given().door)
    })

    const hold = (forms: fc.Arbitrary<FormText>, places: readonly string[]) =>
      fc.assert(
        fc.asyncProperty(
          forms,
          fc.constantFrom(...places),
          fc.boolean(),
          fc.boolean(),
          async (form, place, isPost, isKnown) => {
            const browser = isKnown ? agent : stranger
            const asked = isPost
              ? { method: 'POST', path: place, body: form, headers: FORM_HEADERS }
              : { path: `${place}?${form}` }
            const { text } = await holdInvariants(given(), () => browser.send(asked))
            assert.doesNotMatch(text, /<script>alert/)
          },
        ),
        FUZZ,
      )

    for (const prompt of ['login', 'create'])
      test(`the pages of a flow with prompt=${prompt}: any form, any ticket, any cookie`, async () => {
        const page = await stranger.open({ path: authorizePath({ prompt }) })
        const path = actionOf(page)
        const ticket = hiddenFields(page).get('ticket') ?? ''
        assert.match(path, /^\/interaction\//)
        const forms = formsOf({
          ticket: [ticket, ticket, ticket, `${ticket}A`, ticket.slice(0, -1), 'x'],
          step: ['login', 'consent', 'select_account', 'continue', 'create'],
          action: ['sign_in', 'allow', 'deny', 'choose', 'continue', 'create', 'cancel'],
          show: ['', '', 'create', 'login'],
          username: ['alice'],
          name: ['A'],
          sub: ['x'],
        })
        await hold(forms, [path, path, `${path}/continue`, '/interaction/x'])
      })

    test('logout requests: any client, hint and address (RP-Initiated Logout §2, §3)', () => {
      const forms = formsOf({
        client_id: ['leaver', 'leaver', '', 'app', 'nobody'],
        id_token_hint: ['', '', 'eyJhbGciOiJub25lIn0.e30.', `${id_token}A`],
        post_logout_redirect_uri: [POST_LOGOUT],
        state: ['a state', ''],
        logout_hint: ['alice', ''],
        ui_locales: ['fr', 'se'],
      })
      return hold(forms, ['/oauth/logout'])
    })

    test('logout with a good hint: any address (RP-Initiated Logout §3)', () => {
      const forms = formsOf({
        id_token_hint: [id_token],
        post_logout_redirect_uri: [POST_LOGOUT],
        state: ['a state', ''],
      })
      return hold(forms, ['/oauth/logout'])
    })

    test('the pages of logout: any form, any ticket', async () => {
      const { agent: leaver } = await signedInAt(given(), 'leaver')
      const page = await leaver.open({ path: logoutPath({ client_id: 'leaver' }) })
      const ticket = hiddenFields(page).get('ticket') ?? assert.fail('no ticket')
      const forms = formsOf({
        ticket: [ticket, ticket, ticket, `${ticket}A`, ticket.slice(0, -1), 'x'],
        action: ['sign_out', 'stay', 'x'],
        everywhere: ['', '1'],
        signed_out: ['', ticket, 'x'],
      })
      const pages = ['confirm', 'confirm', 'done', 'x', '', '%00', '__proto__']
      await hold(
        forms,
        pages.map((name) => `/oauth/logout/${name}`),
      )
    })

    test('the frame that watches the session is the same whatever is asked (Session Management §3.3)', async () => {
      const { text } = await given().door.send({ path: '/oauth/check-session' })
      const forms = formsOf({ client_id: ['app'], origin: ['https://rp.example'], salt: ['x'] })
      await fc.assert(
        fc.asyncProperty(forms, async (form) => {
          const path = `/oauth/check-session?${form}`
          const answer = await holdInvariants(given(), () => agent.send({ path }))
          assert.deepEqual([answer.status, answer.text], [200, text])
        }),
        FUZZ,
      )
    })
  },
  { session_management: true, sign_up: 'open' },
)
