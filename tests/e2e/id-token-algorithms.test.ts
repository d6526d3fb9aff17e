import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { before, test } from 'node:test'
import { createLocalJWKSet, type JWTPayload, jwtVerify } from 'jose'
import { addClient } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { basic, post } from '../support/flow.ts'
import { ISSUER, REDIRECT_URI } from '../support/op.ts'
import { landing, parameterOf, signedIn } from '../support/signed-in.ts'
import type { UserAgent } from '../support/user-agent.ts'

// biome-ignore format: a table
const ALGORITHMS = [
  // alg,   digest,   bytes of its left half (Core §3.3.2.11; EdDSA: SHA-512, RFC 8032 §5.1)
  ['RS256', 'sha256', 16],
  ['PS256', 'sha256', 16],
  ['ES256', 'sha256', 16],
  ['EdDSA', 'sha512', 32],
] as const

throughEachDoor('ID Tokens', (given) => {
  let agent: UserAgent
  before(async () => {
    agent = await signedIn(given())
  })
  const verify = async (jwt: unknown, client_id: string, typ: string) => {
    const { text } = await given().door.send({ path: '/.well-known/jwks.json' })
    return jwtVerify(String(jwt), createLocalJWKSet(JSON.parse(text)), {
      issuer: ISSUER,
      audience: client_id,
      typ,
      currentDate: new Date(given().now() * 1000),
    })
  }

  for (const [alg, digest, bytes] of ALGORITHMS)
    test(`signed with ${alg} verify at another's hands, and their hashes are halves of ${digest} (Core §3.3.2.11)`, async () => {
      const client_id = await addClient(given(), {
        client_id: alg,
        id_token_signed_response_alg: alg,
      })
      const halfOf = (text: unknown) =>
        createHash(digest).update(String(text)).digest().subarray(0, bytes).toString('base64url')
      const state = 'a state with umläuts & signs'
      const response_type = 'code id_token token'
      const front = await landing(agent, { client_id, response_type, scope: 'openid', state })
      const form = {
        grant_type: 'authorization_code',
        code: parameterOf(front, 'code'),
        redirect_uri: REDIRECT_URI,
      }
      const headers = { authorization: basic(client_id) }
      const { json } = await post(given(), '/oauth/token', form, headers)
      const first = await verify(front.parameters.get('id_token'), client_id, 'JWT')
      const second = await verify(json.id_token, client_id, 'JWT')
      assert.deepEqual([first.protectedHeader.alg, second.protectedHeader.alg], [alg, alg])
      const hashesOf = ({ c_hash, at_hash, s_hash }: JWTPayload) => ({ c_hash, at_hash, s_hash })
      assert.deepEqual(hashesOf(first.payload), {
        c_hash: halfOf(form.code),
        at_hash: halfOf(front.parameters.get('access_token')),
        s_hash: halfOf(state),
      })
      assert.deepEqual(hashesOf(second.payload), {
        c_hash: undefined,
        at_hash: halfOf(json.access_token),
        s_hash: undefined,
      })
    })

  test('and access tokens are told apart by typ, and access tokens are ES256 (RFC 9068 §2.1)', async () => {
    const asked = { response_type: 'code id_token token', scope: 'openid' }
    const front = await landing(agent, asked)
    const { protectedHeader } = await verify(front.parameters.get('access_token'), ISSUER, 'at+jwt')
    const { kid, ...header } = protectedHeader
    assert.deepEqual(header, { alg: 'ES256', typ: 'at+jwt' })
    assert.match(String(kid), /^[\w-]{16}$/)
    await assert.rejects(verify(front.parameters.get('id_token'), 'app', 'at+jwt'))
  })
})
