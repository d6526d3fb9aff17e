import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { addClient, EVERY_RESPONSE_TYPE } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { basic, claimsOf, post, userinfo } from '../support/flow.ts'
import { ISSUER, REDIRECT_URI } from '../support/op.ts'
import { landing, parameterOf, signedIn } from '../support/signed-in.ts'
import type { UserAgent } from '../support/user-agent.ts'

const ALGS = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const

throughEachDoor('signed UserInfo', (given) => {
  let agent: UserAgent
  const begin = (client_id: string, scope = 'openid email') =>
    landing(agent, { client_id, scope, response_type: 'code id_token token' })
  before(async () => {
    agent = await signedIn(given())
    for (const alg of ALGS)
      await addClient(given(), {
        client_id: alg,
        userinfo_signed_response_alg: alg,
        response_types: EVERY_RESPONSE_TYPE,
      })
  })

  for (const alg of ALGS)
    test(`by ${alg} is a JWT with iss and aud, by a key that is published (Core §5.3.2)`, async () => {
      const front = await begin(alg)
      const { sub } = claimsOf(parameterOf(front, 'id_token'))
      const form = {
        grant_type: 'authorization_code',
        code: parameterOf(front, 'code'),
        redirect_uri: REDIRECT_URI,
      }
      const headers = { authorization: basic(alg) }
      const { json } = await post(given(), '/oauth/token', form, headers)
      const { text: jwks } = await given().door.send({ path: '/.well-known/jwks.json' })
      for (const token of [parameterOf(front, 'access_token'), String(json.access_token)]) {
        const answer = await userinfo(given(), token)
        assert.equal(answer.status, 200)
        assert.equal(answer.headers.get('content-type'), 'application/jwt')
        assert.equal(answer.headers.get('cache-control'), 'no-store')
        const { payload, protectedHeader } = await jwtVerify(
          answer.text,
          createLocalJWKSet(JSON.parse(jwks)),
          { algorithms: [alg] },
        )
        assert.equal(protectedHeader.alg, alg)
        assert.deepEqual(payload, {
          sub,
          email: 'alice@example.com',
          email_verified: true,
          iss: ISSUER,
          aud: alg,
        })
      }
    })

  test('errors stay as they are: JSON, with a challenge (RFC 6750 §3)', async () => {
    const answer = await userinfo(given(), 'x')
    assert.equal(answer.status, 401)
    assert.equal(answer.headers.get('content-type'), 'application/json')
  })

  test('is no ID Token to us: not as id_token_hint (RFC 8725 §3.12)', async () => {
    const token = parameterOf(await begin('RS256'), 'access_token')
    const id_token_hint = (await userinfo(given(), token)).text
    const { parameters } = await landing(agent, { client_id: 'RS256', id_token_hint })
    assert.equal(parameters.get('error'), 'invalid_request')
  })

  test('is told in discovery (Discovery §3)', async () => {
    const { text } = await given().door.send({ path: '/.well-known/openid-configuration' })
    assert.deepEqual(JSON.parse(text).userinfo_signing_alg_values_supported, ALGS)
  })
})
