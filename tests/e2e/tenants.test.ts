import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { addClient } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { authorizePath, basic, claimsOf, landed, post, SIGN_IN, userinfo } from '../support/flow.ts'
import { API, CLIENT_SECRET, HYBRID_CLIENT, PERSON, REDIRECT_URI } from '../support/op.ts'
import { pageOf } from '../support/pages.ts'
import { rowCounts } from '../support/rows.ts'
import { type Answer, type UserAgent, userAgent } from '../support/user-agent.ts'

/** Tenants, and the path of each. */
const HERE = { tenant_id: 'default', path: '', issuer: 'https://op.example' } as const
const ACME = { tenant_id: 'acme', path: '/acme', issuer: 'https://op.example/acme' } as const
const TENANTS = [HERE, ACME] as const
type TenantHere = (typeof TENANTS)[number]

const EVERYTHING = { scope: 'openid profile offline_access', response_type: 'code id_token token' }

throughEachDoor('tenants', (given) => {
  before(async () => {
    const { op, store, accounts } = given()
    await op.admin.addTenant('acme', 'Acme')
    await op.admin.registerClient('acme', { ...HYBRID_CLIENT, trusted: true })
    await op.admin.registerClient('acme', {
      ...HYBRID_CLIENT,
      client_id: 'of-acme',
      redirect_uris: ['https://acme.example/cb'],
    })
    await accounts.addPerson('acme', { ...PERSON, claims: { name: 'Alice of Acme' } })
    await accounts.addPerson('acme', { username: 'carol', password: 'only known to acme' })
    await addClient(given(), { client_id: 'trusted' })
    const api = { resource: 'https://acme.example/api', name: 'Acme', scopes: [] }
    await store.putResource('acme', api)
  })
  const get = async (path: string) => {
    const { status, text } = await given().door.send({ path })
    return { status, json: status === 200 ? JSON.parse(text) : undefined }
  }
  const logInAt = async (browser: UserAgent, { path }: TenantHere, over = {}) => {
    let answer = await browser.open({ path: path + authorizePath({ ...EVERYTHING, ...over }) })
    for (let pages = 0; pages < 3 && pageOf(answer) !== undefined; pages += 1)
      answer = await browser.submit(
        answer,
        pageOf(answer) === 'sign-in' ? SIGN_IN : { action: 'allow' },
      )
    return landed(answer).parameters
  }
  const parameterAt = async (at: TenantHere, name: string) =>
    (await logInAt(userAgent(given().door), at)).get(name) ?? assert.fail(`no ${name}`)
  const redeemAt = ({ path }: TenantHere, form: Readonly<Record<string, string>>) =>
    post(given(), `${path}/oauth/token`, { redirect_uri: REDIRECT_URI, ...form })
  const CODE = { grant_type: 'authorization_code' }

  for (const { path, issuer, tenant_id } of TENANTS)
    test(`${tenant_id} says its own issuer and endpoints, in both documents (Discovery §4, RFC 8414 §3)`, async () => {
      const { json } = await get(`${path}/.well-known/openid-configuration`)
      const told = [
        ['issuer', issuer],
        ['authorization_endpoint', `${issuer}/authorize`],
        ['token_endpoint', `${issuer}/oauth/token`],
        ['userinfo_endpoint', `${issuer}/userinfo`],
        ['jwks_uri', `${issuer}/.well-known/jwks.json`],
        ['revocation_endpoint', `${issuer}/oauth/revoke`],
        ['introspection_endpoint', `${issuer}/oauth/introspect`],
      ] as const
      for (const [name, value] of told) assert.equal(json[name], value)
      assert.equal(json.authorization_response_iss_parameter_supported, true)
      const general = `${path}/.well-known/oauth-authorization-server`
      const inserted = `/.well-known/oauth-authorization-server${path}`
      assert.deepEqual((await get(general)).json, json)
      assert.deepEqual((await get(inserted)).json, json)
    })

  test('a tenant that is not there has nothing', async () => {
    for (const path of ['/nobody', '/default', '/ACME', '/acme/acme'])
      for (const document of ['openid-configuration', 'jwks.json', 'oauth-authorization-server'])
        assert.equal((await get(`${path}/.well-known/${document}`)).status, 404)
    assert.equal((await get('/.well-known/oauth-authorization-server/nobody')).status, 404)
    assert.equal((await get(`/nobody${authorizePath()}`)).status, 404)
  })

  test('each has keys of its own', async () => {
    const kidsAt = async ({ path }: TenantHere): Promise<readonly string[]> =>
      (await get(`${path}/.well-known/jwks.json`)).json.keys.map((key: { kid: string }) => key.kid)
    const [here, there] = [await kidsAt(HERE), await kidsAt(ACME)]
    assert.deepEqual([here.length, there.length], [4, 4])
    assert.equal(new Set([...here, ...there]).size, 8)
  })

  for (const at of TENANTS)
    test(`PITFALLS 3: ${at.tenant_id}: iss is its own, in answers, errors and every token`, async () => {
      const browser = userAgent(given().door)
      const parameters = await logInAt(browser, at)
      assert.equal(parameters.get('iss'), at.issuer)
      assert.equal(claimsOf(parameters.get('id_token')).iss, at.issuer)
      assert.equal(claimsOf(parameters.get('access_token')).iss, at.issuer)
      const { json } = await redeemAt(at, { ...CODE, code: parameters.get('code') ?? '' })
      assert.equal(claimsOf(json.id_token).iss, at.issuer)
      assert.equal(claimsOf(json.access_token).iss, at.issuer)
      const refused = await browser.open({ path: at.path + authorizePath({ nonce: undefined }) })
      assert.equal(landed(refused).parameters.get('iss'), at.issuer)
    })

  test('a client of one is unknown in another', async () => {
    const isUnknown = (answer: Answer) => {
      assert.equal(pageOf(answer), 'error 400')
      assert.match(answer.text, /client_id is unknown/)
    }
    const { door } = given()
    isUnknown(await door.send({ path: authorizePath({ client_id: 'of-acme' }) }))
    isUnknown(await door.send({ path: `/acme${authorizePath({ client_id: 'trusted' })}` }))
    const foreign = { authorization: basic('of-acme', CLIENT_SECRET) }
    const { status } = await post(given(), '/oauth/token', { ...CODE, code: 'x' }, foreign)
    assert.equal(status, 401)
  })

  test('a person of one cannot sign in at another, and one of the same name is someone else', async () => {
    const browser = userAgent(given().door)
    const page = await browser.open({ path: authorizePath() })
    const carol = { username: 'carol', password: 'only known to acme', action: 'sign_in' }
    const before = rowCounts(given())
    assert.equal(pageOf(await browser.submit(page, carol)), 'sign-in')
    assert.deepEqual(rowCounts(given()), before)
    const subAt = async (at: TenantHere) => claimsOf(await parameterAt(at, 'id_token')).sub
    assert.notEqual(await subAt(HERE), await subAt(ACME))
  })

  test('who is signed in at one is nobody at another, and has a cookie of each', async () => {
    const browser = userAgent(given().door)
    await logInAt(browser, HERE)
    assert.equal(pageOf(await browser.open({ path: `/acme${authorizePath()}` })), 'sign-in')
    await logInAt(browser, ACME)
    const sessions = browser.cookies.filter(({ name }) => name.startsWith('__Host-'))
    assert.deepEqual(
      sessions.map(({ name }) => name),
      [
        '__Host-gryphon_session',
        '__Host-gryphon_known',
        '__Host-gryphon_session_acme',
        '__Host-gryphon_known_acme',
      ],
    )
    const [here, there] = sessions.map(({ value }) => value)
    const swapped = `__Host-gryphon_session=${there}; __Host-gryphon_session_acme=${here}`
    for (const { path } of TENANTS) {
      const headers = { cookie: swapped }
      const asked = path + authorizePath({ prompt: 'none' })
      const { parameters } = landed(await given().door.send({ path: asked, headers }))
      assert.equal(parameters.get('error'), 'login_required')
    }
  })

  for (const [at, other] of [
    [HERE, ACME],
    [ACME, HERE],
  ] as const) {
    test(`a code of ${at.tenant_id} is not known at ${other.tenant_id}, and stays good`, async () => {
      const code = await parameterAt(at, 'code')
      const before = rowCounts(given())
      const { status, json } = await redeemAt(other, { ...CODE, code })
      assert.deepEqual([status, json.error], [400, 'invalid_grant'])
      assert.deepEqual(rowCounts(given()), before)
      assert.equal((await redeemAt(at, { ...CODE, code })).status, 200)
    })

    test(`tokens of ${at.tenant_id} mean nothing at ${other.tenant_id}, and cannot be revoked there`, async () => {
      const { json } = await redeemAt(at, { ...CODE, code: await parameterAt(at, 'code') })
      const [access, refresh] = [String(json.access_token), String(json.refresh_token)]
      const front = await parameterAt(at, 'access_token')
      for (const token of [access, refresh, front]) {
        const introspected = await post(given(), `${other.path}/oauth/introspect`, { token })
        assert.deepEqual(introspected.json, { active: false })
        assert.equal((await post(given(), `${other.path}/oauth/revoke`, { token })).status, 200)
      }
      const asked = { headers: { authorization: `Bearer ${access}` } }
      const foreign = await given().door.send({ path: `${other.path}/userinfo`, ...asked })
      assert.equal(foreign.status, 401)
      const own = await given().door.send({ path: `${at.path}/userinfo`, ...asked })
      assert.equal(own.status, 200)
      const form = { grant_type: 'refresh_token', refresh_token: refresh }
      assert.equal((await redeemAt(other, form)).json.error, 'invalid_grant')
      assert.equal((await redeemAt(at, form)).status, 200)
    })

    test(`a ticket of ${at.tenant_id} is none at ${other.tenant_id}`, async () => {
      const browser = userAgent(given().door)
      const begun = await browser.send({ path: at.path + authorizePath() })
      const location = begun.headers.get('location') ?? ''
      assert.ok(location.startsWith(`${at.path}/interaction/`))
      const foreign = other.path + location.slice(at.path.length)
      const cookie = begun.headers.getSetCookie()[0]?.split(';')[0] ?? ''
      const answer = await given().door.send({ path: foreign, headers: { cookie } })
      assert.equal(pageOf(answer), 'error 400')
      const proper = await given().door.send({ path: location, headers: { cookie } })
      assert.equal(pageOf(proper), 'sign-in')
    })
  }

  test('an API of one cannot be asked for at another', async () => {
    const errorAt = async ({ path }: TenantHere, resource: string) => {
      const asked = path + authorizePath({ resource, prompt: 'none' })
      return landed(await given().door.send({ path: asked })).parameters.get('error')
    }
    assert.equal(await errorAt(HERE, API), 'login_required')
    assert.equal(await errorAt(HERE, 'https://acme.example/api'), 'invalid_target')
    assert.equal(await errorAt(ACME, API), 'invalid_target')
    assert.equal(await errorAt(ACME, 'https://acme.example/api'), 'login_required')
  })

  test('an access token of one is not that of another, were it asked at the root (RFC 9068 §4)', async () => {
    assert.equal((await userinfo(given(), await parameterAt(ACME, 'access_token'))).status, 401)
    assert.equal((await userinfo(given(), await parameterAt(HERE, 'access_token'))).status, 200)
  })

  test('a tenant that is removed is gone, with everything of it', async () => {
    const { op, store, door } = given()
    await op.admin.addTenant('doomed', 'Doomed')
    await op.admin.registerClient('doomed', HYBRID_CLIENT)
    assert.equal((await door.send({ path: `/doomed${authorizePath()}` })).status, 303)
    await store.removeTenant('doomed')
    given().pass(10)
    assert.equal((await door.send({ path: `/doomed${authorizePath()}` })).status, 404)
    assert.equal((await get('/doomed/.well-known/jwks.json')).status, 404)
    assert.equal((await get('/.well-known/jwks.json')).status, 200)
  })
})
