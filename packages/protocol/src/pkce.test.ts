import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { base64url } from './base64url.ts'
import { CODE_CHALLENGE_METHODS, isCodeChallenge, isCodeVerifier } from './pkce.ts'

/** RFC 7636 Appendix B. */
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

test('the example of RFC 7636 Appendix B', () => {
  assert.equal(base64url(createHash('sha256').update(VERIFIER).digest()), CHALLENGE)
  assert.ok(isCodeVerifier(VERIFIER))
  assert.ok(isCodeChallenge(CHALLENGE))
})

test('a code_verifier has 43 to 128 unreserved characters (RFC 7636 §4.1)', () => {
  for (const text of ['a'.repeat(43), '-._~'.repeat(32)]) assert.ok(isCodeVerifier(text), text)
  const others = [
    '',
    'a'.repeat(42),
    'a'.repeat(129),
    `${'a'.repeat(43)}=`,
    `${'a'.repeat(43)}\n`,
    `${'a'.repeat(43)} b`,
    `${'a'.repeat(43)}é`,
  ]
  for (const text of others) assert.equal(isCodeVerifier(text), false, JSON.stringify(text))
})

test('an S256 code_challenge is 43 characters of base64url (RFC 7636 §4.2)', () => {
  const others = ['', CHALLENGE.slice(1), `${CHALLENGE}A`, `${CHALLENGE}=`, `${CHALLENGE}\n`]
  for (const text of [...others, CHALLENGE.replace('-', '+'), CHALLENGE.replace('-', '~')])
    assert.equal(isCodeChallenge(text), false, JSON.stringify(text))
})

test('PITFALLS 6: plain is not offered (RFC 9700 §2.1.1)', () => {
  assert.deepEqual([...CODE_CHALLENGE_METHODS], ['S256'])
})
