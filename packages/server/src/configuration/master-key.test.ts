import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { SettingError } from '@gryphon/provider'
import { newFolder } from '../testing/new-folder.ts'
import { readMasterKey } from './master-key.ts'

/** Bytes 0, 1, 2 … 31, written by hand. */
const COUNTING = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'
const random = (bytes: number) => Uint8Array.from({ length: bytes }, (_, index) => index)

const emptyFolder = () => {
  const folder = newFolder()
  return { env: {}, folder, database: { name: 'the database', isUsed: false }, random }
}

test('the first start makes a key that only its owner can read', () => {
  const source = emptyFolder()
  assert.deepEqual(new Uint8Array(readMasterKey(source)), random(32))
  assert.deepEqual(readdirSync(source.folder), ['master.key'])
  assert.equal(statSync(join(source.folder, 'master.key')).mode & 0o777, 0o600)
  assert.equal(readFileSync(join(source.folder, 'master.key'), 'utf8'), `${COUNTING}\n`)
})

test('the second start has the key of the first', () => {
  const source = emptyFolder()
  readMasterKey(source)
  const later = { ...source, random: (bytes: number) => new Uint8Array(bytes).fill(7) }
  assert.deepEqual(new Uint8Array(readMasterKey(later)), random(32))
})

test('a key in the environment is taken, and no file is made', () => {
  const source = { ...emptyFolder(), env: { GRYPHON_MASTER_KEY: COUNTING } }
  assert.deepEqual(new Uint8Array(readMasterKey(source)), random(32))
  assert.equal(existsSync(join(source.folder, 'master.key')), false)
})

test('a database whose key is missing is refused, and no key is made for it', () => {
  const source = { ...emptyFolder(), database: { name: 'the database', isUsed: true } }
  assert.throws(() => readMasterKey(source), {
    name: 'SettingError',
    setting: 'master_key',
    message: `${join(source.folder, 'master.key')} is missing, and the database cannot be read without it: put it back, or set GRYPHON_MASTER_KEY`,
  })
  assert.equal(existsSync(join(source.folder, 'master.key')), false)
})

test('a key that is not 32 bytes in base64url is refused without being shown', () => {
  for (const text of ['short', COUNTING.slice(1), `${COUNTING}A`, COUNTING.replace('A', '+')])
    assert.throws(
      () => readMasterKey({ ...emptyFolder(), env: { GRYPHON_MASTER_KEY: text } }),
      (error: unknown) => error instanceof SettingError && !error.message.includes(text),
    )
})
