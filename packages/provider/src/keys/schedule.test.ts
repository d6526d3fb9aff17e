import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { DEFAULT_LIFETIMES } from '../features.ts'
import type { ProviderEvent } from '../model/event.ts'
import { memoryStore } from '../store/memory-store.ts'
import { createFirstKeys, createSecretKey } from './create.ts'
import { rotationSchedule } from './schedule.ts'
import { keyStatuses } from './status.ts'

const START = 1_800_000_000
const HOUR = 3600
const DAY = 24 * HOUR
const PERIOD = 90 * DAY
const ALGS = ['A256GCM', 'ES256', 'EdDSA', 'PS256', 'RS256']

const given = async () => {
  let time = START
  const events: ProviderEvent[] = []
  const means = { master_key: randomBytes(32), now: () => time, random: randomBytes }
  const store = memoryStore()
  const log = (event: ProviderEvent) => void events.push(event)
  return {
    store,
    events,
    /** A node with its own schedule. */
    node: () => rotationSchedule(store, PERIOD, { ...means, lifetimes: DEFAULT_LIFETIMES, log }),
    addTenant: async (tenant_id: string) => {
      const making = { ...means, tenant_id, now: START, active_from: START }
      const tenant = { tenant_id, name: tenant_id, created_at: START }
      await store.addTenant(tenant, await createFirstKeys(making))
    },
    /** A tenant with one key that is quickly made. */
    addSmallTenant: async (tenant_id: string) => {
      const making = { ...means, tenant_id, now: START, active_from: START }
      const tenant = { tenant_id, name: tenant_id, created_at: START }
      await store.addTenant(tenant, [await createSecretKey('seal', making)])
    },
    announcedOf: async (tenant_id: string) =>
      keyStatuses(await store.listKeys(tenant_id), time)
        .filter(({ status }) => status === 'announced')
        .map(({ alg }) => alg)
        .toSorted(),
    passTo: (seconds: number) => {
      time = START + seconds
    },
  }
}

test('PITFALLS 29: successors are announced two hours before their keys are 90 days old, of each alg but that of keyed hashes', async () => {
  const { node, addTenant, announcedOf, passTo, events } = await given()
  await addTenant('acme')
  const rotate = node()
  passTo(PERIOD - 2 * HOUR - 1)
  assert.equal(await rotate(), 0)
  assert.deepEqual(await announcedOf('acme'), [])
  passTo(PERIOD - 2 * HOUR)
  assert.equal(await rotate(), 5)
  assert.deepEqual(await announcedOf('acme'), ALGS)
  assert.equal(await rotate(), 0)
  assert.deepEqual(
    events.map((event) => (event.event === 'key.announced' ? event.active_from : event)),
    ALGS.map(() => START + PERIOD),
  )
  passTo(PERIOD)
  assert.equal(await rotate(), 0)
  passTo(2 * PERIOD - 2 * HOUR)
  assert.equal(await rotate(), 5)
})

test('of eight nodes that rotate at once each key has one successor', async () => {
  const { node, addTenant, announcedOf, passTo } = await given()
  await addTenant('acme')
  passTo(PERIOD)
  const told = await Promise.all(Array.from({ length: 8 }, () => node()()))
  assert.equal(
    told.reduce((sum, count) => sum + count, 0),
    5,
  )
  assert.deepEqual(await announcedOf('acme'), ALGS)
})

test('tenants are taken in turn, some keys a call, until none is left', async () => {
  const { node, addSmallTenant, announcedOf, passTo } = await given()
  const tenants = Array.from({ length: 23 }, (_, turn) => `tenant-${turn}`)
  for (const tenant_id of tenants) await addSmallTenant(tenant_id)
  passTo(PERIOD)
  const rotate = node()
  assert.deepEqual([await rotate(), await rotate(), await rotate(), await rotate()], [10, 10, 3, 0])
  for (const tenant_id of tenants) assert.deepEqual(await announcedOf(tenant_id), ['A256GCM'])
})
