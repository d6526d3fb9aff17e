import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { throughEachDoor } from '../support/each-door.ts'
import { basic, claimsOf, logIn, post, redeem } from '../support/flow.ts'
import { addLargeClient, LARGE_CLIENT, LARGE_REQUEST } from '../support/large-grant.ts'
import { ACR, API, CLIENT_SECRET, ISSUER, REDIRECT_URI } from '../support/op.ts'
import { landing, newCode, parameterOf, signedIn } from '../support/signed-in.ts'
import { userAgent } from '../support/user-agent.ts'

/** Core §3.3.2.11 for an alg of the 256 family. */
const leftHalf = (text: unknown) =>
  createHash('sha256').update(String(text)).digest().subarray(0, 16).toString('base64url')

// biome-ignore format: a table
const ANSWERS = [
  // response_type,        scope,                                        members beside access_token, token_type, expires_in, scope
  ['code',                'openid',                                     ['id_token']],
  ['code id_token',       'openid profile email',                       ['id_token']],
  ['code token',          'profile',                                    []],
  ['code id_token token', 'openid offline_access',                      ['refresh_token', 'id_token']],
  ['code',                'offline_access email',                       ['refresh_token']],
] as const

throughEachDoor('authorization_code', (given) => {
  for (const [response_type, scope, more] of ANSWERS)
    test(`${response_type} with ${scope} is answered these members only (Core §3.1.3.3, RFC 6749 §5.1)`, async () => {
      const agent = await signedIn(given())
      const { status, json, headers } = await redeem(
        given(),
        await newCode(agent, { response_type, scope }),
      )
      assert.equal(status, 200)
      assert.deepEqual(
        Object.keys(json).sort(),
        ['access_token', 'token_type', 'expires_in', 'scope', ...more].sort(),
      )
      const { token_type, expires_in, scope: told } = json
      assert.deepEqual(
        { token_type, expires_in, told },
        { token_type: 'Bearer', expires_in: 600, told: scope },
      )
      assert.equal(headers.get('cache-control'), 'no-store')
      assert.equal(headers.get('pragma'), 'no-cache')
      assert.equal(headers.get('content-type'), 'application/json')
    })

  test('PITFALLS 7: the second ID Token agrees with the first, and hashes the access token beside it (Core §3.3.3.6)', async () => {
    const op = given()
    const agent = userAgent(op.door)
    const front = await logIn(
      agent,
      `/authorize?${new URLSearchParams({ client_id: 'app', response_type: 'code id_token token', scope: 'openid profile', nonce: 'n-1', state: 's' })}`,
    )
    const signed_in_at = op.now()
    op.pass(20)
    const { json } = await redeem(op, parameterOf(front, 'code'), { redirect_uri: '' })
    const [first, second] = [claimsOf(front.parameters.get('id_token')), claimsOf(json.id_token)]
    const { sub } = second
    assert.match(String(sub), /^[\w-]{22}$/)
    const both = {
      iss: ISSUER,
      sub,
      aud: 'app',
      nonce: 'n-1',
      auth_time: signed_in_at,
      acr: ACR,
      amr: ['pwd'],
    }
    assert.deepEqual(first, {
      ...both,
      iat: signed_in_at,
      exp: signed_in_at + 600,
      c_hash: leftHalf(front.parameters.get('code')),
      at_hash: leftHalf(front.parameters.get('access_token')),
      s_hash: leftHalf('s'),
    })
    assert.deepEqual(second, {
      ...both,
      iat: signed_in_at + 20,
      exp: signed_in_at + 620,
      at_hash: leftHalf(json.access_token),
    })
  })

  test('PITFALLS 7: what changes about the person between the two ID Tokens does not make them disagree', async () => {
    const op = given()
    const agent = await signedIn(op)
    const front = await landing(agent, { response_type: 'code id_token' })
    const person = await op.people.findPersonByLogin('default', 'alice')
    assert.ok(person)
    const claims = { ...person.claims, email: 'alice@elsewhere.example' }
    await op.people.replacePerson('default', { ...person, claims })
    const { json } = await redeem(op, parameterOf(front, 'code'))
    const { c_hash: _, s_hash: __, ...first } = claimsOf(front.parameters.get('id_token'))
    const { at_hash: ___, ...second } = claimsOf(json.id_token)
    assert.deepEqual(second, first)
  })

  test('PITFALLS 9: the two access tokens differ in life, scope, mark and jti (Core §3.3.3.8)', async () => {
    const op = given()
    const agent = await signedIn(op)
    const scope = 'openid offline_access read:notes'
    const front = await landing(agent, { response_type: 'code token', scope, resource: API })
    const { json } = await redeem(op, parameterOf(front, 'code'))
    const {
      jti: first,
      iat,
      exp,
      scope: frontScope,
      front_channel,
    } = claimsOf(front.parameters.get('access_token'))
    const back = claimsOf(json.access_token)
    assert.notEqual(first, back.jti)
    assert.deepEqual(
      { life: Number(exp) - Number(iat), frontScope, front_channel },
      { life: 300, frontScope: 'openid read:notes', front_channel: true },
    )
    assert.deepEqual(
      [Number(back.exp) - Number(back.iat), back.scope, back.front_channel, back.aud],
      [600, scope, undefined, [API, ISSUER]],
    )
    assert.equal(front.parameters.get('expires_in'), '300')
  })

  test('a resource can be named again, but not another (RFC 8707 §2.2), and a refused request changes nothing', async () => {
    const op = given()
    const agent = await signedIn(op)
    const code = await newCode(agent, { scope: 'openid read:notes', resource: API })
    const other = await redeem(op, code, { resource: 'https://other.example' })
    assert.deepEqual([other.status, other.json.error], [400, 'invalid_target'])
    const { status, json } = await redeem(op, code, { resource: API })
    assert.equal(status, 200)
    assert.deepEqual(claimsOf(json.access_token).aud, [API, ISSUER])
  })

  test('the row of a grant without offline_access is gone an hour later, for its tokens are', async () => {
    const op = given()
    const { json } = await redeem(op, await newCode(await signedIn(op), { scope: 'openid' }))
    const grant_id = String(claimsOf(json.access_token).grant_id)
    op.pass(3600)
    assert.equal((await op.store.findGrant('default', grant_id, op.now())).outcome, 'unknown')
  })

  test('a large grant goes by a code reference, and is redeemed alike', async () => {
    const op = given()
    await addLargeClient(op)
    const agent = await signedIn(op)
    const code = await newCode(agent, LARGE_REQUEST)
    assert.ok(code.length < 200, `${code.length} characters`)
    const form = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI }
    const headers = { authorization: basic(LARGE_CLIENT) }
    const { status, json } = await post(op, '/oauth/token', form, headers)
    assert.equal(status, 200)
    assert.deepEqual(json.scope, LARGE_REQUEST.scope)
    assert.equal(claimsOf(json.id_token).nonce, LARGE_REQUEST.nonce)
    const again = await post(op, '/oauth/token', form, headers)
    assert.equal(again.json.error, 'invalid_grant')
  })
})

