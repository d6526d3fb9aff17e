import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { SettingError } from '@gryphon/provider'
import { newFolder } from '../testing/new-folder.ts'
import { type MasterKeySource, readMasterKeys, replaceKeyFile } from './master-key.ts'

/** Bytes 0, 1, 2 … 31, written by hand. */
const COUNTING = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'
const random = (bytes: number) => Uint8Array.from({ length: bytes }, (_, index) => index)

const readMasterKey = async (source: MasterKeySource) =>
  new Uint8Array((await readMasterKeys(source)).master_key)

const emptyFolder = () => {
  const folder = newFolder()
  return { env: {}, folder, database: { name: 'the database', isUsed: false }, random }
}

test('the first start makes a key that only its owner can read', async () => {
  const source = emptyFolder()
  assert.deepEqual(await readMasterKey(source), random(32))
  assert.deepEqual(readdirSync(source.folder), ['master.key'])
  assert.equal(statSync(join(source.folder, 'master.key')).mode & 0o777, 0o600)
  assert.equal(readFileSync(join(source.folder, 'master.key'), 'utf8'), `${COUNTING}\n`)
})

test('the second start has the key of the first', async () => {
  const source = emptyFolder()
  await readMasterKey(source)
  const later = { ...source, random: (bytes: number) => new Uint8Array(bytes).fill(7) }
  assert.deepEqual(await readMasterKey(later), random(32))
})

test('a key in the environment is taken, and no file is made', async () => {
  const source = { ...emptyFolder(), env: { GRYPHON_MASTER_KEY: COUNTING } }
  assert.deepEqual(await readMasterKey(source), random(32))
  assert.equal(existsSync(join(source.folder, 'master.key')), false)
})

test('a database whose key is missing is refused, and no key is made for it', async () => {
  const source = { ...emptyFolder(), database: { name: 'the database', isUsed: true } }
  await assert.rejects(readMasterKey(source), {
    name: 'SettingError',
    setting: 'master_key',
    message: `${join(source.folder, 'master.key')} is missing, and the database cannot be read without it: put it back, or set GRYPHON_MASTER_KEY`,
  })
  assert.equal(existsSync(join(source.folder, 'master.key')), false)
})

test('a key that is not 32 bytes in base64url is refused without being shown', async () => {
  for (const text of ['short', COUNTING.slice(1), `${COUNTING}A`, COUNTING.replace('A', '+')])
    await assert.rejects(
      readMasterKey({ ...emptyFolder(), env: { GRYPHON_MASTER_KEY: text } }),
      (error: unknown) => error instanceof SettingError && !error.message.includes(text),
    )
})

test('a key that is in the wrong form is told with the cure for where it is', async () => {
  const source = emptyFolder()
  const file = join(source.folder, 'master.key')
  writeFileSync(file, 'short')
  await assert.rejects(readMasterKey(source), {
    setting: 'master_key',
    message: `${file}: expected 32 bytes in base64url (43 characters); restore the key from your backup`,
  })
  const base64 = '+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/s='
  await assert.rejects(readMasterKey({ ...source, env: { GRYPHON_MASTER_KEY: base64 } }), {
    setting: 'master_key',
    message: 'GRYPHON_MASTER_KEY: expected 32 bytes in base64url (43 characters, without + / =)',
  })
})

test('a file that cannot be read, or a folder in which none can be made, is told by its setting', async () => {
  const source = emptyFolder()
  mkdirSync(join(source.folder, 'master.key'))
  await assert.rejects(readMasterKey(source), {
    name: 'SettingError',
    setting: 'master_key',
    message: `${join(source.folder, 'master.key')} cannot be read (EISDIR: illegal operation on a directory, read)`,
  })
  const folder = join(source.folder, 'nowhere')
  await assert.rejects(readMasterKey({ ...source, folder }), {
    name: 'SettingError',
    setting: 'data',
    message: `no master key can be made in ${folder} (ENOENT: no such file or directory, open '${join(folder, 'master.key')}.0001020304050607')`,
  })
})

const say = (text: string) => [process.execPath, '-e', `process.stdout.write('${text}')`]
const OTHER = 'BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc'

test('what a program says is the key, in base64url or as a KMS writes it, and no file is made', async () => {
  const bytes = new Uint8Array(32).fill(251)
  const base64 = '+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/s='
  for (const text of [base64, base64.replaceAll('+', '-').replaceAll('/', '_').slice(0, 43)]) {
    const source = { ...emptyFolder(), command: say(`${text}\\n`) }
    assert.deepEqual(await readMasterKey(source), bytes)
    assert.deepEqual(readdirSync(source.folder), [])
  }
})

test('what a program says that is no key is refused without being shown', async () => {
  const source = { ...emptyFolder(), command: say('a-secret') }
  await assert.rejects(readMasterKey(source), {
    setting: 'master_key',
    message: `what ${process.execPath} said (master_key_command): expected 32 bytes in base64url or base64; run it by hand to see what it says`,
  })
})

test('a program and a variable are not both meant', async () => {
  const source = { ...emptyFolder(), command: say(COUNTING), env: { GRYPHON_MASTER_KEY: OTHER } }
  await assert.rejects(readMasterKey(source), {
    setting: 'master_key_command',
    message: 'GRYPHON_MASTER_KEY is set too: unset one of them, for only one can be meant',
  })
})

test('a new key takes the place of the one in the file, which is then the other', async () => {
  const source = emptyFolder()
  const running = await readMasterKeys(source)
  const anew = { ...source, random: (bytes: number) => new Uint8Array(bytes).fill(7) }
  replaceKeyFile(anew)
  const file = (name: string) => readFileSync(join(source.folder, name), 'utf8')
  assert.deepEqual(readdirSync(source.folder).toSorted(), ['master.key', 'master.other.key'])
  assert.equal(statSync(join(source.folder, 'master.key')).mode & 0o777, 0o600)
  assert.deepEqual([file('master.key'), file('master.other.key')], [`${OTHER}\n`, `${COUNTING}\n`])
  const hex = (keys: readonly Uint8Array[]) => keys.map((key) => Buffer.from(key).toString('hex'))
  const both = ['000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f', '07'.repeat(32)]
  assert.deepEqual(hex(await running.other_master_keys()), both)
  assert.throws(() => replaceKeyFile(anew), {
    setting: 'new',
    message: `${join(source.folder, 'master.other.key')} is there: first let 'gryphon keys rewrap' finish with it, and put it away`,
  })
})

test('a replacement that was interrupted can be done again', async () => {
  const source = emptyFolder()
  await readMasterKey(source)
  writeFileSync(join(source.folder, 'master.other.key'), COUNTING)
  replaceKeyFile({ ...source, random: (bytes) => new Uint8Array(bytes).fill(7) })
  assert.equal(readFileSync(join(source.folder, 'master.key'), 'utf8'), `${OTHER}\n`)
})

test('a key that is in no file of ours is not replaced here', () => {
  const source = { ...emptyFolder(), env: { GRYPHON_MASTER_KEY: COUNTING } }
  assert.throws(() => replaceKeyFile(source), { setting: 'new' })
})

test('where there is no key yet, none is replaced, and none is made', () => {
  const source = emptyFolder()
  assert.throws(() => replaceKeyFile(source), {
    setting: 'new',
    message: `${join(source.folder, 'master.key')} is missing: there is no key that a new one could replace`,
  })
  assert.deepEqual(readdirSync(source.folder), [])
})
