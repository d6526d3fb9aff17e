import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createVerifier, type GuardConfig, type IssuerConfig } from '@gryphon/resource-server'
import { exportJWK, generateKeyPair } from 'jose'
import { addClient } from '../support/clients.ts'
import { logInAnew, post, redeem } from '../support/flow.ts'
import { ACR, API, CLIENT_SECRET, ISSUER, startOp, type TestOp } from '../support/op.ts'

/*
 * The guard of an API with tokens of our provider: both of one hybrid response, revoked ones, opaque ones.
 */
const VAULT = 'https://api.example/vault'
const { privateKey } = await generateKeyPair('ES256', { extractable: true })
const PRIVATE_KEY = { ...(await exportJWK(privateKey)), alg: 'ES256', kid: 'the key of the API' }
const { d: _, ...PUBLIC_KEY } = PRIVATE_KEY

const ASKED = {
  response_type: 'code id_token token',
  scope: 'openid read:notes',
  resource: `${API} ${VAULT}`,
}

let op: TestOp
before(async () => {
  op = await startOp()
  const opaque = { resource: VAULT, name: 'Vault', scopes: [] }
  await op.store.putResource('default', { ...opaque, access_token_format: 'opaque' })
  await addClient(op, { client_id: 'api', introspects: [API, VAULT] })
  await addClient(op, {
    client_id: 'keyed-api',
    introspects: [API, VAULT],
    token_endpoint_auth_method: 'private_key_jwt',
    jwks: { keys: [PUBLIC_KEY] },
  })
  // What was added is seen at once.
  op.pass(20)
})
after(() => op.close())

const guardOf = (config: GuardConfig & Partial<IssuerConfig> = {}) =>
  createVerifier({
    issuer: ISSUER,
    audience: API,
    now: op.now,
    fetch: (url, init) => op.op.fetch(new Request(url, init)),
    ...config,
  })

const BY_SECRET = { client_id: 'api', client_secret: CLIENT_SECRET, cache_lifetime: 0 }
const BY_KEY = { client_id: 'keyed-api', private_key: PRIVATE_KEY, cache_lifetime: 0 }

/** Both access tokens of one hybrid response for these APIs (Core §3.3.2.9). */
const bothTokens = async (resource: string) => {
  const { parameters } = await logInAnew(op, { ...ASKED, resource })
  const { json } = await redeem(op, parameters.get('code') ?? '')
  return { front: parameters.get('access_token') ?? '', back: String(json.access_token) }
}

test('PITFALLS 9: both access tokens of a hybrid response are good; the one of the browser can be refused', async () => {
  const { front, back } = await bothTokens(API)
  const api = guardOf()
  const told = await Promise.all([front, back].map((token) => api.verify(token)))
  assert.deepEqual(
    told.map(({ front_channel, client_id }) => [front_channel, client_id]),
    [
      [true, 'app'],
      [false, 'app'],
    ],
  )
  assert.equal(told[0]?.sub, told[1]?.sub)
  const strict = guardOf({ frontChannel: 'refuse' })
  assert.equal((await strict.verify(back)).front_channel, false)
  await assert.rejects(strict.verify(front), { code: 'front_channel_refused', status: 401 })
})

test('RFC 9068 §4: its ID Tokens are no access tokens', async () => {
  const { parameters } = await logInAnew(op, ASKED)
  const id_token = parameters.get('id_token') ?? ''
  await assert.rejects(guardOf({ audience: 'app' }).verify(id_token), { code: 'typ_mismatch' })
})

for (const [how, introspection] of [
  ['a secret', BY_SECRET],
  ['a key', BY_KEY],
] as const) {
  test(`RFC 7662: an opaque token is asked about with ${how}, and refused once it is revoked`, async () => {
    const { front, back } = await bothTokens(VAULT)
    const api = guardOf({ audience: VAULT, introspection })
    assert.equal((await api.verify(front)).front_channel, true)
    assert.equal((await api.verify(back)).front_channel, false)
    const strict = guardOf({ audience: VAULT, introspection, frontChannel: 'refuse' })
    await assert.rejects(strict.verify(front), { code: 'front_channel_refused' })
    await post(op, '/oauth/revoke', { token: back })
    await assert.rejects(api.verify(back), { code: 'token_inactive' })
  })

  test(`RFC 7662: a JWT that was revoked is refused where the route asks with ${how}`, async () => {
    const { back } = await bothTokens(API)
    const api = guardOf({ introspection })
    await api.verify(back, { introspect: true })
    await post(op, '/oauth/revoke', { token: back })
    await api.verify(back)
    await assert.rejects(api.verify(back, { introspect: true }), { code: 'token_inactive' })
  })
}

test('RFC 9470 §3: how and when the person signed in is told to the route', async () => {
  const { back: token } = await bothTokens(API)
  const api = guardOf({ clock_tolerance: 0 })
  await api.verify(token, { acr_values: [ACR], max_age: 60 })
  op.pass(61)
  await assert.rejects(api.verify(token, { max_age: 60 }), { code: 'authentication_too_old' })
  await assert.rejects(api.verify(token, { acr_values: ['urn:example:mfa'] }), {
    code: 'acr_insufficient',
    found: ACR,
  })
})
