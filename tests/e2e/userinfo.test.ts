import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { addClient } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { basic, claimsOf, logIn, post, redeem, userinfo } from '../support/flow.ts'
import { API, CLIENT_SECRET, ISSUER } from '../support/op.ts'
import { landing, newCode, parameterOf, signedIn } from '../support/signed-in.ts'
import { type Answer, type UserAgent, userAgent } from '../support/user-agent.ts'

const challengeOf = ({ headers }: Answer) => headers.get('www-authenticate') ?? ''
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

throughEachDoor('UserInfo', (given) => {
  let agent: UserAgent
  const accessToken = async (scope = 'openid profile', more = {}) => {
    const { json } = await redeem(
      given(),
      await newCode(agent, { response_type: 'code', scope, ...more }),
    )
    return String(json.access_token)
  }
  const ask = (method: string, headers: Readonly<Record<string, string>>, body?: URLSearchParams) =>
    given().door.send({
      method,
      path: '/userinfo',
      headers,
      ...(body === undefined ? {} : { body }),
    })
  before(async () => {
    agent = await signedIn(given())
  })

  // biome-ignore format: a table
  const BY_SCOPE = [
    ['openid',               {}],
    ['openid profile',       { name: 'Alice Example', preferred_username: 'alice' }],
    ['openid email',         { email: 'alice@example.com', email_verified: true }],
    ['openid profile email', { name: 'Alice Example', preferred_username: 'alice', email: 'alice@example.com', email_verified: true }],
  ] as const

  for (const [scope, claims] of BY_SCOPE)
    test(`${scope} is answered sub and the claims of that scope (Core §5.3.2, §5.4)`, async () => {
      const { json } = await redeem(given(), await newCode(agent, { scope }))
      const { status, text, headers } = await userinfo(given(), String(json.access_token))
      assert.equal(status, 200)
      assert.deepEqual(JSON.parse(text), { sub: claimsOf(json.id_token).sub, ...claims })
      assert.equal(headers.get('content-type'), 'application/json')
      assert.equal(headers.get('cache-control'), 'no-store')
      assert.equal(headers.get('access-control-allow-origin'), '*')
    })

  test('takes the token in the header by GET and POST, and in a form by POST (RFC 6750 §2.1, §2.2)', async () => {
    const token = await accessToken()
    const form = new URLSearchParams({ access_token: token })
    const answers = [
      await ask('GET', bearer(token)),
      await ask('GET', { authorization: `bEaReR ${token}` }),
      await ask('POST', bearer(token)),
      await ask('POST', {}, form),
    ]
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200, 200],
    )
  })

  test('refuses a token in the query (RFC 6750 §2.3, which we do not offer)', async () => {
    const token = await accessToken()
    const { status } = await given().door.send({ path: `/userinfo?access_token=${token}` })
    assert.equal(status, 401)
  })

  test('refuses a token that comes in two ways, or twice in one (RFC 6750 §2, §3.1)', async () => {
    const token = await accessToken()
    const form = new URLSearchParams({ access_token: token })
    const twice = new URLSearchParams([...form, ...form])
    for (const answer of [await ask('POST', bearer(token), form), await ask('POST', {}, twice)]) {
      assert.equal(answer.status, 400)
      assert.match(challengeOf(answer), /^Bearer realm="[^"]+", error="invalid_request"/)
    }
  })

  test('says which scheme it wants, and no error, where there is no token at all (RFC 6750 §3.1)', async () => {
    for (const answer of [await ask('GET', {}), await ask('GET', { authorization: basic() })]) {
      assert.equal(answer.status, 401)
      assert.equal(challengeOf(answer), `Bearer realm="${ISSUER}"`)
      assert.equal(answer.headers.get('access-control-expose-headers'), 'www-authenticate')
    }
  })

  test('refuses what is no access token: an ID Token, a refresh token, a code, anything else (RFC 9068 §4)', async () => {
    const code = await newCode(agent, { scope: 'openid offline_access' })
    const { json } = await redeem(given(), code)
    const [header = '', payload = '', signature = ''] = String(json.access_token).split('.')
    const none = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')
    const changed = Buffer.from(
      JSON.stringify({ ...claimsOf(json.access_token), sub: 'mallory' }),
    ).toString('base64url')
    const others = [
      String(json.id_token),
      String(json.refresh_token),
      code,
      'x',
      '..',
      `${none}.${payload}.`,
      `${none}.${payload}.${signature}`,
      `${header}.${changed}.${signature}`,
      `${header}.${payload}.${signature.slice(0, -2)}AA`,
      `${header}.${payload}.${signature}=`,
      `${header}.${payload}.${signature}.`,
    ]
    for (const token of others) {
      const answer = await userinfo(given(), token)
      assert.equal(answer.status, 401, token)
      assert.match(challengeOf(answer), /error="invalid_token"/)
    }
  })

  test('refuses a token without openid: 403, and names the scope (RFC 6750 §3.1, Core §5.3.1)', async () => {
    const answer = await userinfo(given(), await accessToken('profile'))
    assert.equal(answer.status, 403)
    assert.equal(JSON.parse(answer.text).error, 'insufficient_scope')
    assert.match(challengeOf(answer), /error="insufficient_scope".*scope="openid"$/)
  })

  test('refuses a token that is for an API alone (RFC 9068 §4)', async () => {
    const token = await accessToken('read:notes', { resource: API })
    assert.equal(claimsOf(token).aud, API)
    assert.equal((await userinfo(given(), token)).status, 401)
  })

  test('refuses a token as it expires: 600 s, and 300 s from the front channel (PITFALLS 9)', async () => {
    const front = await landing(agent, { response_type: 'code token', scope: 'openid' })
    const token = parameterOf(front, 'access_token')
    const { json } = await redeem(given(), parameterOf(front, 'code'))
    const statuses = async () => [
      (await userinfo(given(), token)).status,
      (await userinfo(given(), String(json.access_token))).status,
    ]
    given().pass(299)
    assert.deepEqual(await statuses(), [200, 200])
    given().pass(1)
    assert.deepEqual(await statuses(), [401, 200])
    given().pass(299)
    assert.deepEqual(await statuses(), [401, 200])
    given().pass(1)
    assert.deepEqual(await statuses(), [401, 401])
  })

  test('refuses a token of another tenant, both ways', async () => {
    const { op, accounts, door } = given()
    await op.admin.addTenant('acme', 'Acme')
    await op.admin.registerClient('acme', {
      client_id: 'app',
      client_secret: CLIENT_SECRET,
      redirect_uris: ['https://rp.example/callback'],
      trusted: true,
    })
    await accounts.addPerson('acme', { username: 'alice', password: 'correct horse battery' })
    const query = { client_id: 'app', response_type: 'code', scope: 'openid' }
    const front = await logIn(userAgent(door), `/acme/authorize?${new URLSearchParams(query)}`)
    const form = { grant_type: 'authorization_code', code: parameterOf(front, 'code') }
    const { json } = await post(given(), '/acme/oauth/token', form)
    const theirs = String(json.access_token)
    const ours = await accessToken()
    const statusAt = async (path: string, token: string) =>
      (await door.send({ path, headers: bearer(token) })).status
    assert.deepEqual(
      [
        await statusAt('/acme/userinfo', theirs),
        await statusAt('/userinfo', theirs),
        await statusAt('/acme/userinfo', ours),
        await statusAt('/userinfo', ours),
      ],
      [200, 401, 401, 200],
    )
  })

  test('a browser may ask from any site, after a preflight (Fetch §3.3)', async () => {
    const { status, headers } = await ask('OPTIONS', {
      origin: 'https://spa.example',
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization',
    })
    assert.equal(status, 204)
    assert.equal(headers.get('access-control-allow-origin'), '*')
    assert.equal(headers.get('access-control-allow-methods'), 'GET, POST')
    assert.match(String(headers.get('access-control-allow-headers')), /authorization/)
  })

  test('only GET and POST are for it (Core §5.3)', async () => {
    const { status, headers } = await ask('DELETE', {})
    assert.deepEqual([status, headers.get('allow')], [405, 'GET, POST'])
    assert.equal((await ask('HEAD', bearer(await accessToken()))).text, '')
  })

  test('refuses the token of a client that is gone', async () => {
    await addClient(given(), { client_id: 'passing' })
    const asked = { client_id: 'passing', response_type: 'code token', scope: 'openid' }
    const front = await landing(agent, asked)
    const form = {
      grant_type: 'authorization_code',
      code: parameterOf(front, 'code'),
      redirect_uri: 'https://rp.example/callback',
    }
    const headers = { authorization: basic('passing') }
    const { json } = await post(given(), '/oauth/token', form, headers)
    const unredeemed = parameterOf(await landing(agent, asked), 'access_token')
    const tokens = [String(json.access_token), parameterOf(front, 'access_token'), unredeemed]
    await given().store.removeClient('default', 'passing')
    // A client is kept for seconds.
    given().pass(10)
    for (const token of tokens) assert.equal((await userinfo(given(), token)).status, 401)
  })

  test('refuses the tokens of somebody who is disabled, and of somebody who is gone (Core §5.3.3)', async () => {
    const front = await landing(agent, { response_type: 'code token', scope: 'openid' })
    const { json } = await redeem(given(), parameterOf(front, 'code'))
    const tokens = [String(json.access_token), parameterOf(front, 'access_token')]
    const statuses = async () => {
      const answers = await Promise.all(tokens.map((token) => userinfo(given(), token)))
      return answers.map(({ status }) => status)
    }
    const { people } = given()
    const person = await people.findPersonByLogin('default', 'alice')
    assert.ok(person)
    await people.replacePerson('default', { ...person, disabled: true })
    assert.deepEqual(await statuses(), [401, 401])
    await people.replacePerson('default', person)
    assert.deepEqual(await statuses(), [200, 200])
    await people.removePerson('default', person.sub)
    assert.deepEqual(await statuses(), [401, 401])
    await people.addPerson('default', person)
  })
})
