import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { before, test } from 'node:test'
import type { JWTPayload } from 'jose'
import { assertionClaims, assertionForm, clientKey, signAssertion } from '../support/assertions.ts'
import { addClient } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { basic, post, redeem } from '../support/flow.ts'
import { CLIENT_SECRET, ISSUER, REDIRECT_URI } from '../support/op.ts'
import { newCode, signedIn } from '../support/signed-in.ts'

const REQUEST = { grant_type: 'authorization_code', code: 'none' }
const PROVED = [400, 'invalid_grant']
const UNPROVED = [401, 'invalid_client']

const KEY = clientKey('ES256', 'one')
const RSA = clientKey('RS256', 'rsa')
const ED = clientKey('EdDSA', 'ed')
const STRANGER = clientKey('ES256', 'one')
const METHOD = { token_endpoint_auth_method: 'private_key_jwt' } as const

const part = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

throughEachDoor('private_key_jwt', (given) => {
  const claims = (over: JWTPayload = {}) => ({
    ...assertionClaims('signer', given().now()),
    ...over,
  })
  const send = async (assertion: string, form: Readonly<Record<string, string>> = {}) => {
    const sent = { ...REQUEST, ...assertionForm(assertion), ...form }
    const { status, json } = await post(given(), '/oauth/token', sent, {})
    return [status, json.error]
  }
  before(async () => {
    const jwks = { keys: [KEY, RSA, ED].map(({ public_jwk }) => public_jwk) }
    await addClient(given(), { client_id: 'signer', ...METHOD, jwks })
    await addClient(given(), { client_id: 'other', ...METHOD, jwks })
    await addClient(given(), {
      client_id: 'es256-only',
      ...METHOD,
      jwks,
      token_endpoint_auth_signing_alg: 'ES256',
    })
  })

  test('redeems a code, refreshes and revokes: each assertion once (Core §9, RFC 7523 §3)', async () => {
    const agent = await signedIn(given())
    const code = await newCode(agent, { client_id: 'signer', scope: 'openid offline_access' })
    const sign = async () => assertionForm(await signAssertion(KEY, claims()))
    const form = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI }
    const first = await post(given(), '/oauth/token', { ...form, ...(await sign()) }, {})
    assert.equal(first.status, 200)
    const refresh_token = String(first.json.refresh_token)
    const again = { grant_type: 'refresh_token', refresh_token, ...(await sign()) }
    assert.equal((await post(given(), '/oauth/token', again, {})).status, 200)
    const token = { token: refresh_token, ...(await sign()) }
    assert.equal((await post(given(), '/oauth/introspect', token, {})).json.active, false)
    const revoked = { token: refresh_token, ...(await sign()) }
    assert.equal((await post(given(), '/oauth/revoke', revoked, {})).status, 200)
  })

  for (const key of [KEY, RSA, ED])
    test(`takes ${key.alg}, with the kid of the key or without`, async () => {
      assert.deepEqual(await send(await signAssertion(key, claims())), PROVED)
      const unnamed = { ...key, kid: undefined as unknown as string }
      assert.deepEqual(await send(await signAssertion(unnamed, claims())), PROVED)
    })

  // biome-ignore format: a table
  const AUDIENCES = [
    ['the issuer',                 ISSUER,                                 PROVED],
    ['the token endpoint',         `${ISSUER}/oauth/token`,                PROVED],
    ['a list of our own names',    [ISSUER, `${ISSUER}/oauth/token`],      PROVED],
    ['a list with others',         ['https://other.example', ISSUER],      UNPROVED],
    ['another OP',                 'https://other.example',                UNPROVED],
    ['the issuer and a slash',     `${ISSUER}/`,                           UNPROVED],
    ['another tenant',             `${ISSUER}/acme`,                       UNPROVED],
    ['an empty list',              [],                                     UNPROVED],
    ['an object',                  { [ISSUER]: true },                     UNPROVED],
    ['nothing',                    undefined,                              UNPROVED],
  ] as const

  for (const [what, aud, expected] of AUDIENCES)
    test(`for ${what} is ${expected === PROVED ? 'taken' : 'refused'} (RFC 7523 §3)`, async () => {
      const assertion = await signAssertion(KEY, claims({ aud: aud as string }))
      assert.deepEqual(await send(assertion), expected)
    })

  // biome-ignore format: a table
  const CLAIMS = [
    ['no exp',                                     () => ({ exp: undefined }),                                 UNPROVED],
    ['exp as text',                                (now: number) => ({ exp: String(now + 60) }),               UNPROVED],
    ['exp just past, within the clock tolerance',  (now: number) => ({ exp: now - 29 }),                       PROVED],
    ['exp past the clock tolerance',               (now: number) => ({ exp: now - 31 }),                       UNPROVED],
    ['exp with a fraction',                        (now: number) => ({ exp: now + 60.5 }),                     PROVED],
    ['exp in an hour and more',                    (now: number) => ({ exp: now + 3601 }),                     UNPROVED],
    ['exp in an hour, tolerance and all',          (now: number) => ({ exp: now + 3570 }),                     PROVED],
    ['exp in more than that',                      (now: number) => ({ exp: now + 3571 }),                     UNPROVED],
    ['exp beyond all numbers',                     () => ({ exp: 1e300 }),                                     UNPROVED],
    ['exp below all numbers',                      () => ({ exp: -1e300 }),                                    UNPROVED],
    ['nbf to come',                                (now: number) => ({ nbf: now + 60 }),                       UNPROVED],
    ['no jti',                                     () => ({ jti: undefined }),                                 UNPROVED],
    ['jti as number',                              () => ({ jti: 7 }),                                         UNPROVED],
    ['jti too long',                               () => ({ jti: 'x'.repeat(513) }),                           UNPROVED],
    ['jti as long as can be',                      () => ({ jti: 'x'.repeat(512) }),                           PROVED],
    ['iss of nobody',                              () => ({ iss: 'nobody' }),                                  UNPROVED],
    ['iss of another client',                      () => ({ iss: 'other' }),                                   UNPROVED],
    ['iss of a client with a secret',              () => ({ iss: 'app', sub: 'app' }),                         UNPROVED],
    ['no iss',                                     () => ({ iss: undefined }),                                 UNPROVED],
    ['iss as list',                                () => ({ iss: ['signer'] }),                                UNPROVED],
    ['iss that has no text',                       () => ({ iss: { toString: 1 } }),                           UNPROVED],
    ['sub of another client',                      () => ({ sub: 'other' }),                                   UNPROVED],
    ['no sub',                                     () => ({ sub: undefined }),                                 UNPROVED],
  ] as const

  for (const [what, over, expected] of CLAIMS)
    test(`with ${what} is ${expected === PROVED ? 'taken' : 'refused'} (RFC 7523 §3)`, async () => {
      const more = over(given().now()) as JWTPayload
      assert.deepEqual(await send(await signAssertion(KEY, claims(more))), expected)
    })

  test('is refused with any other key, alg or form of signature (RFC 8725 §2.1, §3.1)', async () => {
    const { public_jwk } = RSA
    const hs256 = (secret: string) => {
      const input = `${part({ alg: 'HS256', kid: 'rsa' })}.${part(claims())}`
      return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
    }
    const [header = '', payload = '', signature = ''] = (await signAssertion(KEY, claims())).split(
      '.',
    )
    const refused = {
      'a key of the same kid that is not registered': await signAssertion(STRANGER, claims()),
      'a kid that is not registered': await signAssertion({ ...KEY, kid: 'two' }, claims()),
      'HS256 with the public key as secret': hs256(JSON.stringify(public_jwk)),
      'HS256 with the modulus as secret': hs256(String(public_jwk.n)),
      'HS256 with nothing as secret': hs256(''),
      'alg none': `${part({ alg: 'none' })}.${payload}.`,
      'alg none with a signature': `${part({ alg: 'none' })}.${payload}.${signature}`,
      'no signature': `${header}.${payload}.`,
      'other claims': `${header}.${part(claims({ jti: 'changed' }))}.${signature}`,
      'a key in the header': `${part({ alg: 'ES256', jwk: STRANGER.public_jwk })}.${payload}.${signature}`,
      'crit unknown': `${part({ alg: 'ES256', kid: 'one', crit: ['x'], x: 1 })}.${payload}.${signature}`,
      'text as claims': `${header}.${part('"text"')}.${signature}`,
      'two parts': `${header}.${payload}`,
      'five parts': `${header}.${payload}.${signature}.x.y`,
      nothing: 'x',
    }
    for (const [what, assertion] of Object.entries(refused))
      assert.deepEqual([what, await send(assertion)], [what, UNPROVED])
  })

  test('is held to the registered token_endpoint_auth_signing_alg (Dynamic Registration §2)', async () => {
    const own = { iss: 'es256-only', sub: 'es256-only' }
    assert.deepEqual(await send(await signAssertion(KEY, claims(own))), PROVED)
    assert.deepEqual(await send(await signAssertion(RSA, claims(own))), UNPROVED)
    assert.deepEqual(await send(await signAssertion(ED, claims(own))), UNPROVED)
  })

  test('is good for one use, also where fifty come at once (RFC 7523 §3)', async () => {
    const assertion = await signAssertion(KEY, claims())
    const racers = await Promise.all(Array.from({ length: 50 }, () => send(assertion)))
    const proved = racers.filter(([status]) => status === 400)
    assert.deepEqual(proved, [PROVED])
    given().pass(80)
    assert.deepEqual(await send(assertion), UNPROVED)
    const jti = 'the same for both'
    const two = [await signAssertion(KEY, claims({ jti }))]
    two.push(await signAssertion(KEY, claims({ jti, iss: 'other', sub: 'other' })))
    assert.deepEqual([await send(String(two[0])), await send(String(two[1]))], [PROVED, PROVED])
  })

  test('a refused assertion has not used up its jti', async () => {
    const jti = 'kept for later'
    assert.deepEqual(await send(await signAssertion(STRANGER, claims({ jti }))), UNPROVED)
    assert.deepEqual(await send(await signAssertion(KEY, claims({ jti, exp: 1 }))), UNPROVED)
    assert.deepEqual(await send(await signAssertion(KEY, claims({ jti }))), PROVED)
  })

  test('needs its client_assertion_type, one client_id, and no other method beside it (RFC 7521 §4.2, RFC 6749 §2.3)', async () => {
    const sign = () => signAssertion(KEY, claims())
    assert.deepEqual(await send(await sign(), { client_id: 'signer' }), PROVED)
    assert.deepEqual(await send(await sign(), { client_id: 'other' }), UNPROVED)
    const saml = {
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer',
    }
    for (const more of [saml, { client_assertion_type: '' }, { client_secret: CLIENT_SECRET }])
      assert.deepEqual(await send(await sign(), more), [400, 'invalid_request'])
    const form = { ...REQUEST, ...assertionForm(await sign()) }
    const both = await post(given(), '/oauth/token', form, { authorization: basic() })
    assert.deepEqual([both.status, both.json.error], [400, 'invalid_request'])
  })

  test('does nothing for a client with a secret, nor a secret for this one (Core §9)', async () => {
    const code = await newCode(await signedIn(given()))
    const asApp = await signAssertion(KEY, claims({ iss: 'app', sub: 'app' }))
    assert.deepEqual(await send(asApp, { code, redirect_uri: REDIRECT_URI }), UNPROVED)
    assert.equal((await redeem(given(), code)).status, 200)
    const headers = { authorization: basic('signer') }
    assert.equal((await post(given(), '/oauth/token', REQUEST, headers)).status, 401)
  })
})
