import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { guardedFetch } from '@gryphon/provider'
import { throughEachDoor } from '../support/each-door.ts'
import { claimsOf } from '../support/flow.ts'
import {
  addLogoutClient,
  logoutPath,
  type Receiver,
  redeemAs,
  signedInAt,
  silently,
  startReceiver,
  told,
} from '../support/logout.ts'
import { ISSUER } from '../support/op.ts'
import { landing, newCode, parameterOf } from '../support/signed-in.ts'
import type { Answer, UserAgent } from '../support/user-agent.ts'

const STRANGER_URI = 'https://stranger.example/callback'

const sidOf = (id_token: unknown): string => String(claimsOf(id_token).sid)

const sidsOfFrames = ({ text }: Answer) =>
  [...text.matchAll(/<iframe src="([^"]*)"/g)].map(([, address = '']) => {
    const { origin, searchParams } = new URL(address.replaceAll('&amp;', '&'))
    assert.equal(searchParams.get('iss'), ISSUER)
    return [origin, searchParams.get('sid')] as const
  })

throughEachDoor(
  'the sid of pairwise clients',
  (given) => {
    let receiver: Receiver
    before(async () => {
      receiver = await startReceiver()
      const backchannel_logout_uri = receiver.url
      const pairwise = { subject_type: 'pairwise', backchannel_logout_uri } as const
      const frontchannel_logout_uri = 'https://rp.example/frontchannel'
      await addLogoutClient(given(), { client_id: 'one', ...pairwise, frontchannel_logout_uri })
      await addLogoutClient(given(), { client_id: 'twin', ...pairwise })
      await addLogoutClient(given(), {
        client_id: 'stranger',
        ...pairwise,
        redirect_uris: [STRANGER_URI],
        frontchannel_logout_uri: 'https://stranger.example/frontchannel',
      })
      await addLogoutClient(given(), { client_id: 'open', backchannel_logout_uri })
    })
    after(() => receiver.close())
    const idTokenAt = async (agent: UserAgent, client_id: string, over = {}) =>
      parameterOf(await landing(agent, { client_id, ...over }), 'id_token')

    test('is one for the clients of a sector, and another for each other sector (Core §8.1)', async () => {
      const { agent, id_token } = await signedInAt(given(), 'one')
      const one = sidOf(id_token)
      assert.equal(sidOf(await idTokenAt(agent, 'twin')), one)
      const open = sidOf(await idTokenAt(agent, 'open'))
      const stranger = sidOf(await idTokenAt(agent, 'stranger', { redirect_uri: STRANGER_URI }))
      assert.equal(new Set([one, open, stranger]).size, 3)
      // A keyed hash, base64url: 256 bits in 43 characters; that of the public client is the session's own.
      assert.match(one, /^[\w-]{43}$/)
      assert.match(stranger, /^[\w-]{43}$/)
      assert.match(open, /^[\w-]{22}$/)
    })

    test('is the same in both ID Tokens, and another in the next session (Back-Channel Logout §2.1)', async () => {
      const { agent, id_token } = await signedInAt(given(), 'one')
      const code = await newCode(agent, { client_id: 'one' })
      const { json } = await redeemAs(given(), 'one', code)
      assert.equal(sidOf(json.id_token), sidOf(id_token))
      const next = await signedInAt(given(), 'one')
      assert.notEqual(sidOf(next.id_token), sidOf(id_token))
    })

    test('is the one that logout tokens and frames tell, and its ID Token is a hint (Back-Channel Logout §2.4, Front-Channel Logout §2)', async () => {
      const { agent, id_token } = await signedInAt(given(), 'one')
      const expected: Readonly<Record<string, string>> = {
        one: sidOf(id_token),
        stranger: sidOf(await idTokenAt(agent, 'stranger', { redirect_uri: STRANGER_URI })),
        open: sidOf(await idTokenAt(agent, 'open')),
      }
      const page = await agent.open({ path: logoutPath({ id_token_hint: id_token }) })
      assert.equal(await silently(agent, 'one'), 'login_required')
      assert.deepEqual(Object.fromEntries(sidsOfFrames(page)), {
        'https://rp.example': expected.one,
        'https://stranger.example': expected.stranger,
      })
      assert.equal(await given().op.deliverLogouts(), 3)
      const sids = told(receiver).map(({ aud, sid }) => [aud, sid])
      assert.deepEqual(Object.fromEntries(sids), expected)
    })
  },
  { fetch: guardedFetch({ allow_private: true, time: 60_000 }) },
)
