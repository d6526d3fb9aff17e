import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { RP } from '@gryphon/accounts/people-contract'
import type { Grant, Store, StoredKey } from '@gryphon/provider'
import { openSqlite } from './open-sqlite.ts'
import { scratchFolder } from './testing/scratch.ts'

const TIMES = { now: 0, expires_at: 1000 }

const aGrant = (grant_id: string): Grant => ({
  grant_id,
  client_id: 'rp',
  sub: 'jane',
  auth_time: 0,
  scope: ['openid'],
  resource: [],
})

const aKey = (kid: string, created_at: number): StoredKey => ({
  kid,
  use: 'sig',
  alg: 'ES256',
  created_at,
  active_from: 0,
  wrapped: 'wrapped',
})

const withStore = async (body: (store: Store) => Promise<void>) => {
  const { file, remove } = scratchFolder()
  const { store, close } = await openSqlite({ file })
  await store.registerClient('default', RP)
  await body(store)
  await close()
  remove()
}

test('a write that fails does not take with it what is written together with it', () =>
  withStore(async (store) => {
    const notSeconds = { now: 0, expires_at: 1.5 }
    const told = await Promise.allSettled([
      store.openGrant('default', aGrant('g1'), TIMES),
      store.openGrant('default', aGrant('g2'), notSeconds),
      store.openGrant('default', aGrant('g3'), TIMES),
      store.openGrant('default', aGrant('g1'), TIMES),
    ])
    assert.deepEqual(
      told.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.message)),
      [
        'opened',
        'the database did not write: Error: cannot store REAL value in INTEGER column grants.expires_at',
        'opened',
        'replayed',
      ],
    )
    assert.deepEqual(await store.findGrant('default', 'g2', 0), { outcome: 'unknown' })
    assert.equal((await store.findGrant('default', 'g3', 0)).outcome, 'live')
  }))

test('a write that fails half way has written nothing', () =>
  withStore(async (store) => {
    await store.rotateKey('default', aKey('old', 1), { retired_at: 9, now: 0 })
    const rotation = store.rotateKey('default', aKey('new', 1.5), { retired_at: 9, now: 0 })
    await assert.rejects(rotation, /did not write/)
    assert.deepEqual(await store.listKeys('default'), [aKey('old', 1)])
  }))

test('a read sees every write that was told before it', () =>
  withStore(async (store) => {
    for (let turn = 0; turn < 200; turn += 1) {
      await store.openGrant('default', aGrant(`g${turn}`), TIMES)
      assert.equal((await store.findGrant('default', `g${turn}`, 0)).outcome, 'live')
    }
  }))

test('close waits for what was asked for, and refuses what comes after', async () => {
  const { file, remove } = scratchFolder()
  const { store, close } = await openSqlite({ file })
  await store.registerClient('default', RP)
  const told = Array.from({ length: 1000 }, (_, turn) =>
    store.openGrant('default', aGrant(`g${turn}`), TIMES),
  )
  const closed = close()
  await assert.rejects(store.openGrant('default', aGrant('late'), TIMES), /the database is closed/)
  assert.deepEqual(new Set(await Promise.all(told)), new Set(['opened']))
  await closed
  await close()
  await assert.rejects(store.findGrant('default', 'g1', 0))
  remove()
})

test('a program that Node was given as text opens a database too', async () => {
  const { file, remove } = scratchFolder()
  const module = new URL('./open-sqlite.ts', import.meta.url).href
  const program = `
    import { openSqlite } from ${JSON.stringify(module)}
    const { store, close } = await openSqlite({ file: ${JSON.stringify(file)} })
    console.log(JSON.stringify(await store.listTenants()))
    await close()`
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    ...['--input-type=module', '--eval', program],
  ])
  assert.deepEqual([stdout, stderr], ['[]\n', ''])
  remove()
})
