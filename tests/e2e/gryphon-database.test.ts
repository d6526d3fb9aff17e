import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gryphon, newFolder } from '../support/gryphon.ts'
import { query, startServer } from '../support/postgres.ts'

const server = await startServer()

const tablesOf = async (url: string) =>
  (
    await query(
      url,
      'SELECT count(*)::int AS tables FROM information_schema.tables WHERE table_schema = current_schema()',
    )
  )[0].tables

/** Runs commands on one PostgreSQL database, each with a new data folder unless another is named. */
const onDatabase =
  (url: string) =>
  (words: readonly string[], data = newFolder()) =>
    gryphon(words, { env: { GRYPHON_DATABASE_URL: url, GRYPHON_DATA: data } })

test('gryphon migrate --dry-run prints the SQL and changes nothing; gryphon migrate does it, once', async () => {
  const url = await server.newDatabase()
  const run = onDatabase(url)
  const dry = await run(['migrate', '--dry-run'])
  assert.equal(dry.code, 0, dry.err)
  assert.match(dry.out, /^-- to version 1\n[\s\S]*CREATE TABLE tenants \(/)
  assert.equal(await tablesOf(url), 0)
  const done = JSON.parse((await run(['migrate', '--json'])).out)
  assert.deepEqual([done.from, done.to, done.outcome], [0, 2, 'migrated'])
  const again = await run(['migrate'])
  assert.equal(again.out, 'The database is of version 2: there is nothing to do.\n')
})

test('the SQL of a dry run is all there is: run by hand, it is the same database', async () => {
  const url = await server.newDatabase()
  const run = onDatabase(url)
  await query(url, (await run(['migrate', '--dry-run'])).out)
  assert.match((await run(['migrate'])).out, /is of version 2: there is nothing to do/)
  const refusing = ['tenant', 'add', 'acme', '--database-migrations', 'refuse']
  assert.equal((await run(refusing)).code, 0)
})

test('gryphon migrate of a SQLite file that is not there makes none', async () => {
  const data = newFolder()
  const { code, out } = await gryphon(['migrate', '--data', data])
  assert.deepEqual([code, out], [0, 'There is no database yet: the first start makes it.\n'])
  const dry = await gryphon(['migrate', '--dry-run', '--data', data])
  assert.match(dry.out, /^-- to version 1\n/)
  assert.equal(existsSync(join(data, 'gryphon.db')), false)
  await gryphon(['tenant', 'add', 'acme', '--data', data])
  const made = await gryphon(['migrate', '--json', '--data', data])
  assert.equal(JSON.parse(made.out).outcome, 'nothing_to_do')
})

test('serve refuses a database that is not migrated, where migrations are by command', async () => {
  const url = await server.newDatabase()
  const words = ['serve', '--port', '0', '--database-migrations', 'refuse']
  const { code, err } = await onDatabase(url)(words)
  assert.equal(code, 1)
  assert.match(err, /^gryphon: database\.migrations: .* run gryphon migrate\n$/)
  assert.equal(await tablesOf(url), 0)
})

test('a node that has another master key than the database, or none, is refused and makes none', async () => {
  const run = onDatabase(await server.newDatabase())
  const first = newFolder()
  assert.equal((await run(['tenant', 'add', 'acme'], first)).code, 0)
  assert.equal((await run(['keys', 'list'], first)).code, 0)
  const second = newFolder()
  const { code, err } = await run(['keys', 'list'], second)
  assert.deepEqual([code, /master_key: .*master\.key is missing/.test(err)], [1, true])
  assert.equal(existsSync(join(second, 'master.key')), false)
})

test('a new master key takes the place of the old one, and the keys of every tenant stay what they are', async () => {
  const url = await server.newDatabase()
  const [old, anew] = ['BwcH', 'CAgI'].map((text) =>
    text.repeat(11).slice(0, 43).replace(/.$/, 'A'),
  )
  const run = (words: readonly string[], keys: Readonly<Record<string, string | undefined>>) => {
    const given = Object.entries(keys).flatMap(([name, key = '']) => [[name, key] as const])
    const env = { GRYPHON_DATABASE_URL: url, GRYPHON_DATA: newFolder() }
    return gryphon(words, { env: { ...env, ...Object.fromEntries(given) } })
  }
  const list = ['keys', 'list', '--json']
  const only = (key: string | undefined) => ({ GRYPHON_MASTER_KEY: key })
  assert.equal((await run(['tenant', 'add', 'acme'], only(old))).code, 0)
  const first = await run(list, only(old))
  const both = { GRYPHON_MASTER_KEY: anew, GRYPHON_OTHER_MASTER_KEY: old }
  const rewrap = async () => JSON.parse((await run(['keys', 'rewrap', '--json'], both)).out)
  assert.deepEqual(await rewrap(), { tenants: 2, keys: 12, rewrapped: 12 })
  assert.deepEqual(await rewrap(), { tenants: 2, keys: 12, rewrapped: 0 })
  assert.equal((await run(list, only(anew))).out, first.out)
  assert.equal((await run(list, only(old))).code, 1)
})

test('PITFALLS 24: the password of the database is said nowhere', async () => {
  const url = new URL(await server.newDatabase())
  url.username ||= 'gryphon'
  url.password = 'hidden-password'
  const wrong = [
    `${url.href.replace('postgres', 'mysql')}`,
    Object.assign(new URL(url), { pathname: '/nowhere' }).href,
    Object.assign(new URL(url), { port: '1' }).href,
  ]
  for (const one of wrong)
    for (const words of [['migrate'], ['client', 'list'], ['serve', '--port', '0']]) {
      const { code, out, err } = await onDatabase(one)(words)
      assert.ok(code === 1 || code === 2)
      assert.equal(out, '')
      assert.match(err, /database\.url/)
      assert.doesNotMatch(err, /hidden-password/)
    }
})
