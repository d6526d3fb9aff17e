import assert from 'node:assert/strict'
import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { SettingError } from '@gryphon/provider'
import { openSqlite } from './open-sqlite.ts'
import { scratchFolder } from './testing/scratch.ts'

const refuses = (file: string, pattern: RegExp) =>
  assert.rejects(openSqlite({ file }), (fault) => {
    assert.ok(fault instanceof SettingError, String(fault))
    assert.equal(fault.setting, 'file')
    assert.ok(fault.message.startsWith(file), fault.message)
    assert.match(fault.message, pattern)
    return true
  })

test('a new database, and the files beside it, are for their owner only', async () => {
  const { file, folder, remove } = scratchFolder()
  const { store, close } = await openSqlite({ file })
  await store.addTenant({ tenant_id: 'acme', name: 'Acme', created_at: 0 }, [])
  const modes = readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mode & 0o777])
  assert.deepEqual(Object.fromEntries(modes), {
    'gryphon.db': 0o600,
    'gryphon.db-shm': 0o600,
    'gryphon.db-wal': 0o600,
  })
  await close()
  assert.deepEqual(readdirSync(folder), ['gryphon.db'])
  remove()
})

test('what was written is there when the file is opened again', async () => {
  const { file, remove } = scratchFolder()
  const tenant = { tenant_id: 'acme', name: 'Acme', created_at: 0 }
  const first = await openSqlite({ file })
  await first.store.addTenant(tenant, [])
  await first.close()
  const second = await openSqlite({ file })
  assert.deepEqual(await second.store.listTenants(), [tenant])
  await second.close()
  remove()
})

test('a folder that is not there, and one in the place of the file, are refused by name', async () => {
  const { folder, remove } = scratchFolder()
  await refuses(join(folder, 'none', 'gryphon.db'), /cannot be opened for writing \(ENOENT/)
  await refuses(folder, /cannot be opened for writing \(EISDIR/)
  remove()
})

test('a file that is no database is refused, and left as it is', async () => {
  const { file, remove } = scratchFolder()
  writeFileSync(file, 'a letter to a friend, long enough to be looked at as a database'.repeat(20))
  const { size } = statSync(file)
  await refuses(file, /is not a database/)
  assert.equal(statSync(file).size, size)
  remove()
})

test("another program's database is refused, and left as it is", async () => {
  const { file, remove } = scratchFolder()
  const theirs = new DatabaseSync(file)
  theirs.exec('CREATE TABLE songs (title TEXT)')
  await refuses(file, /is a database of another program/)
  const tables = theirs.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
  assert.deepEqual(
    tables.map(({ name }) => name),
    ['songs'],
  )
  assert.equal(theirs.prepare('PRAGMA journal_mode').get()?.journal_mode, 'delete')
  theirs.close()
  remove()
})

test('a database made by a newer Gryphon is refused, with both versions', async () => {
  const { file, remove } = scratchFolder()
  await (await openSqlite({ file })).close()
  const newer = new DatabaseSync(file)
  newer.exec('PRAGMA user_version = 99')
  newer.close()
  await refuses(file, /is of version 99, made by a newer Gryphon; this one knows versions up to 4/)
  remove()
})
