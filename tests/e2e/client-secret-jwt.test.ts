import assert from 'node:assert/strict'
import { createHash, createHmac, createPublicKey } from 'node:crypto'
import { before, test } from 'node:test'
import type { JWTPayload } from 'jose'
import { assertionClaims, assertionForm, clientKey, signAssertion } from '../support/assertions.ts'
import { addClient } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { authorizeQuery, basic, post } from '../support/flow.ts'
import { CLIENT_SECRET, ISSUER } from '../support/op.ts'
import { newCode, signedIn } from '../support/signed-in.ts'

const REQUEST = { grant_type: 'authorization_code', code: 'none' }
const PROVED = [400, 'invalid_grant']
const UNPROVED = [401, 'invalid_client']
const METHOD = { token_endpoint_auth_method: 'client_secret_jwt' } as const
/** 64 characters: enough for every alg (RFC 7518 §3.2). */
const SECRET = 'a-secret-of-sixty-four-characters-which-is-enough-for-each-alg-.'
const RSA = clientKey('RS256', 'rsa')

const DIGESTS = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' } as const
type Alg = keyof typeof DIGESTS

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const signWith = (claims: JWTPayload, secret: string = SECRET, alg: Alg = 'HS256') => {
  const input = `${part({ alg })}.${part(claims)}`
  return `${input}.${createHmac(DIGESTS[alg], secret).update(input).digest('base64url')}`
}

