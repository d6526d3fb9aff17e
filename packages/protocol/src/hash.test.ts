import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { isSigningAlgorithm, type SigningAlgorithm } from './algorithms.ts'
import { digestOf, leftHalf } from './hash.ts'

/** Core Appendix A.3, A.4 and A.6. */
const CODE = 'Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk'
const ACCESS_TOKEN = 'jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y'

const halfHash = (value: string, alg: SigningAlgorithm) =>
  leftHalf(createHash(digestOf(alg)).update(value).digest())

test('c_hash and at_hash are those of Core Appendix A', () => {
  assert.equal(halfHash(CODE, 'RS256'), 'LDktKdoQak3Pk0cnXxCltA')
  assert.equal(halfHash(ACCESS_TOKEN, 'RS256'), '77QmUPtjPfzWtF2AnpK9RQ')
})

/** Made with `printf %s VALUE | openssl dgst -shaN -binary | head -c HALF | base64`, in base64url. */
// biome-ignore format: a table
const BY_OPENSSL = {
  256: { code: 'LDktKdoQak3Pk0cnXxCltA',                      token: '77QmUPtjPfzWtF2AnpK9RQ' },
  384: { code: 'Mq-knyaEMtWGfnBi2POEZb1kiLx10_DF',            token: 'jtAeDp945y1dDqU3nkIVGNZP1HjH_MFs' },
  512: { code: 'E9z1C-c0Az4eTEzE0Nm3OQ3BS2BhMgxuP7x5JAQj1_4', token: 'q7nS86GgvvFaZkzALLWqJYaJIKw2wCDAVfCAsm5CrBM' },
}

// biome-ignore format: a table
const BITS_OF = [
  ['RS256', 256], ['PS256', 256], ['ES256', 256],
  ['RS384', 384], ['PS384', 384], ['ES384', 384],
  ['RS512', 512], ['PS512', 512], ['ES512', 512], ['EdDSA', 512],
] as const

test("PITFALLS 1: a hash is the left half of the digest of the ID Token's own alg (Core §3.3.2.11)", () => {
  for (const [alg, bits] of BITS_OF)
    assert.deepEqual(
      { code: halfHash(CODE, alg), token: halfHash(ACCESS_TOKEN, alg) },
      BY_OPENSSL[bits],
      alg,
    )
})

test('only asymmetric algorithms sign: neither none nor a shared secret (RFC 8725 §3.1)', () => {
  for (const alg of ['none', 'HS256', 'HS512', 'rs256', 'RSA-OAEP', '', undefined, 'toString'])
    assert.equal(isSigningAlgorithm(alg), false, String(alg))
  for (const [alg] of BITS_OF) assert.ok(isSigningAlgorithm(alg), alg)
})
