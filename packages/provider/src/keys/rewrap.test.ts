import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { memoryStore } from '../store/memory-store.ts'
import type { Store } from '../store/store.ts'
import { createFirstKeys } from './create.ts'
import { openKeyring } from './keyring.ts'
import { rewrapKeys } from './rewrap.ts'

const NOW = 1_800_000_000
const OLD = randomBytes(32)
const NEW = randomBytes(32)

const given = async () => {
  const store = memoryStore()
  const making = { tenant_id: 'acme', master_key: OLD, random: randomBytes, now: NOW }
  const keys = await createFirstKeys({ ...making, active_from: NOW })
  await store.addTenant({ tenant_id: 'acme', name: 'Acme', created_at: NOW }, keys)
  const openWith = async (master_key: Uint8Array, other: readonly Uint8Array[] = []) =>
    openKeyring('acme', await store.listKeys('acme'), {
      master_key,
      other_master_keys: async () => other,
      now: () => NOW,
      random: randomBytes,
    })
  return { store, openWith }
}

const BOTH = { master_key: NEW, other_master_keys: async () => [OLD] }

test('keys are wrapped anew: they are the same keys, under the new master key alone', async () => {
  const { store, openWith } = await given()
  const before = await openWith(OLD)
  const token = await before.sign('ES256', 'JWT', { sub: 'jane' })
  const code = before.seal('code', 'content', NOW + 60)
  assert.deepEqual(await rewrapKeys(store, 'acme', BOTH), { keys: 6, rewrapped: 6 })
  const after = await openWith(NEW)
  assert.deepEqual(after.verify(token, 'JWT'), { sub: 'jane' })
  assert.equal(after.open('code', code).outcome, 'opened')
  assert.equal(after.keyedHash('session', 'x'), before.keyedHash('session', 'x'))
  assert.equal(after.jwks(), before.jwks())
  await assert.rejects(openWith(OLD), { name: 'SettingError', setting: 'master_key' })
})

test('done again, there is nothing to do', async () => {
  const { store } = await given()
  await rewrapKeys(store, 'acme', BOTH)
  const keys = await store.listKeys('acme')
  assert.deepEqual(await rewrapKeys(store, 'acme', BOTH), { keys: 6, rewrapped: 0 })
  assert.deepEqual(await store.listKeys('acme'), keys)
})

test('one that was ended in the middle is finished by the next, and nodes with both master keys serve throughout', async () => {
  const { store, openWith } = await given()
  let left = 3
  const dying: Store = {
    ...store,
    replaceWrapped: async (...given) => {
      left -= 1
      if (left < 0) throw new Error('killed')
      return store.replaceWrapped(...given)
    },
  }
  await assert.rejects(rewrapKeys(dying, 'acme', BOTH), { message: 'killed' })
  for (const [own, other] of [
    [OLD, NEW],
    [NEW, OLD],
  ] as const)
    assert.ok((await openWith(own, [other])).algs.length === 4)
  assert.deepEqual(await rewrapKeys(store, 'acme', BOTH), { keys: 6, rewrapped: 3 })
})

test('two at once do each key once', async () => {
  const { store, openWith } = await given()
  const told = await Promise.all([1, 2].map(() => rewrapKeys(store, 'acme', BOTH)))
  assert.equal(
    told.reduce((sum, { rewrapped }) => sum + rewrapped, 0),
    6,
  )
  assert.equal((await openWith(NEW)).algs.length, 4)
})

test('where neither master key opens a key, nothing is guessed', async () => {
  const { store } = await given()
  const before = await store.listKeys('acme')
  const neither = { master_key: NEW, other_master_keys: async () => [randomBytes(32)] }
  await assert.rejects(rewrapKeys(store, 'acme', neither), { setting: 'master_key' })
  assert.deepEqual(await store.listKeys('acme'), before)
})