throughEachDoor('client_secret_jwt', (given) => {
  const claims = (over: JWTPayload = {}, client_id = 'mac') => ({
    ...assertionClaims(client_id, given().now()),
    ...over,
  })
  const send = async (assertion: string, form: Readonly<Record<string, string>> = {}) => {
    const sent = { ...REQUEST, ...assertionForm(assertion), ...form }
    const { status, json } = await post(given(), '/oauth/token', sent, {})
    return [status, json.error]
  }
  const lastRefusal = () => {
    const refused = given().events.filter(({ event }) => event === 'token.refused')
    const last = refused.at(-1)
    return last && 'description' in last ? last.description : undefined
  }
  before(async () => {
    await addClient(given(), { client_id: 'mac', ...METHOD, client_secret: SECRET })
    await addClient(given(), {
      client_id: 'hs512-only',
      ...METHOD,
      client_secret: SECRET,
      token_endpoint_auth_signing_alg: 'HS512',
    })
    await addClient(given(), { client_id: 'short', ...METHOD, client_secret: CLIENT_SECRET })
    await addClient(given(), {
      client_id: 'strict',
      ...METHOD,
      client_secret: SECRET,
      assertion_audience: 'issuer',
    })
    await addClient(given(), {
      client_id: 'signer',
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys: [RSA.public_jwk] },
    })
  })

  for (const alg of ['HS256', 'HS384', 'HS512'] as const)
    test(`takes ${alg} with the client's secret (Core §9)`, async () => {
      assert.deepEqual(await send(signWith(claims(), SECRET, alg)), PROVED)
    })

  test('proves the client at token, introspection, revocation and PAR (Core §9, RFC 9126 §2)', async () => {
    const sign = () => assertionForm(signWith(claims()))
    const code = await newCode(await signedIn(given()), { client_id: 'mac' })
    const redirect_uri = 'https://rp.example/callback'
    const form = { grant_type: 'authorization_code', code, redirect_uri }
    const token = await post(given(), '/oauth/token', { ...form, ...sign() }, {})
    assert.equal(token.status, 200)
    const access_token = { token: String(token.json.access_token) }
    const told = await post(given(), '/oauth/introspect', { ...access_token, ...sign() }, {})
    assert.equal(told.json.active, true)
    const revoked = await post(given(), '/oauth/revoke', { ...access_token, ...sign() }, {})
    assert.equal(revoked.status, 200)
    const request = Object.fromEntries(new URLSearchParams(authorizeQuery({ client_id: 'mac' })))
    const pushed = await post(given(), '/oauth/par', { ...request, ...sign() }, {})
    assert.equal(pushed.status, 201)
  })

  test('each assertion is good once (RFC 7523 §3)', async () => {
    const assertion = signWith(claims())
    assert.deepEqual([await send(assertion), await send(assertion)], [PROVED, UNPROVED])
  })

  test('a secret shorter than the hash does not do (RFC 7518 §3.2)', async () => {
    const sign = (alg: Alg) => signWith(claims({}, 'short'), CLIENT_SECRET, alg)
    assert.deepEqual(await send(sign('HS256')), PROVED)
    assert.deepEqual(await send(sign('HS384')), UNPROVED)
    assert.deepEqual(await send(sign('HS512')), UNPROVED)
  })

  test('is held to the registered token_endpoint_auth_signing_alg (Dynamic Registration §2)', async () => {
    const sign = (alg: Alg) => signWith(claims({}, 'hs512-only'), SECRET, alg)
    assert.deepEqual(await send(sign('HS512')), PROVED)
    assert.deepEqual(await send(sign('HS256')), UNPROVED)
  })

  test('a client of key pairs is never proved by an HMAC, whatever it was made with (RFC 8725 §2.1, §3.1)', async () => {
    const { public_jwk, key } = RSA
    const pem = (type: 'spki' | 'pkcs1') =>
      String(createPublicKey(key).export({ format: 'pem', type }))
    const secrets = [
      JSON.stringify(public_jwk),
      String(public_jwk.n),
      pem('spki'),
      pem('spki').trim(),
      pem('pkcs1'),
      '',
    ]
    for (const secret of secrets) {
      assert.deepEqual(await send(signWith(claims({}, 'signer'), secret)), UNPROVED)
      assert.equal(
        lastRefusal(),
        'the client used client_secret_jwt; it is registered for private_key_jwt',
      )
    }
    assert.deepEqual(await send(await signAssertion(RSA, claims({}, 'signer'))), PROVED)
  })

  test('a client of an HMAC is never proved by a key pair, or by its secret in the open (Core §9)', async () => {
    assert.deepEqual(await send(await signAssertion(RSA, claims())), UNPROVED)
    const inForm = { ...REQUEST, client_id: 'mac', client_secret: SECRET }
    assert.equal((await post(given(), '/oauth/token', inForm, {})).status, 401)
    assert.equal(
      lastRefusal(),
      'the client used client_secret_post; it is registered for client_secret_jwt',
    )
    const headers = { authorization: basic('mac', SECRET) }
    assert.equal((await post(given(), '/oauth/token', REQUEST, headers)).status, 401)
    const alone = await post(given(), '/oauth/token', { ...REQUEST, client_id: 'mac' }, {})
    assert.equal(alone.status, 401)
    assert.equal(lastRefusal(), 'the client used none; it is registered for client_secret_jwt')
  })

  test('two methods at once are refused, and the log says which they were (RFC 6749 §2.3)', async () => {
    const form = { ...REQUEST, ...assertionForm(signWith(claims())) }
    const both = await post(given(), '/oauth/token', form, { authorization: basic() })
    assert.deepEqual([both.status, both.json.error], [400, 'invalid_request'])
    assert.equal(
      lastRefusal(),
      'the client used several methods at once: client_secret_basic, client_secret_jwt',
    )
  })

  test("is refused with another secret, another client's, none, or its hash", async () => {
    const secrets = [
      `${SECRET}x`,
      CLIENT_SECRET,
      '',
      createHash('sha256').update(SECRET).digest('hex'),
    ]
    for (const secret of secrets) assert.deepEqual(await send(signWith(claims(), secret)), UNPROVED)
    assert.deepEqual(await send(signWith(claims({}, 'app'), CLIENT_SECRET)), UNPROVED)
    const [, payload] = signWith(claims()).split('.')
    for (const header of [{ alg: 'none' }, { alg: 'HS1' }, { alg: 'hs256' }, {}, 7, null])
      assert.deepEqual(await send(`${part(header)}.${payload}.`), UNPROVED)
  })

  // biome-ignore format: a table
  const AUDIENCES = [
    // aud,                                             any,      issuer alone
    [ISSUER,                                            PROVED,   PROVED],
    [[ISSUER],                                          PROVED,   UNPROVED],
    [[ISSUER, 'https://other.example'],                 UNPROVED, UNPROVED],
    [`${ISSUER}/oauth/token`,                           PROVED,   UNPROVED],
    [`${ISSUER}/oauth/par`,                             PROVED,   UNPROVED],
    [`${ISSUER}/oauth/introspect`,                      PROVED,   UNPROVED],
    [[`${ISSUER}/oauth/token`, `${ISSUER}/oauth/par`],  PROVED,   UNPROVED],
    [`${ISSUER}/`,                                      UNPROVED, UNPROVED],
    [`${ISSUER}/authorize`,                             UNPROVED, UNPROVED],
    ['https://other.example',                           UNPROVED, UNPROVED],
    [[],                                                UNPROVED, UNPROVED],
    [undefined,                                         UNPROVED, UNPROVED],
  ] as const

  for (const [aud, any, issuer] of AUDIENCES)
    test(`aud ${JSON.stringify(aud)} is judged by the client's policy (Core §9, RFC 7523 §3)`, async () => {
      const sign = (client_id: string) =>
        signWith(claims({ aud } as unknown as JWTPayload, client_id))
      assert.deepEqual([await send(sign('mac')), await send(sign('strict'))], [any, issuer])
    })

  test('an assertion that is no JWT is told so (RFC 7523 §3)', async () => {
    for (const assertion of ['x', 'a.b.c', `${part({ alg: 'HS256' })}.x.y`]) {
      assert.deepEqual(await send(assertion), UNPROVED)
      assert.equal(lastRefusal(), 'client_assertion is not a JWT')
    }
  })

  test('an assertion that is refused is not repeated at length', async () => {
    const crit = ['x'.repeat(1000)]
    const input = `${part({ alg: 'HS256', crit })}.${part(claims())}`
    const mac = createHmac('sha256', SECRET).update(input).digest('base64url')
    assert.deepEqual(await send(`${input}.${mac}`), UNPROVED)
    assert.equal(lastRefusal()?.length, 'client_assertion is refused: '.length + 200)
  })

  test('a client whose secret is not kept for an HMAC is told so, whatever it signs with (Core §9)', async () => {
    const { client } = await given().op.admin.registerClient('default', {
      redirect_uris: ['https://rp.example/callback'],
    })
    const { client_secret_hash: _, ...without } = client
    await given().store.registerClient('default', { ...without, client_id: 'bare', ...METHOD })
    assert.deepEqual(await send(signWith(claims({}, 'bare'), 'undefined')), UNPROVED)
    assert.equal(lastRefusal(), 'the client has no secret for an HMAC')
  })

  test('an assertion refused for its aud has not used up its jti', async () => {
    const jti = 'kept for later'
    const wrong = claims({ jti, aud: [ISSUER] }, 'strict')
    assert.deepEqual(await send(signWith(wrong)), UNPROVED)
    assert.deepEqual(await send(signWith(claims({ jti }, 'strict'))), PROVED)
  })

  test('is told in discovery, with its algs, at each endpoint (Discovery §3, RFC 8414 §2)', async () => {
    const { text } = await given().door.send({ path: '/.well-known/openid-configuration' })
    const document = JSON.parse(text)
    for (const endpoint of ['token', 'introspection', 'revocation']) {
      const methods = document[`${endpoint}_endpoint_auth_methods_supported`]
      const algs = document[`${endpoint}_endpoint_auth_signing_alg_values_supported`]
      assert.ok(methods.includes('client_secret_jwt'))
      for (const alg of ['HS256', 'HS384', 'HS512', 'RS256', 'PS256', 'ES256', 'EdDSA'])
        assert.ok(algs.includes(alg))
      assert.equal(algs.includes('none'), false)
    }
  })
})
