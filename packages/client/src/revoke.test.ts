import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createScene } from './testing/scene.ts'

test('RFC 7009 §2.1: a token is revoked with client authentication', async () => {
  const { rp, asked } = createScene({ answers: { '/revoke': { text: '' } } })
  await rp.revoke('a refresh token', 'refresh_token')
  assert.deepEqual(Object.fromEntries(asked[0]?.form ?? []), {
    token: 'a refresh token',
    token_type_hint: 'refresh_token',
  })
  assert.match(asked[0]?.headers.get('authorization') ?? '', /^Basic /)
})

test('RFC 7009 §2.2.1: the refusal of the OP is told', async () => {
  const answer = { status: 400, json: { error: 'unsupported_token_type' } }
  const { rp } = createScene({ answers: { '/revoke': answer } })
  await assert.rejects(rp.revoke('a token'), {
    code: 'revocation_error',
    error: 'unsupported_token_type',
  })
})

test('RFC 7009 §2.2.1: status 503 is no revocation', async () => {
  const { rp } = createScene({ answers: { '/revoke': { status: 503, text: '' } } })
  await assert.rejects(rp.revoke('a token'), { code: 'status_unexpected' })
})

test('an OP without revocation_endpoint is told so', async () => {
  const { rp } = createScene({ op: { revocation_endpoint: undefined } })
  await assert.rejects(rp.revoke('a token'), { code: 'endpoint_missing' })
})
