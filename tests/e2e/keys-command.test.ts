import assert from 'node:assert/strict'
import { existsSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  freePort,
  gryphon,
  inFolder,
  interrupt,
  newFolder,
  startGryphon,
} from '../support/gryphon.ts'

interface Key {
  readonly kid: string
  readonly alg: string
  readonly status: string
}

const announced = (keys: readonly Key[]) =>
  keys.filter(({ status }) => status === 'announced').map(({ alg }) => alg)

test('keys of every tenant are rotated by one command, which can be run again', async () => {
  const data = newFolder()
  const { run, json } = inFolder(data)
  await run('tenant', 'add', 'acme')
  await run('keys', 'rotate', '--alg', 'EdDSA', '--tenant', 'acme')
  const words = ['keys', 'rotate', '--all-tenants', '--alg', 'EdDSA', '--alg', 'A256GCM']
  for (const told of [await json(...words), await json(...words)])
    for (const tenant_id of ['acme', 'default'])
      assert.deepEqual(announced(told[tenant_id]).toSorted(), ['A256GCM', 'EdDSA'], tenant_id)
  assert.equal(await run(...words), 'New keys are announced for 2 tenants\n')
  const both = await gryphon([...words, '--tenant', 'acme', '--data', data])
  assert.deepEqual(
    [both.code, both.err.split('\n')[0]],
    [2, 'gryphon: give --tenant or --all-tenants, not both'],
  )
})

test('a key that has leaked is dropped by one command, and only at once', async () => {
  const data = newFolder()
  const { run, json } = inFolder(data)
  await run('tenant', 'add', 'acme')
  const statuses = async (...words: readonly string[]) => {
    const keys: readonly Key[] = await json(...words)
    return keys
      .filter(({ alg }) => alg === 'EdDSA')
      .map(({ status }) => status)
      .toSorted()
  }
  const words = ['keys', 'rotate', '--alg', 'EdDSA', '--drop-old']
  const later = await gryphon([...words, '--data', data])
  assert.deepEqual(
    [later.code, later.err.split('\n')[0]],
    [2, 'gryphon: --drop-old goes with --now'],
  )
  assert.deepEqual(await statuses(...words, '--now'), ['active', 'retiring'])
})

test('a new master key takes the place of the old one while a server runs, and nothing is lost', async () => {
  const data = newFolder()
  const { run, json } = inFolder(data)
  await run('tenant', 'add', 'acme')
  const keys: readonly Key[] = await json('keys', 'list')
  const port = await freePort()
  const words = ['serve', '--data', data, '--port', String(port)]
  const jwksOf = async (tenant = '') =>
    (await fetch(`http://localhost:${port}${tenant}/.well-known/jwks.json`)).json()
  const first = startGryphon(words)
  await first.says('is served on')
  const before = await jwksOf()
  const old = readFileSync(join(data, 'master.key'), 'utf8')

  const told = await json('keys', 'rewrap', '--new')
  assert.deepEqual(told, { tenants: 2, keys: 12, rewrapped: 12 })
  assert.notEqual(readFileSync(join(data, 'master.key'), 'utf8'), old)
  assert.equal(readFileSync(join(data, 'master.other.key'), 'utf8'), old)
  // A tenant that the server has not read yet: its keys are opened now, by the key in the file.
  assert.equal((await jwksOf('/acme')).keys.length, 4)
  await interrupt(first)

  assert.equal(
    await run('keys', 'rewrap'),
    '0 of 12 keys of 2 tenants are wrapped anew; the master key opens all of them now.\nIf servers were started with it since, put another one away, if there is one, with the backups that it opens.\n',
  )
  const again = await gryphon(['keys', 'rewrap', '--new', '--data', data])
  assert.deepEqual([again.code, again.err.includes('master.other.key is there')], [1, true])
  renameSync(join(data, 'master.other.key'), join(data, '..', 'put-away.key'))
  const second = startGryphon(words)
  await second.says('is served on')
  assert.deepEqual(await jwksOf(), before)
  await interrupt(second)
  assert.deepEqual(await json('keys', 'list'), keys)
})

test('a master key that a program tells opens what the variable did, and is never said again', async () => {
  const data = newFolder()
  const key = 'BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc'
  const env = { GRYPHON_MASTER_KEY: key }
  assert.equal((await gryphon(['tenant', 'add', 'acme', '--data', data], { env })).code, 0)
  assert.equal(existsSync(join(data, 'master.key')), false)
  const saying = (text: string) => [
    '--master-key-command',
    `${process.execPath},-e,process.stdout.write('${text}')`,
  ]
  assert.equal((await gryphon(['keys', 'list', '--data', data, ...saying(key)])).code, 0)
  const other = key.replaceAll('H', 'I')
  const wrong = await gryphon(['keys', 'list', '--data', data, ...saying(other)])
  assert.deepEqual(
    [wrong.code, wrong.out, wrong.err],
    [
      1,
      '',
      'gryphon: master_key does not open the keys in this store: use the master key that the store was made with\n',
    ],
  )
})

test('where the master key is in the environment, both are given while one takes the place of the other', async () => {
  const data = newFolder()
  const [OLD, NEW] = ['BwcH', 'CAgI'].map(
    (text) => text.repeat(10) + (text === 'BwcH' ? 'Bwc' : 'CAg'),
  )
  const list = ['keys', 'list', '--json', '--data', data]
  const only = (key = '') => ({ env: { GRYPHON_MASTER_KEY: key } })
  const both = (key = '', other = '') => ({
    env: { GRYPHON_MASTER_KEY: key, GRYPHON_OTHER_MASTER_KEY: other },
  })
  const add = ['resource', 'add', 'https://api.example', '--name', 'Notes', '--data', data]
  assert.equal((await gryphon(add, only(OLD))).code, 0)
  const first = await gryphon(list, only(OLD))
  assert.equal((await gryphon(list, only(NEW))).code, 1)
  assert.equal((await gryphon(list, both(NEW, OLD))).out, first.out)
  const told = await gryphon(['keys', 'rewrap', '--json', '--data', data], both(NEW, OLD))
  assert.deepEqual(JSON.parse(told.out), { tenants: 1, keys: 6, rewrapped: 6 })
  assert.equal((await gryphon(list, both(OLD, NEW))).out, first.out)
  assert.equal((await gryphon(list, only(NEW))).out, first.out)
  assert.equal((await gryphon(list, only(OLD))).code, 1)
})
