import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { claimsOfScope, STANDARD_SCOPES, wordsOf } from './scope.ts'

test('a scope is a set of words (RFC 6749 §3.3)', () => {
  assert.deepEqual(wordsOf(undefined), [])
  assert.deepEqual(wordsOf(''), [])
  assert.deepEqual(wordsOf('   '), [])
  assert.deepEqual(wordsOf('openid'), ['openid'])
  assert.deepEqual(wordsOf(' openid  email openid '), ['openid', 'email'])
  assert.deepEqual(wordsOf('a\tb'), ['a\tb'])
})

test('the words of words are the same words', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const words = wordsOf(text)
      assert.deepEqual(wordsOf(words.join(' ')), words)
      assert.equal(new Set(words).size, words.length)
    }),
  )
})

test('scopes ask for the claims of Core §5.4', () => {
  assert.deepEqual(claimsOfScope(['openid']), [])
  assert.deepEqual(claimsOfScope(['email', 'address', 'phone']), [
    'email',
    'email_verified',
    'address',
    'phone_number',
    'phone_number_verified',
  ])
  assert.deepEqual(claimsOfScope(['openid', 'profile']).toSorted(), [
    'birthdate',
    'family_name',
    'gender',
    'given_name',
    'locale',
    'middle_name',
    'name',
    'nickname',
    'picture',
    'preferred_username',
    'profile',
    'updated_at',
    'website',
    'zoneinfo',
  ])
  assert.deepEqual(claimsOfScope(['constructor', '__proto__', 'unknown']), [])
})

test('the scopes are those of OpenID Connect (Core §3.1.2.1, §5.4, §11)', () => {
  assert.deepEqual(
    [...STANDARD_SCOPES],
    ['openid', 'profile', 'email', 'address', 'phone', 'offline_access'],
  )
})
