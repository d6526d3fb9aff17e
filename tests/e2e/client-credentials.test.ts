import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { addClient } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { basic, claimsOf, post, userinfo } from '../support/flow.ts'
import { API, ISSUER } from '../support/op.ts'
import { rowCounts } from '../support/rows.ts'

const MAIL = 'https://api.example/mail'
const OPAQUE = 'https://api.example/vault'
const [SHOP, SHED] = ['https://api.example/shop', 'https://api.example/shed']
const GRANT = { grant_type: 'client_credentials' } as const
const INACTIVE = { active: false }

throughEachDoor('client_credentials', (given) => {
  const ask = (form: Readonly<Record<string, string>> = {}, client_id = 'robot') =>
    post(given(), '/oauth/token', { ...GRANT, ...form }, { authorization: basic(client_id) })
  const errorOf = async (...asked: Parameters<typeof ask>) => {
    const { status, json } = await ask(...asked)
    return [status, json.error]
  }
  const introspect = async (token: unknown) => {
    const headers = { authorization: basic('robot') }
    return (await post(given(), '/oauth/introspect', { token: String(token) }, headers)).json
  }
  before(async () => {
    const { store } = given()
    const scopes = [{ scope: 'send:mail', description: 'Send mail' }]
    await store.putResource('default', { resource: MAIL, name: 'Mail', scopes })
    await store.putResource('default', {
      resource: OPAQUE,
      name: 'Vault',
      scopes: [{ scope: 'open:vault', description: 'Open the vault' }],
      access_token_format: 'opaque',
    })
    const tools = ['use:tools', 'mend:tools'].map((scope) => ({ scope, description: scope }))
    await store.putResource('default', { resource: SHOP, name: 'Shop', scopes: tools })
    await store.putResource('default', { resource: SHED, name: 'Shed', scopes: tools.slice(0, 1) })
    const own = {
      redirect_uris: [],
      response_types: [],
      grant_types: ['client_credentials'],
      introspects: [API],
    }
    const scope = ['openid', 'profile', 'offline_access', 'read:notes', 'send:mail', 'open:vault']
    await addClient(given(), { client_id: 'robot', ...own, scope })
    await addClient(given(), { client_id: 'reader', ...own, scope: ['read:notes'] })
    await addClient(given(), { client_id: 'nothing', ...own, scope: ['openid'] })
    await addClient(given(), { client_id: 'worker', ...own, scope: ['use:tools'] })
    given().pass(20)
  })

  test('gives an access token, and no refresh token or ID Token (RFC 6749 §4.4.3)', async () => {
    const { status, json, headers } = await ask({ scope: 'read:notes', resource: API })
    assert.equal(status, 200)
    assert.equal(headers.get('cache-control'), 'no-store')
    const { access_token, ...rest } = json
    assert.deepEqual(rest, { token_type: 'Bearer', expires_in: 600, scope: 'read:notes' })
    const { jti, ...claims } = claimsOf(access_token)
    assert.equal(typeof jti, 'string')
    const now = given().now()
    assert.deepEqual(claims, {
      iss: ISSUER,
      sub: 'robot',
      aud: API,
      client_id: 'robot',
      scope: 'read:notes',
      iat: now,
      exp: now + 600,
    })
  })

  // biome-ignore format: a table
  const SCOPES = [
    // what is asked,                                       what is granted,                    whom it is for
    [{ scope: 'read:notes send:mail' },                     'read:notes send:mail',             [API, MAIL]],
    [{ scope: 'send:mail openid profile offline_access' },  'send:mail',                        MAIL],
    [{ scope: 'read:notes unknown' },                       'read:notes',                       API],
    [{ resource: MAIL },                                    'send:mail',                        MAIL],
    [{ audience: MAIL },                                    'send:mail',                        MAIL],
    [{ resource: `${API} ${MAIL}` },                        'read:notes send:mail',             [API, MAIL]],
    [{},                                                    'read:notes send:mail open:vault',  [API, MAIL, OPAQUE]],
  ] as const

  for (const [asked, scope, aud] of SCOPES)
    test(`${JSON.stringify(asked)} is granted ${scope}, for its APIs, and nothing that is about a person (RFC 6749 §3.3, RFC 9068 §3)`, async () => {
      const { json } = await ask(asked)
      assert.equal(json.scope, scope)
      const told = await introspect(json.access_token)
      assert.deepEqual([told.scope, [told.aud].flat().toSorted()], [scope, [aud].flat().toSorted()])
    })

  test('a scope that two APIs share is for both, unless one is named (RFC 8707 §2.2)', async () => {
    const audOf = async (form: Readonly<Record<string, string>>) =>
      claimsOf((await ask(form, 'worker')).json.access_token).aud
    assert.deepEqual(await audOf({ scope: 'use:tools', resource: SHED }), SHED)
    assert.deepEqual([await audOf({ scope: 'use:tools' })].flat().toSorted(), [SHED, SHOP])
  })

  test('is refused what the client may not have, and what is not known (RFC 6749 §5.2, RFC 8707 §2)', async () => {
    const before = rowCounts(given())
    assert.deepEqual(await errorOf({ scope: 'send:mail' }, 'reader'), [400, 'invalid_scope'])
    assert.deepEqual(await errorOf({ scope: 'openid' }), [400, 'invalid_scope'])
    assert.deepEqual(await errorOf({}, 'nothing'), [400, 'invalid_scope'])
    assert.deepEqual(await errorOf({ scope: 'a"b' }), [400, 'invalid_scope'])
    assert.deepEqual(await errorOf({ scope: 'send:mail', resource: API }), [400, 'invalid_scope'])
    assert.deepEqual(await errorOf({ resource: 'https://x.example' }), [400, 'invalid_target'])
    assert.deepEqual(rowCounts(given()), before)
  })

  test('is only for clients that are registered for it, and prove who they are (RFC 6749 §4.4, §5.2)', async () => {
    assert.deepEqual(await errorOf({ scope: 'read:notes' }, 'app'), [400, 'unauthorized_client'])
    const wrong = { authorization: basic('robot', 'wrong') }
    const form = { ...GRANT, scope: 'read:notes' }
    assert.equal((await post(given(), '/oauth/token', form, wrong)).status, 401)
    const unproved = await post(given(), '/oauth/token', { ...form, client_id: 'robot' }, {})
    assert.deepEqual([unproved.status, unproved.json.error], [401, 'invalid_client'])
  })

  test('a public client cannot have it, whatever its row says (RFC 6749 §4.4)', async () => {
    const { store } = given()
    const robot = await store.findClient('default', 'robot')
    assert.ok(robot)
    await store.registerClient('default', {
      ...robot,
      client_id: 'unproved',
      token_endpoint_auth_method: 'none',
    })
    const form = { ...GRANT, scope: 'read:notes', client_id: 'unproved' }
    const { status, json } = await post(given(), '/oauth/token', form, {})
    assert.deepEqual([status, json.error], [400, 'unauthorized_client'])
  })

  test('nothing is written, and introspection knows the token (RFC 7662 §2.2)', async () => {
    const before = rowCounts(given())
    const { json } = await ask({ scope: 'read:notes', resource: API })
    assert.deepEqual(rowCounts(given()), before)
    const { active, sub, client_id, scope } = await introspect(json.access_token)
    assert.deepEqual([active, sub, client_id, scope], [true, 'robot', 'robot', 'read:notes'])
  })

  test('the token of an API that wants it opaque is opaque', async () => {
    const { json } = await ask({ resource: OPAQUE })
    assert.doesNotMatch(String(json.access_token), /\./)
    assert.equal((await introspect(json.access_token)).sub, 'robot')
  })

  test('the token can be revoked by itself, and expires (RFC 7009 §2.1)', async () => {
    const [one, other] = [await ask({ resource: API }), await ask({ resource: API })]
    const headers = { authorization: basic('robot') }
    const form = { token: String(one.json.access_token) }
    const foreign = { authorization: basic('reader') }
    assert.equal((await post(given(), '/oauth/revoke', form, foreign)).json.error, 'invalid_grant')
    assert.equal((await introspect(one.json.access_token)).active, true)
    assert.equal((await post(given(), '/oauth/revoke', form, headers)).status, 200)
    assert.deepEqual(await introspect(one.json.access_token), INACTIVE)
    assert.equal((await introspect(other.json.access_token)).active, true)
    given().pass(600)
    assert.deepEqual(await introspect(other.json.access_token), INACTIVE)
  })

  test('the token falls with its client', async () => {
    const { json } = await ask({ scope: 'read:notes' }, 'reader')
    assert.equal((await introspect(json.access_token)).active, true)
    await given().store.removeClient('default', 'reader')
    given().pass(10)
    assert.deepEqual(await introspect(json.access_token), INACTIVE)
  })

  test("the token is nobody's: UserInfo refuses it (Core §5.3)", async () => {
    const { json } = await ask({ scope: 'read:notes' })
    const { status, text } = await userinfo(given(), String(json.access_token))
    assert.deepEqual([status, JSON.parse(text).error], [401, 'invalid_token'])
  })

  test('is told in discovery', async () => {
    const { text } = await given().door.send({ path: '/.well-known/openid-configuration' })
    assert.ok(JSON.parse(text).grant_types_supported.includes('client_credentials'))
  })
})
