import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  CONTENT_ENCRYPTION_ALGORITHMS,
  DEFAULT_CONTENT_ENCRYPTION,
  isContentEncryptionAlgorithm,
  isKeyManagementAlgorithm,
  KEY_MANAGEMENT_ALGORITHMS,
} from './encryption-algorithms.ts'

test('RFC 7518 §4.1: the key management algorithms are the asymmetric ones, without RSA1_5', () => {
  assert.deepEqual(Object.keys(KEY_MANAGEMENT_ALGORITHMS), [
    'RSA-OAEP',
    'RSA-OAEP-256',
    'RSA-OAEP-384',
    'RSA-OAEP-512',
    'ECDH-ES',
    'ECDH-ES+A128KW',
    'ECDH-ES+A192KW',
    'ECDH-ES+A256KW',
  ])
  for (const alg of ['RSA1_5', 'dir', 'A128KW', 'PBES2-HS256+A128KW', 'none', 'valueOf', undefined])
    assert.equal(isKeyManagementAlgorithm(alg), false)
  assert.ok(isKeyManagementAlgorithm('ECDH-ES'))
})

test('RFC 7518 §5.1: the content encryption algorithms are all six', () => {
  assert.equal(CONTENT_ENCRYPTION_ALGORITHMS.length, 6)
  for (const enc of CONTENT_ENCRYPTION_ALGORITHMS) assert.ok(isContentEncryptionAlgorithm(enc))
  for (const enc of ['A128CBC', 'a128gcm', '', undefined, 1])
    assert.equal(isContentEncryptionAlgorithm(enc), false)
})

test('Dynamic Registration §2: enc is A128CBC-HS256 when only alg is registered', () => {
  assert.equal(DEFAULT_CONTENT_ENCRYPTION, 'A128CBC-HS256')
})
