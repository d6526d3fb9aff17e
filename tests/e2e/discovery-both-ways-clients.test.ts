import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { before, test } from 'node:test'
import { decodeProtectedHeader, SignJWT } from 'jose'
import { advertises, EVERYONE, readMetadata, type Told } from '../support/advertised.ts'
import { assertionClaims, assertionForm } from '../support/assertions.ts'
import { addClient, inForm } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { authorizeQuery, basic, post, userinfo } from '../support/flow.ts'
import { ISSUER } from '../support/op.ts'
import { landing, parameterOf, signedIn } from '../support/signed-in.ts'
import type { UserAgent } from '../support/user-agent.ts'

const METHODS = [
  'client_secret_basic',
  'client_secret_post',
  'client_secret_jwt',
  'private_key_jwt',
  'none',
  'tls_client_auth',
  'self_signed_tls_client_auth',
] as const

/** Every algorithm of RFC 7518 §3.1 and RFC 8037 §3.1, and some that nobody should take. */
// biome-ignore format: a table
const KEY_OF: Readonly<Record<string, 'rsa' | 'p256' | 'p384' | 'p521' | 'ed25519' | 'secret' | 'nothing'>> = {
  RS256: 'rsa',    RS384: 'rsa',    RS512: 'rsa',    PS256: 'rsa',   PS384: 'rsa', PS512: 'rsa',
  ES256: 'p256',   ES384: 'p384',   ES512: 'p521',   EdDSA: 'ed25519',
  HS256: 'secret', HS384: 'secret', HS512: 'secret', none: 'nothing', ES256K: 'nothing', 'RSA-OAEP': 'nothing',
}
const ALGORITHMS = Object.keys(KEY_OF)

const pairs = {
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  p256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  p384: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  p521: generateKeyPairSync('ec', { namedCurve: 'P-521' }),
  ed25519: generateKeyPairSync('ed25519'),
}
const jwks = {
  keys: Object.entries(pairs).map(([kid, { publicKey }]) => ({
    ...publicKey.export({ format: 'jwk' }),
    kid,
  })),
}
const SECRET = 's'.repeat(64)

