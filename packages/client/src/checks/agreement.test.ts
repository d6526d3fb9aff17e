import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BOTH_ID_TOKENS_RULES, REFRESHED_ID_TOKEN_RULES, type TwoIdTokens } from './agreement.ts'
import type { Rule } from './rule.ts'

const CLAIMS = {
  iss: 'https://op.example.com',
  sub: '248289761001',
  aud: ['a', 'b'],
  azp: 'a',
  nonce: 'n-0S6_WzA2Mj',
  auth_time: 1_700_000_000,
}

const outcomesOf = (rules: readonly Rule<TwoIdTokens>[], subject: TwoIdTokens) =>
  Object.fromEntries(
    rules.map(({ check, examine }) => {
      const finding = examine(subject)
      return [check, finding.outcome === 'failed' ? finding.code : finding.outcome]
    }),
  )

const DIFFERENT = { iss: 'x', sub: 'x', aud: ['a'], azp: 'x', nonce: 'x', auth_time: 1 }

test('Core §3.3.3.6: what both ID Tokens have is the same', () => {
  const all = 'passed'
  const subject = { earlier: CLAIMS, later: { ...CLAIMS, aud: ['b', 'a'] } }
  const passed = { iss: all, sub: all, aud: all, nonce: all, auth_time: all }
  assert.deepEqual(outcomesOf(BOTH_ID_TOKENS_RULES, subject), passed)
})

test('Core §3.3.3.6: each difference has its own code', () => {
  assert.deepEqual(outcomesOf(BOTH_ID_TOKENS_RULES, { earlier: CLAIMS, later: DIFFERENT }), {
    iss: 'iss_mismatch',
    sub: 'sub_mismatch',
    aud: 'aud_mismatch',
    nonce: 'nonce_mismatch',
    auth_time: 'auth_time_mismatch',
  })
})

test('Core §3.3.3.6: iss and sub must be in both, the others may be in one', () => {
  assert.deepEqual(outcomesOf(BOTH_ID_TOKENS_RULES, { earlier: CLAIMS, later: {} }), {
    iss: 'iss_mismatch',
    sub: 'sub_mismatch',
    aud: 'absent',
    nonce: 'absent',
    auth_time: 'absent',
  })
})

test('Core §12.2: each difference of a refreshed ID Token has its own code', () => {
  assert.deepEqual(outcomesOf(REFRESHED_ID_TOKEN_RULES, { earlier: CLAIMS, later: DIFFERENT }), {
    iss: 'iss_mismatch',
    sub: 'sub_mismatch',
    aud: 'aud_mismatch',
    azp: 'azp_mismatch',
    nonce: 'nonce_mismatch',
    auth_time: 'auth_time_mismatch',
  })
})

test('Core §12.2: an azp that the login had not, or that is gone, is a difference', () => {
  const { azp: _azp, ...without } = CLAIMS
  const gone = outcomesOf(REFRESHED_ID_TOKEN_RULES, { earlier: CLAIMS, later: without })
  const come = outcomesOf(REFRESHED_ID_TOKEN_RULES, { earlier: without, later: CLAIMS })
  assert.deepEqual([gone.azp, come.azp], ['azp_mismatch', 'azp_mismatch'])
})

test('Core §12.2: nonce and auth_time may be left out, iss and sub may not', () => {
  assert.deepEqual(outcomesOf(REFRESHED_ID_TOKEN_RULES, { earlier: CLAIMS, later: {} }), {
    iss: 'iss_mismatch',
    sub: 'sub_mismatch',
    aud: 'absent',
    azp: 'azp_mismatch',
    nonce: 'absent',
    auth_time: 'absent',
  })
})

test('RFC 7519 §4.1.3: one audience may be a text or a list of one', () => {
  const subject = { earlier: { aud: 'a' }, later: { aud: ['a'] } }
  assert.equal(outcomesOf(BOTH_ID_TOKENS_RULES, subject).aud, 'passed')
})
