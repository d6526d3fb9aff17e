import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { addClient, EVERY_RESPONSE_TYPE } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { authorizePath, basic, claimsOf, logIn, post, userinfo } from '../support/flow.ts'
import { API, PERSON, REDIRECT_URI } from '../support/op.ts'
import { landing, parameterOf, signedIn } from '../support/signed-in.ts'
import { type UserAgent, userAgent } from '../support/user-agent.ts'

const TWIN_URI = 'https://rp.example/other/callback'
const STRANGER_URI = 'https://stranger.example/callback'

throughEachDoor('pairwise subjects', (given) => {
  let agent: UserAgent
  let alice: string
  before(async () => {
    agent = await signedIn(given())
    const pairwise = { subject_type: 'pairwise', response_types: EVERY_RESPONSE_TYPE } as const
    await addClient(given(), { client_id: 'one', ...pairwise })
    await addClient(given(), { client_id: 'twin', ...pairwise, redirect_uris: [TWIN_URI] })
    await addClient(given(), { client_id: 'stranger', ...pairwise, redirect_uris: [STRANGER_URI] })
    const person = await given().people.findPersonByLogin('default', PERSON.username)
    alice = String(person?.sub)
  })

  const scope = 'openid profile offline_access'
  const begin = (client_id = 'one', redirect_uri = REDIRECT_URI, from = agent) =>
    landing(from, { client_id, redirect_uri, scope, response_type: 'code id_token token' })
  const asClient = async (path: string, form: Readonly<Record<string, string>>) =>
    (await post(given(), path, form, { authorization: basic('one') })).json
  const redeem = (code: string) =>
    asClient('/oauth/token', {
      grant_type: 'authorization_code',
      code,
      redirect_uri: REDIRECT_URI,
    })
  const subOf = async (...asked: Parameters<typeof begin>) =>
    String(claimsOf(parameterOf(await begin(...asked), 'id_token')).sub)
  const subAtUserinfo = async (token: unknown) =>
    JSON.parse((await userinfo(given(), String(token))).text).sub

  test('are the same in both ID Tokens, both access tokens, UserInfo, introspection and after a refresh (Core §3.3.3.6, §8)', async () => {
    const front = await begin()
    const { sub } = claimsOf(parameterOf(front, 'id_token'))
    const early = parameterOf(front, 'access_token')
    const unopened = await subAtUserinfo(early)
    const json = await redeem(parameterOf(front, 'code'))
    const again = await asClient('/oauth/token', {
      grant_type: 'refresh_token',
      refresh_token: String(json.refresh_token),
    })
    const introspect = async (token: unknown) =>
      (await asClient('/oauth/introspect', { token: String(token) })).sub
    const everywhere = [
      unopened,
      claimsOf(early).sub,
      claimsOf(json.id_token).sub,
      claimsOf(json.access_token).sub,
      claimsOf(again.id_token).sub,
      claimsOf(again.access_token).sub,
      await subAtUserinfo(early),
      await subAtUserinfo(json.access_token),
      await subAtUserinfo(again.access_token),
      await introspect(early),
      await introspect(json.access_token),
      await introspect(again.refresh_token),
    ]
    assert.deepEqual([...new Set(everywhere)], [sub])
    // A keyed hash, base64url: 256 bits in 43 characters (Core §8.1: not reversible by others).
    assert.match(String(sub), /^[\w-]{43}$/)
  })

  test('tell nobody the local one: not a token, not UserInfo, not introspection (Core §8.1)', async () => {
    const front = await begin()
    const json = await redeem(parameterOf(front, 'code'))
    const jwts = [...front.parameters.values(), ...Object.values(json)].map(String)
    const readable = jwts
      .filter((text) => text.split('.').length === 3)
      .map((jwt) => JSON.stringify(claimsOf(jwt)))
    assert.equal(readable.length, 4)
    const tokens = [parameterOf(front, 'access_token'), String(json.access_token)]
    const answers = await Promise.all(
      tokens.map(async (token) => [
        (await userinfo(given(), token)).text,
        JSON.stringify(await asClient('/oauth/introspect', { token })),
      ]),
    )
    for (const text of [...jwts, ...readable, ...answers.flat()])
      assert.equal(text.includes(alice), false)
  })

  test('are one for the clients of a sector, and another for each other sector (Core §8.1)', async () => {
    const one = await subOf('one')
    assert.equal(await subOf('twin', TWIN_URI), one)
    assert.notEqual(await subOf('stranger', STRANGER_URI), one)
    assert.equal(await subOf('one'), one)
  })

  test('are another for each native client: a loopback address is no sector (Core §8.1, RFC 8252 §7.3)', async () => {
    const native = { subject_type: 'pairwise', application_type: 'native' } as const
    const uris = {
      here: 'http://127.0.0.1/cb',
      there: 'http://127.0.0.1/cb',
      installed: 'com.example.app:/cb',
    }
    for (const [client_id, uri] of Object.entries(uris))
      await addClient(given(), { client_id, ...native, redirect_uris: [uri] })
    const subs = await Promise.all(Object.entries(uris).map((client) => subOf(...client)))
    assert.equal(new Set([alice, ...subs]).size, 4)
    assert.equal(await subOf('here', uris.here), subs[0])
  })

  test('are the same in the next login, and another for another person (Core §2)', async () => {
    const one = await subOf('one')
    const again = await logIn(
      userAgent(given().door),
      authorizePath({ client_id: 'one', response_type: 'code id_token token' }),
    )
    assert.equal(claimsOf(parameterOf(again, 'id_token')).sub, one)
    await given().accounts.addPerson('default', { ...PERSON, username: 'bob' })
    const bob = userAgent(given().door)
    const page = await bob.open({ path: authorizePath({ client_id: 'one' }) })
    await bob.submit(page, { ...PERSON, username: 'bob', action: 'sign_in' })
    assert.notEqual(await subOf('one', REDIRECT_URI, bob), one)
  })

  test('a public client is told the local one, as ever (Core §8)', async () => {
    const { parameters } = await landing(agent, { scope: 'openid' })
    assert.equal(claimsOf(parameters.get('id_token')).sub, alice)
  })

  test('id_token_hint and the sub claim name the person by the sub that the client knows (Core §3.1.2.1, §5.5.1)', async () => {
    const hint = parameterOf(await begin(), 'id_token')
    const { sub } = claimsOf(hint)
    const errorFor = async (over: Readonly<Record<string, string>>) =>
      (await landing(agent, { client_id: 'one', prompt: 'none', ...over })).parameters.get('error')
    const naming = (value: unknown) => ({
      claims: JSON.stringify({ id_token: { sub: { value } } }),
    })
    assert.equal(await errorFor({ id_token_hint: hint }), null)
    assert.equal(await errorFor(naming(sub)), null)
    assert.equal(await errorFor(naming(alice)), 'login_required')
    const foreign = parameterOf(await landing(agent, { scope: 'openid' }), 'id_token')
    assert.equal(await errorFor({ id_token_hint: foreign }), 'invalid_request')
  })

  test('an access token for an API has the sub of its client too (RFC 9068 §2.2)', async () => {
    const asked = { client_id: 'one', response_type: 'code id_token token', resource: API }
    const { parameters } = await landing(agent, { ...asked, scope: 'openid read:notes' })
    assert.equal(
      claimsOf(parameters.get('access_token')).sub,
      claimsOf(parameters.get('id_token')).sub,
    )
  })

  test('a disabled person is nobody by any token (Core §5.3.3)', async () => {
    const front = await begin()
    const token = parameterOf(front, 'access_token')
    const person = await given().people.findPersonByLogin('default', PERSON.username)
    assert.ok(person)
    await given().people.replacePerson('default', { ...person, disabled: true })
    assert.equal((await userinfo(given(), token)).status, 401)
    assert.deepEqual(await asClient('/oauth/introspect', { token }), { active: false })
    await given().people.replacePerson('default', person)
    assert.equal((await userinfo(given(), token)).status, 200)
  })

  test('are told in discovery', async () => {
    const { text } = await given().door.send({ path: '/.well-known/openid-configuration' })
    assert.deepEqual(JSON.parse(text).subject_types_supported, ['public', 'pairwise'])
  })
})