throughEachDoor('what is told of clients works, and what works is told', (given) => {
  let agent: UserAgent
  let told: Told
  before(async () => {
    agent = await signedIn(given())
    told = await readMetadata(given())
    await addClient(given(), { ...EVERYONE, jwks })
  })
  const has = (list: string, value: string) => advertises(told, list, value)

  /** Registers a client by words that may not be any; tells whether it was taken. */
  const isRegistered = (over: Readonly<Record<string, unknown>> & { readonly client_id: string }) =>
    addClient(given(), { ...EVERYONE, jwks, ...over }).then(
      () => true,
      () => false,
    )

  const sign = (alg: string, claims: Readonly<Record<string, unknown>>) => {
    const kind = KEY_OF[alg] ?? 'nothing'
    const key: KeyObject | Uint8Array =
      kind === 'secret' || kind === 'nothing'
        ? new TextEncoder().encode(SECRET)
        : pairs[kind].privateKey
    return new SignJWT(claims).setProtectedHeader({ alg, kid: kind }).sign(key)
  }

  const assertion = async (client_id: string, alg: string) =>
    assertionForm(await sign(alg, assertionClaims(client_id, given().now())))

  const PROOFS: Readonly<
    Record<string, (client_id: string) => Promise<Parameters<typeof post>[2]>>
  > = {
    client_secret_post: async (client_id) => inForm(client_id),
    client_secret_jwt: (client_id) => assertion(client_id, 'HS256'),
    private_key_jwt: (client_id) => assertion(client_id, 'ES256'),
    none: async (client_id) => ({ client_id }),
  }

  for (const method of METHODS)
    test(`${method} proves a client exactly where it is told (Core §9, RFC 8414 §2)`, async () => {
      const client_id = `by-${method}`
      const grant_types = EVERYONE.grant_types.filter((type) => type !== 'client_credentials')
      const isTold = has('token_endpoint_auth_methods_supported', method)
      const over = { client_id, token_endpoint_auth_method: method, grant_types }
      const secret = method === 'client_secret_jwt' ? { client_secret: SECRET } : {}
      assert.equal(await isRegistered({ ...over, ...secret }), isTold)
      if (!isTold) return
      for (const [path, list] of [
        ['/oauth/token', 'token_endpoint_auth_methods_supported'],
        ['/oauth/par', 'token_endpoint_auth_methods_supported'],
        ['/oauth/revoke', 'revocation_endpoint_auth_methods_supported'],
        ['/oauth/introspect', 'introspection_endpoint_auth_methods_supported'],
      ] as const) {
        const form = { grant_type: 'x', token: 'x', ...(await PROOFS[method]?.(client_id)) }
        const headers = method === 'client_secret_basic' ? { authorization: basic(client_id) } : {}
        const { json } = await post(
          given(),
          path,
          form,
          headers as Readonly<Record<string, string>>,
        )
        assert.deepEqual([path, json.error !== 'invalid_client'], [path, has(list, method)])
      }
    })

  for (const alg of ALGORITHMS) {
    test(`assertions of ${alg} prove a client exactly where that is told (RFC 8414 §2)`, async () => {
      const client_id = `assertion-${alg}`
      const isSecret = KEY_OF[alg] === 'secret'
      const by_key = { token_endpoint_auth_method: 'private_key_jwt' }
      const by_secret = { token_endpoint_auth_method: 'client_secret_jwt', client_secret: SECRET }
      const over = { client_id, ...(isSecret ? by_secret : by_key) }
      const isTold = has('token_endpoint_auth_signing_alg_values_supported', alg)
      const registered = await isRegistered({ ...over, token_endpoint_auth_signing_alg: alg })
      assert.equal(registered, isTold)
      if (!isTold) return
      const form = { grant_type: 'x', ...(await assertion(client_id, alg)) }
      const { json } = await post(given(), '/oauth/token', form, {})
      assert.equal(json.error, 'unsupported_grant_type')
    })

    test(`request objects of ${alg} are taken exactly where that is told (RFC 9101 §10.5)`, async () => {
      const isTold = has('request_object_signing_alg_values_supported', alg)
      const client_id = `object-${alg}`
      assert.equal(await isRegistered({ client_id, request_object_signing_alg: alg }), isTold)
      if (KEY_OF[alg] === 'nothing') return
      const inside = Object.fromEntries(new URLSearchParams(authorizeQuery({ client_id: 'every' })))
      const request = await sign(alg, { ...inside, iss: 'every', aud: ISSUER })
      const { parameters } = await landing(agent, { client_id: 'every', request })
      assert.equal(parameters.get('error'), isTold ? null : 'invalid_request_object')
    })

    test(`ID Tokens and UserInfo of ${alg} are had exactly where that is told (Core §2, §5.3.2)`, async () => {
      const isTold = has('id_token_signing_alg_values_supported', alg)
      assert.equal(has('userinfo_signing_alg_values_supported', alg), isTold)
      const names = ['id_token_signed_response_alg', 'userinfo_signed_response_alg']
      for (const name of names)
        assert.equal(await isRegistered({ client_id: `${name}-${alg}`, [name]: alg }), isTold)
      if (!isTold) return
      const over = { response_type: 'code id_token token' }
      const there = await landing(agent, { client_id: `${names[0]}-${alg}`, ...over })
      assert.equal(decodeProtectedHeader(parameterOf(there, 'id_token')).alg, alg)
      const other = await landing(agent, { client_id: `${names[1]}-${alg}`, ...over })
      const { text } = await userinfo(given(), parameterOf(other, 'access_token'))
      assert.equal(decodeProtectedHeader(text).alg, alg)
    })
  }

  for (const subject_type of ['public', 'pairwise', 'ephemeral'])
    test(`subject_type ${subject_type} is registered exactly where it is told (Core §8)`, async () => {
      const isTold = has('subject_types_supported', subject_type)
      assert.equal(await isRegistered({ client_id: `sub-${subject_type}`, subject_type }), isTold)
    })
})
