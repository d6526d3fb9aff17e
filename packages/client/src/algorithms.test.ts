import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SigningAlgorithm } from '@gryphon/protocol'
import { createTestKey } from './testing/keys.ts'
import { beginLogin, C_HASH, S_HASH } from './testing/scene.ts'

/** The hashes of Core Appendix A's code and of the state of the scene, by digest. */
const SHA256 = { c_hash: C_HASH, s_hash: S_HASH }
const SHA384 = {
  c_hash: 'Mq-knyaEMtWGfnBi2POEZb1kiLx10_DF',
  s_hash: 'a5widRCQo9v3pIzDqPWF1nPodLhJE5_h',
}
const SHA512 = {
  c_hash: 'E9z1C-c0Az4eTEzE0Nm3OQ3BS2BhMgxuP7x5JAQj1_4',
  s_hash: 'i5Nvy2fpfjWT-bBv08He315jJi3YIKcdQWInXcIWJgQ',
}

// biome-ignore format: a table
const HASHES: readonly (readonly [alg: SigningAlgorithm, hashes: typeof SHA256])[] = [
  ['RS256', SHA256], ['PS256', SHA256], ['ES256', SHA256],
  ['RS384', SHA384], ['PS384', SHA384], ['ES384', SHA384],
  ['RS512', SHA512], ['PS512', SHA512], ['ES512', SHA512], ['EdDSA', SHA512],
]

for (const [alg, claims] of HASHES)
  test(`PITFALLS 1: an ID Token signed with ${alg} is verified, with the hashes of its digest`, async () => {
    const key = await createTestKey(alg)
    const scene = {
      metadata: { id_token_signed_response_alg: alg },
      answers: { '/jwks': { json: { keys: [key.jwk] } } },
    }
    const { rp, response, transaction } = await beginLogin('code id_token', { key, claims }, scene)
    assert.equal((await rp.receive(response, transaction)).claims?.c_hash, claims.c_hash)
  })

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

test('RFC 8725 §3.2: alg none is refused, whatever was registered', async () => {
  const id_token = `${encoded({ alg: 'none' })}.${encoded({ sub: 'anyone' })}.`
  const tampering = { parameters: { id_token } }
  const { rp, response, transaction } = await beginLogin('code id_token', tampering)
  await assert.rejects(rp.receive(response, transaction), { code: 'alg_mismatch', found: 'none' })
})

test('RFC 8725 §2.1: an HMAC with the public key as its secret is refused', async () => {
  const id_token = `${encoded({ alg: 'HS256', kid: 'RS256' })}.${encoded({ sub: 'anyone' })}.AAAA`
  const tampering = { parameters: { id_token } }
  const { rp, response, transaction } = await beginLogin('code id_token', tampering)
  await assert.rejects(rp.receive(response, transaction), { code: 'alg_mismatch', found: 'HS256' })
})

for (const alg of ['none', 'HS256'])
  test(`a client is not made for ${alg}`, async () => {
    const metadata = { id_token_signed_response_alg: alg as SigningAlgorithm }
    await assert.rejects(beginLogin('code', {}, { metadata }), { code: 'configuration_invalid' })
  })
