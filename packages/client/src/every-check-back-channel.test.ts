import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ResponseType } from '@gryphon/protocol'
import { ClientError, type ClientErrorCode } from './errors.ts'
import { macWithPublicKey, unsigned } from './testing/jwt-form.ts'
import { beginLogin, CLAIMS, type Tampering, tokenAnswerOf } from './testing/scene.ts'
import { PUBLISHED, TAMPERED_ID_TOKENS, type Tampered, TYPES_WITH } from './testing/tamperings.ts'

/*
 * What the token endpoint gives: every check of its ID Token, in every response type with a code, after a front channel
 * in which all was well.
 */
const redeemed = async (
  type: ResponseType,
  tampering: Tampering,
  { scene = {}, valid = {} }: Pick<Tampered, 'scene' | 'valid'> = {},
) => {
  const claims = { ...valid, ...tampering.claims }
  const answers = { ...PUBLISHED, '/token': await tokenAnswerOf({ ...tampering, claims }) }
  const { rp, response, transaction } = await beginLogin(
    type,
    { claims: valid },
    { ...scene, answers },
  )
  return rp.receive(response, transaction)
}

const refused = (code: ClientErrorCode) => (error: unknown) => {
  assert.ok(error instanceof ClientError, String(error))
  assert.equal(error.code, code, error.stack ?? '')
  assert.equal(error.source, 'back_channel_id_token')
  return error.section !== undefined
}

for (const { what, tampering, code, ...around } of TAMPERED_ID_TOKENS)
  for (const type of TYPES_WITH.code)
    test(`${type}: ${what}: is refused with ${code} after the code was redeemed`, async () => {
      const front = await redeemed(type, tampering, around)
      await assert.rejects(front.redeem(), refused(code))
    })

for (const { what, scene, valid } of TAMPERED_ID_TOKENS.filter((row) => row.valid !== undefined))
  for (const type of TYPES_WITH.code)
    test(`${type}: all is well at the token endpoint but for ${what}`, async () => {
      const front = await redeemed(type, {}, { scene: scene ?? {}, valid: valid ?? {} })
      assert.equal((await front.redeem()).claims?.sub, CLAIMS.sub)
    })

for (const type of TYPES_WITH.code)
  test(`${type}: RFC 8725 §2.1, §3.2: no signature, and the MAC of a public key, are refused by the back channel too`, async () => {
    for (const id_token of [unsigned(CLAIMS), await macWithPublicKey(CLAIMS)]) {
      const front = await redeemed(type, { parameters: { id_token } })
      await assert.rejects(front.redeem(), refused('alg_mismatch'))
    }
  })
