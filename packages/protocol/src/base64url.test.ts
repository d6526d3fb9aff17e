import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { base64url } from './base64url.ts'

test('the example of RFC 7515 Appendix C', () => {
  assert.equal(base64url(Uint8Array.of(3, 236, 255, 224, 193)), 'A-z_4ME')
})

test('the vectors of RFC 4648 §10, without padding', () => {
  const vectors = { '': '', f: 'Zg', fo: 'Zm8', foo: 'Zm9v', foob: 'Zm9vYg', foobar: 'Zm9vYmFy' }
  for (const [text, encoded] of Object.entries(vectors))
    assert.equal(base64url(new TextEncoder().encode(text)), encoded)
})

test('any bytes are spelled as Node spells them', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      (bytes) => base64url(bytes) === Buffer.from(bytes).toString('base64url'),
    ),
  )
})
