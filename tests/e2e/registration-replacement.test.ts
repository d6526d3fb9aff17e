import assert from 'node:assert/strict'
import { before, beforeEach, test } from 'node:test'
import type { GuardedFetch, Store } from '@gryphon/provider'
import { throughEachDoor } from '../support/each-door.ts'
import { ALLOW, authorizePath, basic, claimsOf, logIn, post } from '../support/flow.ts'
import { PERSON, REDIRECT_URI } from '../support/op.ts'
import { pageOf } from '../support/pages.ts'
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
      ['at another host',                         ['https://sub.rp.example/callback'],           false],
      ['at another port of the same host',        ['https://rp.example:8443/callback'],          false],
      ['on this machine',                         ['http://localhost:8080/cb'],                  false],
    ]
    for (const [what, redirect_uris, stays] of PLACES)
      test(`${what} ${stays ? 'keeps' : 'loses'} what people have allowed it (RFC 7592 §5)`, async () => {
        const { mine } = await consented()
        const answer = await put(mine, { redirect_uris })
        assert.equal(answer.status, 200)
        const consent = await store.findConsent('default', sub, mine.client_id)
        assert.equal(consent !== undefined, stays)
      })

    // biome-ignore format: a table
    const OTHER_SUBJECTS: readonly (readonly [what: string, before: object, over: object, error: string])[] = [
      ['another host',               { subject_type: 'pairwise' }, { redirect_uris: ['https://bank.example/cb'] },                 'invalid_redirect_uri'],
      ['another sector document',    { subject_type: 'pairwise' }, { sector_identifier_uri: 'https://bank.example/sector.json' },  'invalid_client_metadata'],
      ['subjects that are public',   { subject_type: 'pairwise' }, { subject_type: 'public' },                                     'invalid_client_metadata'],
      ['subjects that are pairwise', {},                           { subject_type: 'pairwise' },                                   'invalid_client_metadata'],
    ]
    for (const [what, usual, over, error] of OTHER_SUBJECTS)
      test(`with ${what} is refused, for sub and sid of a person are the same for ever (Core §8.1, §12.2)`, async () => {
        const mine = await registerAnew(given(), usual)
        const before = await store.findClient('default', mine.client_id)
        const { status, json } = await put(mine, { ...usual, ...over })
        assert.deepEqual([status, json.error], [400, error])
        assert.match(String(json.error_description), /register anew/)
        assert.deepEqual(await store.findClient('default', mine.client_id), before)
      })

    test('between authorization and redemption knows people as before, whatever it leaves out (Core §8.1)', async () => {
      const { mine, code } = await consented({ subject_type: 'pairwise' })
      const { status, json } = await put(mine, { redirect_uris: ['https://rp.example/other'] })
      assert.deepEqual([status, json.subject_type], [200, 'pairwise'])
      const form = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI }
      const authorization = basic(mine.client_id, mine.client_secret)
      const told = (await post(given(), '/oauth/token', form, { authorization })).json
      const known = claimsOf(told.id_token).sub
      assert.match(String(known), /^[\w-]{43}$/)
      const twin = await consented({ subject_type: 'pairwise' })
      const asTwin = basic(twin.mine.client_id, twin.mine.client_secret)
      const ofTwin = { ...form, code: twin.code }
      const other = await post(given(), '/oauth/token', ofTwin, { authorization: asTwin })
      assert.equal(claimsOf(other.json.id_token).sub, known)
    })

    const trustedOne = async () => {
      const mine = await registerAnew(given(), { response_types: ['code'] })
      await given().op.admin.updateClient('default', {
        client_id: mine.client_id,
        ...{ trusted: true, scope: ['openid'], require_pushed_authorization_requests: true },
      })
      return { mine, before: await store.findClient('default', mine.client_id) }
    }

    // biome-ignore format: a table
    const BEYOND: readonly (readonly [what: string, over: object, error: string])[] = [
      ['to another host',           { redirect_uris: ['https://evil.example/cb'] },                'invalid_redirect_uri'],
      ['to this machine',           { redirect_uris: ['http://localhost:8080/cb'] },               'invalid_redirect_uri'],
      ['to more scope',             { scope: 'openid email' },                                     'invalid_client_metadata'],
      ['to other response types',   { response_types: ['code', 'code id_token'] },                 'invalid_client_metadata'],
      ['out of a requirement',      { require_pushed_authorization_requests: false },              'invalid_client_metadata'],
    ]
    for (const [what, over, error] of BEYOND)
      test(`leads no client that the operator trusts ${what} (RFC 7592 §2.2)`, async () => {
        const { mine, before } = await trustedOne()
        const { status, json } = await put(mine, over)
        assert.deepEqual([status, json.error], [400, error])
        assert.deepEqual(await store.findClient('default', mine.client_id), before)
      })

    test('keeps what the operator set where it is left out, or narrower (RFC 7592 §2.2)', async () => {
      const { mine, before } = await trustedOne()
      assert.equal((await put(mine, { client_name: 'Mine' })).status, 200)
      assert.deepEqual(await store.findClient('default', mine.client_id), {
        ...before,
        client_name: 'Mine',
      })
    })

    test('goes no further than the operator set, of a client that nobody trusts neither; until it is taken back', async () => {
      const mine = await registerAnew(given())
      const { client_id } = mine
      const { updateClient } = given().op.admin
      await updateClient('default', { client_id, scope: ['openid', 'email'] })
      assert.equal((await put(mine, { scope: 'openid email profile' })).status, 400)
      assert.equal((await put(mine, { scope: 'openid' })).json.scope, 'openid')
      await updateClient('default', { client_id, scope: null } as never)
      const { status, json } = await put(mine, { scope: 'openid profile' })
      assert.deepEqual([status, json.scope], [200, 'openid profile'])
    })

    // biome-ignore format: a table
    const OPEN_PAGES: readonly (readonly [what: string, redirect_uri: string | undefined, where: 'here' | 'at another process'])[] = [
      ['that names its redirect_uri',                    REDIRECT_URI, 'here'],
      ['that names none',                                undefined,    'here'],
      ['that names one, while another process does it',  REDIRECT_URI, 'at another process'],
      ['that names none, while another process does it', undefined,    'at another process'],
    ]
    for (const [what, redirect_uri, where] of OPEN_PAGES)
      test(`to lead elsewhere is allowed nothing by the open consent page of a request ${what} (RFC 7592 §5)`, async () => {
        const mine = await registerAnew(given(), { response_types: ['code'] })
        const { client_id } = mine
        const agent = userAgent(given().door)
        await logIn(agent, authorizePath())
        const asked = { client_id, response_type: 'code', redirect_uri }
        const page = await agent.open({ path: authorizePath(asked) })
        assert.equal(pageOf(page), 'consent')
        const redirect_uris = ['https://evil.example/cb']
        const known = await store.findClient('default', client_id)
        if (known === undefined) throw new Error('not registered')
        if (where === 'here') assert.equal((await put(mine, { redirect_uris })).status, 200)
        else {
          const place = { before: known, consents: 'remove' } as const
          await store.replaceClient('default', { ...known, redirect_uris }, place)
        }
        const { status, headers } = await agent.submit(page, ALLOW)
        assert.deepEqual([status, headers.get('location')], [400, null])
        assert.equal(await store.findConsent('default', sub, client_id), undefined)
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
