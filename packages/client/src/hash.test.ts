import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SigningAlgorithm } from '@gryphon/protocol'
import fc from 'fast-check'
import { hashByWebCrypto, hashOf } from './hash.ts'

const CODE = 'Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk'

/** Core Appendix A.4 and A.6 for SHA-256, `sha384sum` and `sha512sum` for the others. */
// biome-ignore format: a table
const VECTORS: readonly (readonly [alg: SigningAlgorithm, c_hash: string])[] = [
  ['RS256', 'LDktKdoQak3Pk0cnXxCltA'],
  ['PS256', 'LDktKdoQak3Pk0cnXxCltA'],
  ['ES256', 'LDktKdoQak3Pk0cnXxCltA'],
  ['RS384', 'Mq-knyaEMtWGfnBi2POEZb1kiLx10_DF'],
  ['PS384', 'Mq-knyaEMtWGfnBi2POEZb1kiLx10_DF'],
  ['ES384', 'Mq-knyaEMtWGfnBi2POEZb1kiLx10_DF'],
  ['RS512', 'E9z1C-c0Az4eTEzE0Nm3OQ3BS2BhMgxuP7x5JAQj1_4'],
  ['PS512', 'E9z1C-c0Az4eTEzE0Nm3OQ3BS2BhMgxuP7x5JAQj1_4'],
  ['ES512', 'E9z1C-c0Az4eTEzE0Nm3OQ3BS2BhMgxuP7x5JAQj1_4'],
  ['EdDSA', 'E9z1C-c0Az4eTEzE0Nm3OQ3BS2BhMgxuP7x5JAQj1_4'],
]

for (const [alg, c_hash] of VECTORS)
  test(`PITFALLS 1: Core §3.3.2.11: the c_hash of a code with ${alg}`, async () => {
    assert.equal(await hashOf(alg, CODE), c_hash)
    assert.equal(await hashByWebCrypto(alg, CODE), c_hash)
  })

test('Core Appendix A.3: the at_hash of its access token', async () => {
  const at_hash = await hashOf('RS256', 'jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y')
  assert.equal(at_hash, '77QmUPtjPfzWtF2AnpK9RQ')
})

test('Core §3.3.2.11: what the runtime hashes at once is what WebCrypto makes of it', async () => {
  const algorithms = ['RS256', 'RS384', 'RS512'] as const
  await fc.assert(
    fc.asyncProperty(fc.string(), fc.constantFrom(...algorithms), async (value, alg) => {
      assert.equal(await hashOf(alg, value), await hashByWebCrypto(alg, value))
    }),
  )
})
