import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { DEFAULT_LIFETIMES } from '../features.ts'
import { memoryStore } from '../store/memory-store.ts'
import { createFirstKeys } from './create.ts'
import { openKeyring } from './keyring.ts'
import { rotateKeys } from './rotation.ts'

const START = 1_800_000_000
const HOUR = 3600
const YEAR = 366 * 24 * HOUR
const NEVER = Number.MAX_SAFE_INTEGER

/** A tenant with its first keys, and a clock that the test sets. */
const given = async () => {
  let time = START
  const means = { master_key: randomBytes(32), now: () => time, random: randomBytes }
  const store = memoryStore()
  const making = { ...means, tenant_id: 'acme', now: START, active_from: START }
  await store.addTenant(
    { tenant_id: 'acme', name: 'Acme', created_at: START },
    await createFirstKeys(making),
  )
  const rotating = { ...means, lifetimes: DEFAULT_LIFETIMES, log: () => undefined }
  return {
    keyring: async () => openKeyring('acme', await store.listKeys('acme'), means),
    rotate: (at: 'once_announced' | 'now') =>
      rotateKeys(store, 'acme', { at, algs: ['A256GCM'] }, rotating),
    drop: () =>
      rotateKeys(store, 'acme', { at: 'now', algs: ['A256GCM'], old: 'dropped' }, rotating),
    passTo: (seconds: number) => {
      time = START + seconds
    },
  }
}

/** A sealed value begins with the `kid` of its key. */
const kidOf = (sealed: string) => sealed.slice(0, 8)

test('PITFALLS 29: a key that seals is there on every node before it is used, and opens until nothing needs it', async () => {
  const { keyring, rotate, passTo } = await given()
  const before = (await keyring()).seal('code', 'before', NEVER)
  await rotate('once_announced')
  const node = await keyring()
  assert.equal(kidOf(node.seal('code', 'meanwhile', NEVER)), kidOf(before))
  passTo(2 * HOUR)
  const after = node.seal('code', 'after', NEVER)
  assert.notEqual(kidOf(after), kidOf(before))
  for (const [text, value] of [
    [before, 'before'],
    [after, 'after'],
  ] as const)
    assert.deepEqual(node.open('code', text), { outcome: 'opened', value, expires_at: NEVER })
  passTo(2 * HOUR + YEAR - 1)
  assert.equal((await keyring()).open('code', before).outcome, 'opened')
  passTo(2 * HOUR + YEAR)
  assert.equal((await keyring()).open('code', before).outcome, 'invalid')
  assert.equal((await keyring()).open('code', after).outcome, 'opened')
})

test('in an emergency a key seals after a minute: every other node knows it by then', async () => {
  const { keyring, rotate, passTo } = await given()
  const before = (await keyring()).seal('code', 1, NEVER)
  await rotate('now')
  const node = await keyring()
  passTo(59)
  assert.equal(kidOf(node.seal('code', 1, NEVER)), kidOf(before))
  passTo(60)
  assert.notEqual(kidOf(node.seal('code', 1, NEVER)), kidOf(before))
})

test('Core §9: a client secret that is kept for an HMAC outlives every key that seals', async () => {
  const { keyring, rotate, passTo } = await given()
  const kept = (await keyring()).seal('client_secret', 'a secret', NEVER)
  await rotate('once_announced')
  passTo(3 * YEAR)
  assert.deepEqual((await keyring()).open('client_secret', kept), {
    outcome: 'opened',
    value: 'a secret',
    expires_at: NEVER,
  })
  assert.equal((await keyring()).open('code', kept).outcome, 'invalid')
})

test('what a key that has leaked could seal opens no more, once its successor seals', async () => {
  const { keyring, drop, passTo } = await given()
  const before = (await keyring()).seal('code', 1, NEVER)
  await drop()
  passTo(59)
  assert.equal((await keyring()).open('code', before).outcome, 'opened')
  passTo(60)
  const ring = await keyring()
  assert.equal(ring.open('code', before).outcome, 'invalid')
  assert.equal(ring.open('code', ring.seal('code', 1, NEVER)).outcome, 'opened')
})