// biome-ignore format: a table
const REFUSALS = [
  // what,                                    form,                                                                 status, error
  ['no grant_type',                           {},                                                                      400, 'invalid_request'],
  ['an empty grant_type',                     { grant_type: '' },                                                      400, 'invalid_request'],
  ['a grant_type nobody knows',               { grant_type: 'password', username: 'alice', password: 'x' },            400, 'unsupported_grant_type'],
  ['a grant_type of Object',                  { grant_type: 'constructor' },                                           400, 'unsupported_grant_type'],
  ['no code',                                 { grant_type: 'authorization_code' },                                    400, 'invalid_request'],
  ['a code that was never made',              { grant_type: 'authorization_code', code: 'x' },                         400, 'invalid_grant'],
  ['no refresh_token',                        { grant_type: 'refresh_token' },                                         400, 'invalid_request'],
  ['a refresh_token that was never made',     { grant_type: 'refresh_token', refresh_token: 'x' },                     400, 'invalid_grant'],
  ['credentials of two methods',              { grant_type: 'refresh_token', client_secret: CLIENT_SECRET },           400, 'invalid_request'],
  ['a client_id that is not the credentials', { grant_type: 'refresh_token', client_id: 'other' },                     400, 'invalid_request'],
] as const

throughEachDoor('the token endpoint', (given) => {
  for (const [what, form, status, error] of REFUSALS)
    test(`${what} is answered ${status} ${error} (RFC 6749 §5.2)`, async () => {
      const answer = await post(given(), '/oauth/token', form)
      assert.deepEqual([answer.status, answer.json.error], [status, error])
      assert.deepEqual(Object.keys(answer.json), ['error', 'error_description'])
      assert.equal(answer.headers.get('cache-control'), 'no-store')
      assert.equal(answer.headers.get('www-authenticate'), null)
    })

  test('a body that is no form is answered 415 as JSON (RFC 6749 §3.2, §5.2)', async () => {
    const headers = { authorization: basic(), 'content-type': 'application/json' }
    const body = '{"grant_type":"authorization_code"}'
    const answer = await given().door.send({ method: 'POST', path: '/oauth/token', headers, body })
    const { error, ...rest } = JSON.parse(answer.text)
    assert.deepEqual([answer.status, error], [415, 'invalid_request'])
    assert.deepEqual(Object.keys(rest), ['error_description'])
    assert.equal(given().events.at(-1)?.event, 'token.refused')
  })

  test('a client that fails to authenticate is answered 401 with the scheme it may use (RFC 6749 §5.2)', async () => {
    const form = { grant_type: 'authorization_code', code: 'x' }
    for (const headers of [{ authorization: basic('app', 'wrong') }, {}]) {
      const answer = await post(given(), '/oauth/token', form, headers)
      assert.deepEqual([answer.status, answer.json.error], [401, 'invalid_client'])
      assert.equal(answer.headers.get('www-authenticate'), `Basic realm="${ISSUER}"`)
      assert.equal(answer.headers.get('cache-control'), 'no-store')
    }
  })

  test('a grant_type the client is not registered for is answered unauthorized_client (RFC 6749 §5.2)', async () => {
    const { op } = given()
    await op.admin.registerClient('default', {
      client_id: 'without-refresh',
      client_secret: CLIENT_SECRET,
      redirect_uris: ['https://rp.example/callback'],
      grant_types: ['authorization_code'],
    })
    const form = { grant_type: 'refresh_token', refresh_token: 'x' }
    const answer = await post(given(), '/oauth/token', form, {
      authorization: basic('without-refresh'),
    })
    assert.deepEqual([answer.status, answer.json.error], [400, 'unauthorized_client'])
  })

  test('a parameter that comes twice is refused (RFC 6749 §3.2)', async () => {
    const { door } = given()
    const answer = await door.send({
      method: 'POST',
      path: '/oauth/token',
      headers: { authorization: basic() },
      body: 'grant_type=authorization_code&code=a&code=b',
    })
    assert.equal(answer.status, 400)
    assert.equal(JSON.parse(answer.text).error, 'invalid_request')
  })

  test('only POST is for the token endpoint (RFC 6749 §3.2)', async () => {
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE']) {
      const { status, headers } = await given().door.send({ method, path: '/oauth/token' })
      assert.deepEqual([method, status, headers.get('allow')], [method, 405, 'POST'])
    }
  })

  test('any origin may ask, after a preflight that says so, with what was sent in the form (Fetch §3.3)', async () => {
    const { door } = given()
    const preflight = await door.send({
      method: 'OPTIONS',
      path: '/oauth/token',
      headers: {
        origin: 'https://spa.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      },
    })
    assert.equal(preflight.status, 204)
    assert.equal(preflight.headers.get('access-control-allow-origin'), '*')
    assert.match(String(preflight.headers.get('access-control-allow-headers')), /authorization/)
    assert.equal(preflight.headers.get('access-control-allow-credentials'), null)
    const answer = await post(given(), '/oauth/token', {})
    assert.equal(answer.headers.get('access-control-allow-origin'), '*')
  })

  test('credentials in the query are not looked at (RFC 6749 §2.3.1)', async () => {
    const query = new URLSearchParams({ client_id: 'app', client_secret: CLIENT_SECRET })
    const { status } = await given().door.send({
      method: 'POST',
      path: `/oauth/token?${query}`,
      body: 'grant_type=authorization_code&code=x',
    })
    assert.equal(status, 401)
  })
})
