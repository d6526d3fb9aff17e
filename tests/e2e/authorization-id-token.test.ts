import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { before, test } from 'node:test'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { addClient, EVERY_RESPONSE_TYPE } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { claimsOf } from '../support/flow.ts'
import { ACR, API, ISSUER } from '../support/op.ts'
import { landing, signedIn } from '../support/signed-in.ts'
import type { UserAgent } from '../support/user-agent.ts'

/** Core §3.3.2.11, by hand: the left half of the digest of the alg, base64url. */
const leftHalf = (digest: string, bytes: number, value: string | null) =>
  createHash(digest).update(String(value)).digest().subarray(0, bytes).toString('base64url')

// biome-ignore format: a table
const DIGESTS = [
  ['RS256', 'sha256', 16],
  ['PS256', 'sha256', 16],
  ['ES256', 'sha256', 16],
  ['EdDSA', 'sha512', 32],
] as const

/** Core §2, §3.3.2.11; `s_hash`: FAPI 1.0 Advanced §5.1. Never more: what scopes ask for comes from UserInfo. */
const MINIMAL = ['acr', 'amr', 'aud', 'auth_time', 'exp', 'iat', 'iss', 'nonce', 'sub']
// biome-ignore format: a table
const MEMBERS = [
  // response_type,        state,     hash claims beside the minimal members
  ['id_token token',      'a state', ['at_hash', 's_hash']],
  ['id_token token',      undefined, ['at_hash']],
  ['code id_token',       'a state', ['c_hash', 's_hash']],
  ['code id_token',       undefined, ['c_hash']],
  ['code id_token token', 'a state', ['at_hash', 'c_hash', 's_hash']],
  ['code id_token token', undefined, ['at_hash', 'c_hash']],
] as const

throughEachDoor('the front-channel ID Token', (given) => {
  let agent: UserAgent
  before(async () => {
    agent = await signedIn(given())
    await addClient(given(), { client_id: 'every', response_types: EVERY_RESPONSE_TYPE })
    for (const [id_token_signed_response_alg] of DIGESTS)
      await addClient(given(), {
        client_id: id_token_signed_response_alg,
        id_token_signed_response_alg,
      })
  })

  for (const [alg, digest, bytes] of DIGESTS)
    for (const response_type of ['code id_token', 'code id_token token'])
      test(`PITFALLS 1, 2, 4: of ${response_type} by ${alg} binds code, token and state (Core §3.3.2.11)`, async () => {
        const asked = { client_id: alg, response_type, state: 'a ß state' }
        const { parameters } = await landing(agent, asked)
        const { c_hash, at_hash, s_hash } = claimsOf(parameters.get('id_token'))
        const token = parameters.get('access_token')
        assert.equal(c_hash, leftHalf(digest, bytes, parameters.get('code')))
        assert.equal(s_hash, leftHalf(digest, bytes, 'a ß state'))
        assert.equal(at_hash, token === null ? undefined : leftHalf(digest, bytes, token))
        assert.equal(token !== null, response_type.includes(' token'))
      })

  for (const [alg] of DIGESTS)
    test(`is signed with ${alg}, by a key that is published (Core §3.1.3.7)`, async () => {
      const { text } = await given().door.send({ path: '/.well-known/jwks.json' })
      const { parameters } = await landing(agent, { client_id: alg })
      const keys = createLocalJWKSet(JSON.parse(text))
      const { protectedHeader } = await jwtVerify(parameters.get('id_token') ?? '', keys, {
        algorithms: [alg],
        issuer: ISSUER,
        audience: alg,
        currentDate: new Date(given().now() * 1000),
      })
      assert.equal(protectedHeader.typ, 'JWT')
    })

  for (const [response_type, state, hashes] of MEMBERS)
    test(`PITFALLS 8: of ${response_type} with ${state ?? 'no state'} has these members and no more`, async () => {
      const { parameters } = await landing(agent, {
        client_id: 'every',
        response_type,
        state,
        scope: 'openid profile email offline_access read:notes',
        resource: API,
      })
      const claims = claimsOf(parameters.get('id_token'))
      assert.deepEqual(Object.keys(claims).toSorted(), [...MINIMAL, ...hashes].toSorted())
      const { sub, c_hash, s_hash, at_hash, ...rest } = claims
      assert.match(String(sub), /^[\w-]{22}$/)
      const now = given().now()
      assert.deepEqual(rest, {
        iss: ISSUER,
        aud: 'every',
        iat: now,
        exp: now + 600,
        auth_time: now,
        nonce: 'a-nonce',
        acr: ACR,
        amr: ['pwd'],
      })
    })

  for (const response_type of [
    'id_token',
    'id_token token',
    'code id_token',
    'code id_token token',
  ])
    test(`PITFALLS 5: ${response_type} without nonce is refused (Core §3.2.2.1, §3.3.2.1)`, async () => {
      const asked = { client_id: 'every', response_type, nonce: undefined }
      const { where, parameters } = await landing(agent, asked)
      assert.equal(where, 'fragment')
      assert.equal(parameters.get('error'), 'invalid_request')
      assert.equal(parameters.get('error_description'), 'nonce is required')
    })

  for (const response_type of ['code', 'code token'])
    test(`PITFALLS 5: ${response_type} without nonce is answered`, async () => {
      const { parameters } = await landing(agent, { response_type, nonce: undefined })
      assert.ok(parameters.has('code'))
    })

  test('PITFALLS 5: a nonce of one character or five hundred comes back as it was sent', async () => {
    for (const nonce of ['x', 'ü"\\', 'n'.repeat(512)]) {
      const { parameters } = await landing(agent, { nonce })
      assert.equal(claimsOf(parameters.get('id_token')).nonce, nonce)
    }
    const { parameters } = await landing(agent, { nonce: 'n'.repeat(513) })
    assert.equal(parameters.get('error_description'), 'nonce is longer than 512 characters')
  })
})
