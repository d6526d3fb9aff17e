import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import { withConnections } from './drive.ts'
import { askUserinfo, authorize, readDocument, redeem } from './flow.ts'
import type { Party } from './party.ts'

const halfHash = (value: string) =>
  createHash('sha256').update(value).digest().subarray(0, 16).toString('base64url')

/**
 * One whole flow as a strict client checks it (Core §3.3): signatures, `iss`, `aud`, nonce, hashes, one `sub` in both ID
 * Tokens and UserInfo. What is fast but wrong is not measured.
 */
export const checkFlow = ({ subject, client, people }: Party): Promise<void> =>
  withConnections(subject.process.port, async ([connection]) => {
    assert(connection !== undefined)
    const nonce = 'n-0S6_WzA2Mj'
    const { code, id_token, access_token } = await authorize(
      connection,
      client,
      people[0]?.cookie ?? '',
      {
        ...{ response_type: 'code id_token token', scope: 'openid profile email' },
        ...{ state: 'af0ifjsldkj', nonce },
      },
    )
    const tokens = await redeem(connection, client, code)
    const userinfo = await askUserinfo(connection, client, tokens.access_token)
    const keys = createLocalJWKSet(
      JSON.parse((await readDocument(connection, client, 'jwks')).body) as JSONWebKeySet,
    )
    const expected = { issuer: client.origin, audience: client.client_id, algorithms: [client.alg] }
    const front = (await jwtVerify(id_token, keys, expected)).payload
    const back = (await jwtVerify(tokens.id_token, keys, expected)).payload
    assert.equal(front.nonce, nonce)
    assert.equal(back.nonce, nonce)
    // EdDSA hashes by SHA-512 with some and by SHA-256 with others: the specification does not say.
    if (client.alg !== 'EdDSA') {
      assert.equal(front.c_hash, halfHash(code))
      assert.equal(front.at_hash, halfHash(access_token ?? ''))
    }
    assert.equal(front.sub, back.sub)
    assert.equal(JSON.parse(userinfo.body).sub, front.sub)
  })
