import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ClientErrorCode } from './errors.ts'
import {
  CLAIMS,
  createScene,
  NOW,
  SECOND_ACCESS_TOKEN,
  type Tampering,
  tokenAnswerOf,
} from './testing/scene.ts'

const LOGIN = { ...CLAIMS, auth_time: NOW - 100 }

/** The valid answer to a refresh: Core §12.2 says that it should have no nonce. */
const refreshed = async (tampering: Tampering = {}) => {
  const claims = { auth_time: NOW - 100, nonce: undefined, ...tampering.claims }
  const answer = await tokenAnswerOf({ ...tampering, claims })
  return createScene({ answers: { '/token': answer } })
}

test('Core §12.1: a refresh sends the refresh token, scope and resource', async () => {
  const { rp, asked } = await refreshed()
  const tokens = await rp.refresh('a refresh token', {
    claims: LOGIN,
    scope: 'openid read',
    resource: ['https://a.example', 'https://b.example'],
  })
  assert.equal(tokens.access_token, SECOND_ACCESS_TOKEN)
  assert.equal(tokens.claims?.sub, LOGIN.sub)
  assert.deepEqual(
    [...(asked[0]?.form ?? [])],
    [
      ['grant_type', 'refresh_token'],
      ['refresh_token', 'a refresh token'],
      ['scope', 'openid read'],
      ['resource', 'https://a.example'],
      ['resource', 'https://b.example'],
    ],
  )
})

// biome-ignore format: a table
const CASES: readonly (readonly [what: string, claims: Tampering['claims'], code: ClientErrorCode])[] = [
  ['iss of another issuer',      { iss: 'https://evil.example' }, 'iss_mismatch'],
  ['another sub',                { sub: 'another' },              'sub_mismatch'],
  ['another aud',                { aud: 'other' },                'aud_mismatch'],
  ['an azp the login had not',   { azp: 'other' },                'azp_mismatch'],
  ['another nonce',              { nonce: 'another' },            'nonce_mismatch'],
  ['another auth_time',          { auth_time: NOW },              'auth_time_mismatch'],
  ['another at_hash',            { at_hash: 'AAAA' },             'at_hash_mismatch'],
  ['an ID Token that expires now', { exp: NOW },                  'id_token_expired'],
]

for (const [what, claims, code] of CASES)
  test(`Core §12.2: ${what} is refused with ${code}`, async () => {
    const { rp } = await refreshed({ claims: claims ?? {} })
    await assert.rejects(rp.refresh('a refresh token', { claims: LOGIN }), { code })
  })

test('Core §12.2: the same nonce is accepted', async () => {
  const { rp } = await refreshed({ claims: { nonce: CLAIMS.nonce } })
  const { claims } = await rp.refresh('a refresh token', { claims: LOGIN })
  assert.equal(claims?.nonce, CLAIMS.nonce)
})

test('Core §12.2: an answer without ID Token is accepted', async () => {
  const { rp } = await refreshed({ parameters: { id_token: undefined } })
  const { claims } = await rp.refresh('a refresh token', { claims: LOGIN })
  assert.equal(claims, undefined)
})

test('RFC 6749 §5.2: the refusal of the OP is told', async () => {
  const answer = { status: 400, json: { error: 'invalid_grant' } }
  const { rp } = createScene({ answers: { '/token': answer } })
  await assert.rejects(rp.refresh('a refresh token', { claims: LOGIN }), {
    code: 'token_error',
    error: 'invalid_grant',
  })
})
