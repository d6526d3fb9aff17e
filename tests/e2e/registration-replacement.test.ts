import assert from 'node:assert/strict'
import { before, beforeEach, test } from 'node:test'
import type { GuardedFetch, Store } from '@gryphon/provider'
import { throughEachDoor } from '../support/each-door.ts'
import { authorizePath, basic, logIn, post } from '../support/flow.ts'
import { PERSON, REDIRECT_URI } from '../support/op.ts'
import { manage, registerAnew, type SelfRegistered } from '../support/registration.ts'
import { parameterOf } from '../support/signed-in.ts'
import { userAgent } from '../support/user-agent.ts'

const DAY = 86_400
const SECTOR = 'https://rp.example/sector.json'

/** What happens while a sector document is fetched: a replacement is under way then. */
let meanwhile: () => Promise<unknown> = async () => undefined

const fetch: GuardedFetch = async () => {
  await meanwhile()
  return { status: 200, body: JSON.stringify([REDIRECT_URI]) }
}

throughEachDoor(
  'a client that replaces its registration',
  (given) => {
    let store: Store
    let sub: string
    before(async () => {
      store = given().store
      sub = (await given().people.findPersonByLogin('default', PERSON.username))?.sub ?? ''
    })
    beforeEach(() => {
      meanwhile = async () => undefined
    })
    const put = (mine: SelfRegistered, over: object) =>
      manage(given(), mine, {
        method: 'PUT',
        body: { client_id: mine.client_id, redirect_uris: [REDIRECT_URI], ...over },
      })
    const consented = async (over: object = {}) => {
      const mine = await registerAnew(given(), { response_types: ['code'], ...over })
      const { client_id } = mine
      const agent = userAgent(given().door)
      const landing = await logIn(agent, authorizePath({ client_id, response_type: 'code' }))
      assert.notEqual(await store.findConsent('default', sub, client_id), undefined)
      return { mine, code: parameterOf(landing, 'code') }
    }

    // biome-ignore format: a table
    const PLACES: readonly (readonly [what: string, redirect_uris: readonly string[], stays: boolean])[] = [
      ['at another path of the same host',        ['https://rp.example/other'],                  true],
      ['at the same and one of another host',     [REDIRECT_URI, 'https://evil.example/cb'],     false],
      ['at another host',                         ['https://sub.rp.example/callback'],           false],
      ['on this machine',                         [REDIRECT_URI, 'http://localhost:8080/cb'],    false],
    ]
    for (const [what, redirect_uris, stays] of PLACES)
      test(`${what} ${stays ? 'keeps' : 'loses'} what people have allowed it (RFC 7592 §5)`, async () => {
        const { mine } = await consented()
        const answer = await put(mine, { redirect_uris })
        assert.equal(answer.status, 200)
        const consent = await store.findConsent('default', sub, mine.client_id)
        assert.equal(consent !== undefined, stays)
      })

    test('takes nothing back of what the operator said of it (RFC 7592 §2.2)', async () => {
      const mine = await registerAnew(given())
      const { client_id } = mine
      const said = {
        require_pkce: true,
        response_modes: ['form_post'],
        assertion_audience: 'issuer',
        introspects: ['https://api.example/notes'],
      } as const
      await given().op.admin.updateClient('default', { client_id, ...said })
      assert.equal((await put(mine, { client_name: 'Mine' })).status, 200)
      const kept = await store.findClient('default', client_id)
      assert.equal(kept?.client_name, 'Mine')
      const { require_pkce, response_modes, assertion_audience, introspects } = kept ?? {}
      assert.deepEqual({ require_pkce, response_modes, assertion_audience, introspects }, said)
    })

    test('cannot say of itself what the operator says', async () => {
      const mine = await registerAnew(given())
      const over = { response_modes: ['query'], trusted: true, introspects: ['x'] }
      assert.equal((await put(mine, over)).status, 200)
      const kept = await store.findClient('default', mine.client_id)
      assert.equal(kept?.trusted, false)
      assert.equal(kept?.response_modes, undefined)
      assert.equal(kept?.introspects, undefined)
    })

    test('and is used for the first time meanwhile stays used', async () => {
      const { mine, code } = await consented()
      meanwhile = async () => {
        const form = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI }
        const authorization = basic(mine.client_id, mine.client_secret)
        assert.equal((await post(given(), '/oauth/token', form, { authorization })).status, 200)
      }
      const { status, json } = await put(mine, {
        client_name: 'Sectored',
        sector_identifier_uri: SECTOR,
      })
      assert.deepEqual([status, json.client_name], [200, 'Sectored'])
      given().pass(31 * DAY)
      for (;;) if ((await given().op.sweep()) === 0) break
      assert.notEqual(await store.findClient('default', mine.client_id), undefined)
    })

    test('and is changed by the operator meanwhile loses nothing of what the operator said', async () => {
      const mine = await registerAnew(given())
      const { client_id } = mine
      meanwhile = () => given().op.admin.updateClient('default', { client_id, require_pkce: true })
      assert.equal((await put(mine, { sector_identifier_uri: SECTOR })).status, 200)
      const kept = await store.findClient('default', client_id)
      assert.deepEqual([kept?.require_pkce, kept?.sector_identifier_uri], [true, SECTOR])
    })

    test('and is removed meanwhile is told what strangers are told', async () => {
      const mine = await registerAnew(given())
      meanwhile = () => store.removeClient('default', mine.client_id)
      const { status, json } = await put(mine, { sector_identifier_uri: SECTOR })
      assert.deepEqual([status, json.error], [401, 'invalid_token'])
      assert.equal(await store.findClient('default', mine.client_id), undefined)
    })
  },
  { registration: 'open', fetch },
)
