import assert from 'node:assert/strict'
import { existsSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gryphon, newFolder } from '../support/gryphon.ts'
import { query, startServer } from '../support/postgres.ts'

const server = await startServer()

/** Commands that are about a provider that is there. */
// biome-ignore format: a table
const COMMANDS = [
  'client list', 'client show rp', 'client update rp --name x', 'client remove rp',
  'user list', 'user remove jane', 'user set-password jane --generate-password', 'user sign-out jane',
  'resource list', 'resource remove https://api.example', 'tenant list', 'tenant remove acme --yes',
  'logout list', 'keys list', 'keys rotate --now --drop-old', 'keys rewrap', 'keys rewrap --new',
  'explain http://localhost:4000/authorize', 'refusal fut0wUNQ34dg',
]

/** Commands that may come before the first start. */
// biome-ignore format: a table
const FIRST = [
  'client add --redirect-uri https://rp.example/cb', 'user add jane --generate-password',
  'resource add https://api.example --name Notes', 'tenant add acme', 'client register-token',
]

test('a command about a provider that is not there is refused, says how to name it, and makes nothing', async () => {
  const nowhere = join(newFolder(), 'nowhere')
  const empty = newFolder()
  for (const command of COMMANDS)
    for (const data of [nowhere, empty]) {
      const { code, out, err } = await gryphon([...command.split(' '), '--data', data])
      assert.deepEqual(
        [code, out, err],
        [
          1,
          '',
          `gryphon: data: there is no provider in ${data}: name it by --data, GRYPHON_DATA or --config; gryphon serve makes a new one\n`,
        ],
        command,
      )
    }
  assert.equal(existsSync(nowhere), false)
  assert.deepEqual(readdirSync(empty), [])
})

test('a data folder that cannot be seen into is not taken for an empty one, and is told by its setting', async () => {
  const data = newFolder()
  const file = join(data, 'gryphon.db')
  symlinkSync(file, file)
  const refused = `gryphon: data: ${data} cannot be read (ELOOP: too many symbolic links encountered, stat '${file}'): run this as the user that the provider runs as, or name another folder\n`
  for (const command of ['client list', 'user add jane --generate-password', 'serve']) {
    const { code, out, err } = await gryphon([...command.split(' '), '--data', data])
    assert.deepEqual([code, out, err], [1, '', refused], command)
  }
  assert.deepEqual(readdirSync(data), ['gryphon.db'])
})

test('a database that is none is told by the setting of its folder', async () => {
  const data = newFolder()
  const file = join(data, 'gryphon.db')
  writeFileSync(file, 'a letter, and not a database at all')
  writeFileSync(join(data, 'master.key'), `${'A'.repeat(43)}\n`)
  const { code, err } = await gryphon(['client', 'list', '--data', data])
  const refused = `gryphon: data: ${file} is not a database: name another file\n`
  assert.deepEqual([code, err], [1, refused])
})

test('what sets a provider up may come before its first start, and tells that it is a new one', async () => {
  for (const command of FIRST) {
    const data = join(newFolder(), 'data')
    const words = [...command.split(' '), '--data', data]
    const made = `gryphon: there was no provider in ${data} yet: a new one is made\n`
    const first = await gryphon(words)
    assert.deepEqual([first.code, first.err.startsWith(made)], [0, true], command)
    const second = await gryphon(words)
    assert.equal(second.err.includes('a new one is made'), false, command)
  }
})

test('a PostgreSQL database in which there is no provider is left as it is', async () => {
  const url = await server.newDatabase()
  const data = join(newFolder(), 'data')
  const run = (command: string) =>
    gryphon(command.split(' '), { env: { GRYPHON_DATABASE_URL: url, GRYPHON_DATA: data } })
  const tables = () =>
    query(
      url,
      'SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()',
    )
  const refused =
    'gryphon: database.url: there is no provider in this database: name it by --database-url, GRYPHON_DATABASE_URL or --config; gryphon serve makes a new one\n'
  const absent = await run('client list')
  assert.deepEqual([absent.code, absent.out, absent.err], [1, '', refused])
  assert.deepEqual([await tables(), existsSync(data)], [[], false])
  assert.equal((await run('migrate')).code, 0)
  const migrated = await run('client list')
  assert.deepEqual([migrated.code, migrated.err], [1, refused])
  assert.deepEqual([await query(url, 'SELECT * FROM tenants'), existsSync(data)], [[], false])
  const added = await run('resource add https://api.example --name Notes')
  assert.equal(added.code, 0, added.err)
  assert.deepEqual((await run('client list')).out, 'There are none.\n')
})
