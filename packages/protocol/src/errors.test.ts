import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { AuthorizationError, BearerError, errorText, TokenError } from './errors.ts'

test('error_description has printable ASCII only, without quote and backslash (RFC 6749 §5.2)', () => {
  assert.equal(errorText('scope "x" is unknown'), "scope 'x' is unknown")
  assert.equal(errorText('a\\b'), 'a?b')
  assert.equal(errorText('line\r\nSet-Cookie: x'), 'line??Set-Cookie: x')
  assert.equal(errorText('tab\tnul\0del\x7f'), 'tab?nul?del?')
  assert.equal(errorText('Grüße'), 'Gr??e')
  assert.equal(errorText(" !#[]~'"), " !#[]~'")
})

test('whatever it is made of, error_description is of the characters of RFC 6749 §5.2', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) =>
      /^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/.test(errorText(text)),
    ),
  )
})

test('a refusal says what, why and by which rule', () => {
  const error = new AuthorizationError('invalid_request', 'nonce is required', 'Core §3.3.2.1')
  assert.deepEqual(
    [error.name, error.error, error.message, error.section],
    ['AuthorizationError', 'invalid_request', 'nonce is required', 'Core §3.3.2.1'],
  )
  assert.equal(new TokenError('invalid_grant', 'x', 'y').name, 'TokenError')
  assert.equal(new BearerError('insufficient_scope', 'x', 'y', 'openid').scope, 'openid')
})
