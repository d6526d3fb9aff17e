import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { SettingError } from '@gryphon/provider'
import { query, startServer } from '../../../tests/support/postgres.ts'
import { MIGRATIONS } from './migrations.ts'
import { migratePostgres, openPostgres, planPostgres } from './open-postgres.ts'

const server = await startServer()
const SCRIPT = new URL('./testing/add-tenant.ts', import.meta.url)
const LONGEST = 60_000

const refuses = (opening: Promise<unknown>, setting: string, pattern: RegExp) =>
  assert.rejects(opening, (fault) => {
    assert.ok(fault instanceof SettingError, String(fault))
    assert.equal(fault.setting, setting)
    assert.match(fault.message, pattern)
    assert.doesNotMatch(fault.message, /hidden/)
    return true
  })

test('an empty database is of version 0, and migrated once', async () => {
  const url = await server.newDatabase()
  const plan = await planPostgres({ url })
  assert.equal(plan.version, 0)
  assert.deepEqual(
    plan.pending.map(({ version }) => version),
    [1, 2],
  )
  assert.match(plan.pending[0]?.sql ?? '', /CREATE TABLE grants/)
  assert.equal((await planPostgres({ url })).version, 0)
  assert.deepEqual(
    (await migratePostgres({ url })).map(({ version }) => version),
    [1, 2],
  )
  assert.deepEqual(await migratePostgres({ url }), [])
  assert.deepEqual(await planPostgres({ url }), { version: 2, pending: [] })
})

test("a node of version 1 queues on while the database is of version 2, and what it queues is the operator's", async () => {
  const url = await server.newDatabase()
  await query(url, MIGRATIONS[0]?.sql ?? '')
  await query(url, 'CREATE TABLE gryphon_version (one int PRIMARY KEY, version int NOT NULL)')
  await query(url, 'INSERT INTO gryphon_version VALUES (1, 1)')
  const queue = (delivery_id: string) =>
    query(
      url,
      `INSERT INTO deliveries
        (tenant_id, delivery_id, client_id, sub, sid, attempts, next_at, expires_at)
        VALUES ('t', '${delivery_id}', 'rp', 'jane', 'sid-1', 0, 1, 100)`,
    )
  await queue('before')
  const { store, close } = await openPostgres({ url })
  await queue('after')
  assert.deepEqual(await store.takeDeliveries(2, 60, 10, [], 'itself'), [])
  const taken = await store.takeDeliveries(2, 60, 10, [], 'operator')
  assert.deepEqual(taken.map(({ delivery }) => delivery.delivery_id).toSorted(), [
    'after',
    'before',
  ])
  await close()
})

test('processes that open one empty database at once all can, and end by themselves', async () => {
  const url = await server.newDatabase()
  const ids = ['t1', 't2', 't3', 't4', 't5', 't6']
  const ended = ids.map((tenant_id) =>
    once(fork(SCRIPT, [url, tenant_id], { execArgv: [], timeout: LONGEST }), 'exit'),
  )
  assert.deepEqual(
    await Promise.all(ended),
    ids.map(() => [0, null]),
  )
  const { store, close } = await openPostgres({ url })
  assert.deepEqual(
    (await store.listTenants()).map(({ tenant_id }) => tenant_id),
    ids,
  )
  await close()
})

test('a database made by a newer Gryphon is refused, with both versions, and left as it is', async () => {
  const url = await server.newDatabase()
  await migratePostgres({ url })
  await query(url, 'UPDATE gryphon_version SET version = 99')
  const newer = /is of version 99, made by a newer Gryphon; this one knows versions up to 2/
  for (const open of [openPostgres, migratePostgres, planPostgres])
    await refuses(open({ url }), 'database.url', newer)
  assert.deepEqual(await query(url, 'SELECT version FROM gryphon_version'), [{ version: 99 }])
})

test("a database with another program's tables of our names is refused, and left as it is", async () => {
  const url = await server.newDatabase()
  await query(url, 'CREATE TABLE clients (song text)')
  await refuses(openPostgres({ url }), 'database.url', /a table clients of another program/)
  const tables = await query(
    url,
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'",
  )
  assert.deepEqual(tables, [{ table_name: 'clients' }])
})

test('where migrations are refused, an older database is not opened, and a current one is', async () => {
  const url = await server.newDatabase()
  const migrations = 'refuse' as const
  await refuses(
    openPostgres({ url, migrations }),
    'database.migrations',
    /is of version 0, and this Gryphon needs 2: run gryphon migrate/,
  )
  await migratePostgres({ url })
  await (await openPostgres({ url, migrations })).close()
})

test('a database that is not there is told by its place, without the password', async () => {
  const url = new URL(await server.newDatabase())
  url.password = 'hidden'
  url.pathname = '/nowhere'
  await refuses(
    openPostgres({ url: url.href }),
    'database.url',
    /@[^/]+\/nowhere: .*database "nowhere" does not exist/,
  )
})
