import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { addClient, EVERY_RESPONSE_TYPE } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { authorizePath, basic, claimsOf, logIn, post, userinfo } from '../support/flow.ts'
import { ACR, REDIRECT_URI } from '../support/op.ts'
import { landing, parameterOf, signedIn } from '../support/signed-in.ts'
import { type UserAgent, userAgent } from '../support/user-agent.ts'

type Over = Readonly<Record<string, string | undefined>>

/** Claims of the person beside those of every token. */
const PROTOCOL = ['iss', 'sub', 'aud', 'exp', 'iat', 'auth_time', 'nonce', 'acr', 'amr', 's_hash']
const HASHES = ['c_hash', 'at_hash']
const personal = (claims: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(claims).filter(([name]) => ![...PROTOCOL, ...HASHES].includes(name)),
  )

throughEachDoor('the claims parameter', (given) => {
  let agent: UserAgent
  const begin = (claims: unknown, over: Over = {}) =>
    landing(agent, {
      client_id: 'asking',
      response_type: 'code id_token token',
      scope: 'openid',
      claims: JSON.stringify(claims),
      ...over,
    })
  const redeem = async (code: string) => {
    const form = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI }
    return (await post(given(), '/oauth/token', form, { authorization: basic('asking') })).json
  }
  const told = async (token: unknown) =>
    personal(JSON.parse((await userinfo(given(), String(token))).text))
  /** What each of the four says about the person: two ID Tokens, and UserInfo by two access tokens. */
  const everywhere = async (claims: unknown, over: Over = {}) => {
    const front = await begin(claims, over)
    const early = await told(parameterOf(front, 'access_token'))
    const json = await redeem(parameterOf(front, 'code'))
    assert.deepEqual(await told(parameterOf(front, 'access_token')), early)
    return {
      front: personal(claimsOf(parameterOf(front, 'id_token'))),
      back: personal(claimsOf(json.id_token)),
      early,
      late: await told(json.access_token),
    }
  }
  const atUserinfo = (claims: object) => ({ front: {}, back: {}, early: claims, late: claims })
  const inIdTokens = (claims: object) => ({ front: claims, back: claims, early: {}, late: {} })

  before(async () => {
    agent = await signedIn(given())
    await addClient(given(), { client_id: 'asking', response_types: EVERY_RESPONSE_TYPE })
    await addClient(given(), { client_id: 'third-party', trusted: false })
    const alice = await given().people.findPersonByLogin('default', 'alice')
    assert.ok(alice)
    const claims = { ...alice.claims, 'name#fr': 'Alice Exemple', 'name#ja': '例アリス' }
    await given().people.replacePerson('default', { ...alice, claims })
  })

  test('userinfo.name essential is told by UserInfo, by both tokens, and in no ID Token (Core §5.5)', async () => {
    const asked = { userinfo: { name: { essential: true } } }
    assert.deepEqual(await everywhere(asked), atUserinfo({ name: 'Alice Example' }))
  })

  test('id_token.email is in both ID Tokens, and not at UserInfo (Core §5.5, §3.3.3.6)', async () => {
    const asked = { id_token: { email: null } }
    assert.deepEqual(await everywhere(asked), inIdTokens({ email: 'alice@example.com' }))
  })

  test('what scopes ask for comes beside it (Core §5.5)', async () => {
    const asked = { userinfo: { name: null }, id_token: { name: null } }
    const answered = await everywhere(asked, { scope: 'openid email' })
    const [name, email, email_verified] = ['Alice Example', 'alice@example.com', true]
    assert.deepEqual(answered.front, { name })
    assert.deepEqual(answered.back, { name })
    assert.deepEqual(answered.early, { name, email, email_verified })
    assert.deepEqual(answered.late, { name, email, email_verified })
  })

  // biome-ignore format: a table
  const LEFT_OUT = [
    ['a claim that the person does not have',         { phone_number: { essential: true } }],
    ['a claim that nobody has',                       { 'https://claims.example/groups': { essential: true } }],
    ['a value that is not the person\'s',             { name: { value: 'Bob' } }],
    ['an essential value that is not the person\'s',  { name: { essential: true, value: 'Bob' } }],
    ['values that are not the person\'s',             { name: { values: ['Bob', 'Carol'] } }],
    ['a claim of the token itself',                   { nonce: { value: 'other' }, iss: null, aud: null, c_hash: null }],
    ['__proto__',                                     JSON.parse('{"__proto__": null, "constructor": null}')],
  ] as const

  for (const [what, asked] of LEFT_OUT)
    test(`${what} is left out, and is no error (Core §5.5.1)`, async () => {
      assert.deepEqual(await everywhere({ userinfo: asked, id_token: asked }), atUserinfo({}))
    })

  test("a value, or one of values, that is the person's is told (Core §5.5.1)", async () => {
    const [name, email] = ['Alice Example', 'alice@example.com']
    const asked = { name: { value: name }, email: { values: ['bob@example.com', email] } }
    assert.deepEqual(await everywhere({ userinfo: asked }), atUserinfo({ name, email }))
    assert.deepEqual(await everywhere({ id_token: asked }), inIdTokens({ name, email }))
  })

  test('auth_time and acr are of the token, whether asked for or not (Core §5.5.1.1)', async () => {
    const front = await begin({ id_token: { auth_time: { essential: true }, acr: null } })
    const { auth_time, acr } = claimsOf(parameterOf(front, 'id_token'))
    assert.deepEqual([typeof auth_time, acr], ['number', ACR])
  })

  test('an essential acr that cannot be reached is refused (Unmet Authentication Requirements §2)', async () => {
    const claims = JSON.stringify({ id_token: { acr: { essential: true, values: ['gold'] } } })
    const asked = { client_id: 'asking', claims }
    const { parameters } = await logIn(userAgent(given().door), authorizePath(asked))
    assert.equal(parameters.get('error'), 'unmet_authentication_requirements')
  })

  test('sub that names someone else is login_required, one that names the person is answered (Core §5.5.1)', async () => {
    const alice = await given().people.findPersonByLogin('default', 'alice')
    const ask = async (value: unknown) =>
      (await begin({ id_token: { sub: { value } } }, { prompt: 'none' })).parameters.get('error')
    assert.deepEqual([await ask(alice?.sub), await ask('someone')], [null, 'login_required'])
  })

  test('claims_locales are told beside the claim itself, under their own names (Core §5.2)', async () => {
    const asked = { userinfo: { name: null }, id_token: { name: null } }
    const answered = await everywhere(asked, { claims_locales: 'fr de' })
    const expected = { name: 'Alice Example', 'name#fr': 'Alice Exemple' }
    for (const claims of Object.values(answered)) assert.deepEqual(claims, expected)
    const byScope = await everywhere({}, { scope: 'openid profile', claims_locales: 'ja' })
    const profile = { name: 'Alice Example', 'name#ja': '例アリス', preferred_username: 'alice' }
    assert.deepEqual(byScope, atUserinfo(profile))
  })

  test('a claim can be asked for in one language by its own name (Core §5.2)', async () => {
    const asked = { userinfo: { 'name#fr': { essential: true } } }
    assert.deepEqual(await everywhere(asked), atUserinfo({ 'name#fr': 'Alice Exemple' }))
  })

  test('claims_locales that nobody speaks change nothing (Core §5.2)', async () => {
    const answered = await everywhere({}, { scope: 'openid email', claims_locales: 'se' })
    assert.deepEqual(answered.late, { email: 'alice@example.com', email_verified: true })
  })

  test('the front-channel token says nothing of what was asked to who reads it, and introspection neither', async () => {
    const front = await begin({ userinfo: { email: null } })
    const token = parameterOf(front, 'access_token')
    assert.doesNotMatch(JSON.stringify(claimsOf(token)), /email|userinfo/)
    const headers = { authorization: basic('asking') }
    const { json } = await post(given(), '/oauth/introspect', { token }, headers)
    assert.equal(json.active, true)
    assert.deepEqual(
      [json.carried_grant, json.grant_id, json.claims],
      [undefined, undefined, undefined],
    )
  })

  test('only the front-channel token carries them: the other has its grant (RFC 9068 §2.2)', async () => {
    const front = await begin({ userinfo: { email: null } })
    const json = await redeem(parameterOf(front, 'code'))
    const names = Object.keys(claimsOf(json.access_token)).toSorted()
    // biome-ignore format: a list
    assert.deepEqual(names, [
      'acr', 'amr', 'aud', 'auth_time', 'client_id', 'exp', 'grant_id', 'iat', 'iss', 'jti', 'scope', 'sub',
    ])
  })

  test('a front-channel token carries nothing more where nothing was asked for', async () => {
    const front = await landing(agent, { response_type: 'code token', scope: 'openid' })
    const names = Object.keys(claimsOf(parameterOf(front, 'access_token'))).toSorted()
    // biome-ignore format: a list
    assert.deepEqual(names, [
      'acr', 'amr', 'aud', 'auth_time', 'client_id', 'exp', 'front_channel', 'grant_id', 'iat', 'iss', 'jti', 'scope', 'sub',
    ])
  })

  test('what is refreshed tells the same (Core §12.2)', async () => {
    const claims = { userinfo: { name: null }, id_token: { email: null } }
    const front = await begin(claims, { scope: 'openid offline_access' })
    const { refresh_token } = await redeem(parameterOf(front, 'code'))
    const form = { grant_type: 'refresh_token', refresh_token: String(refresh_token) }
    const headers = { authorization: basic('asking') }
    const { json } = await post(given(), '/oauth/token', form, headers)
    assert.deepEqual(personal(claimsOf(json.id_token)), { email: 'alice@example.com' })
    assert.deepEqual(await told(json.access_token), { name: 'Alice Example' })
  })

  test('a third-party application is told what the person allows by name, once (Core §3.1.2.4)', async () => {
    const claims = (names: readonly string[]) =>
      JSON.stringify({ userinfo: Object.fromEntries(names.map((name) => [name, null])) })
    const asked = { client_id: 'third-party', scope: 'openid' }
    const silently = async (names: readonly string[]) => {
      const front = await landing(agent, { ...asked, prompt: 'none', claims: claims(names) })
      return front.parameters.get('error')
    }
    assert.equal(await silently(['email']), 'consent_required')
    await logIn(agent, authorizePath({ ...asked, claims: claims(['email']) }))
    assert.equal(await silently(['email']), null)
    assert.equal(await silently(['email', 'name']), 'consent_required')
    assert.equal(await silently(['email', 'nothing_we_have', 'sub']), null)
  })

  // biome-ignore format: a table
  const MALFORMED = ['[]', '7', 'null', 'x', '{"userinfo":[]}', '{"userinfo":{"name":7}}', '{"id_token":{"name":{"values":"x"}}}']

  for (const claims of MALFORMED)
    test(`${claims} is invalid_request (Core §5.5)`, async () => {
      const { parameters } = await landing(agent, { claims })
      assert.equal(parameters.get('error'), 'invalid_request')
    })
})
