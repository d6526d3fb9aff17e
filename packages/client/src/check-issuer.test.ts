import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkIssuer } from './check-issuer.ts'

test('an issuer is a URL without the path of its discovery document (Discovery §3, §4)', () => {
  for (const issuer of [
    'https://op.example.com',
    'https://op.example.com/',
    'http://localhost:4000',
  ])
    assert.doesNotThrow(() => checkIssuer(issuer))
})

test('what is no URL, as where a variable is not set, is told as what it is', () => {
  for (const found of [
    '',
    'op.example.com',
    'localhost:4000',
    'undefined',
    'urn:https://op.example.com',
  ])
    assert.throws(() => checkIssuer(found), {
      code: 'configuration_invalid',
      message: 'issuer must be a URL: the `issuer` of the OP, to the letter',
      found,
    })
})

test('the address of the discovery document is told to be no issuer, with what the issuer would be', () => {
  assert.throws(() => checkIssuer('https://op.example.com/a/.well-known/openid-configuration'), {
    code: 'configuration_invalid',
    message: 'issuer must be given without /.well-known/ and what follows',
    expected: 'https://op.example.com/a',
  })
})
