import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SettingError } from '../model/admin.ts'
import { checkMasterKey, unwrapKey, wrapKey } from './wrap.ts'

const MASTER_KEY = new Uint8Array(32).fill(7)
const OTHER = new Uint8Array(32).fill(8)
const OWN = { master_key: MASTER_KEY }
const JWK = { kty: 'oct', k: 'c2VjcmV0LWtleS1vZi10aGUtdGVuYW50' }
const ANOTHER_MASTER_KEY =
  'master_key does not open the keys in this store: use the master key that the store was made with'

test('a wrapped key is the same key again, for the same tenant and master key (RFC 7516 §7.1)', async () => {
  const wrapped = await wrapKey(JWK, 'acme', MASTER_KEY)
  assert.match(wrapped, /^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/)
  assert.ok(!wrapped.includes(JWK.k) && !wrapped.includes(btoa(JWK.k)))
  assert.deepEqual(await unwrapKey(wrapped, 'acme', OWN), { jwk: JWK, by: 'master_key' })
})

test('another master key opens nothing, and says which setting is wrong', async () => {
  const wrapped = await wrapKey(JWK, 'acme', MASTER_KEY)
  const opened = unwrapKey(wrapped, 'acme', { master_key: OTHER })
  await assert.rejects(opened, new SettingError('master_key', ANOTHER_MASTER_KEY))
})

test('another master key opens what master_key does not, and is asked for only then', async () => {
  const wrapped = await wrapKey(JWK, 'acme', MASTER_KEY)
  let asked = 0
  const other_master_keys = async () => {
    asked += 1
    return [new Uint8Array(32).fill(9), MASTER_KEY]
  }
  assert.equal((await unwrapKey(wrapped, 'acme', { ...OWN, other_master_keys })).by, 'master_key')
  assert.equal(asked, 0)
  const other = { master_key: OTHER, other_master_keys }
  assert.deepEqual(await unwrapKey(wrapped, 'acme', other), { jwk: JWK, by: 'other' })
  await assert.rejects(unwrapKey(wrapped, 'globex', other), { setting: 'store' })
  const neither = { master_key: OTHER, other_master_keys: async () => [OTHER] }
  await assert.rejects(
    unwrapKey(wrapped, 'acme', neither),
    new SettingError('master_key', ANOTHER_MASTER_KEY),
  )
})

test('a key that was wrapped for another tenant is not taken', async () => {
  const wrapped = await wrapKey(JWK, 'acme', MASTER_KEY)
  await assert.rejects(
    unwrapKey(wrapped, 'globex', OWN),
    new SettingError('store', 'a key of tenant globex was wrapped for another tenant'),
  )
})

test('a wrapped key that was changed, or of another kind, is not taken', async () => {
  const wrapped = await wrapKey(JWK, 'acme', MASTER_KEY)
  const [, ...rest] = wrapped.split('.')
  const header = Buffer.from('{"alg":"dir","enc":"A256GCM","tenant_id":"globex"}')
  const forged = [header.toString('base64url'), ...rest].join('.')
  for (const text of ['', 'a.b.c', wrapped.slice(0, -2), `${wrapped}A`, forged])
    for (const tenant_id of ['acme', 'globex'])
      await assert.rejects(unwrapKey(text, tenant_id, OWN), { name: 'SettingError' }, text)
})

test('a master key has 32 bytes', () => {
  checkMasterKey(MASTER_KEY)
  for (const bytes of [0, 16, 31, 33, 64])
    assert.throws(() => checkMasterKey(new Uint8Array(bytes)), {
      name: 'SettingError',
      message: `master_key has ${bytes} bytes; it must be 32 random bytes`,
    })
})
