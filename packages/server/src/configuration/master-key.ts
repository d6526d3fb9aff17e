import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SettingError } from '@gryphon/provider'
import type { Environment } from './read-settings.ts'

const BYTES = 32
const VARIABLE = 'GRYPHON_MASTER_KEY'

/** 32 bytes are 43 characters of base64url, the last of which has two bits that are zero. */
const FORM = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/

const parseKey = (text: string, where: string): Uint8Array => {
  if (!FORM.test(text.trim()))
    throw new SettingError(
      'master_key',
      `${where}: expected ${BYTES} bytes in base64url (43 characters); restore the key from your backup`,
    )
  return Buffer.from(text.trim(), 'base64url')
}

/** Appears whole or not at all, so that two processes that start at once agree on one key. */
const makeKeyFile = (path: string, random: (bytes: number) => Uint8Array) => {
  const draft = `${path}.${Buffer.from(random(8)).toString('hex')}`
  const text = Buffer.from(random(BYTES)).toString('base64url')
  writeFileSync(draft, `${text}\n`, { mode: 0o600, flag: 'wx' })
  try {
    linkSync(draft, path)
  } catch (error) {
    if (!existsSync(path)) throw error
  } finally {
    rmSync(draft)
  }
}

/** Where the master key is looked for. */
export interface MasterKeySource {
  readonly env: Environment
  /** The data folder, which is there. */
  readonly folder: string
  /** The database whose keys the master key wraps, and whether there are any. */
  readonly database: { readonly name: string; readonly isUsed: boolean }
  readonly random: (bytes: number) => Uint8Array
}

/**
 * The 32 bytes that wrap every key in the database: from `GRYPHON_MASTER_KEY`, or from `master.key` in the data folder, which is
 * made on the first start. A database without its key is never given a new one. Throws `SettingError`.
 */
export const readMasterKey = ({ env, folder, database, random }: MasterKeySource): Uint8Array => {
  const given = env[VARIABLE]
  if (given !== undefined && given !== '') return parseKey(given, VARIABLE)
  const path = join(folder, 'master.key')
  if (!existsSync(path)) {
    if (database.isUsed)
      throw new SettingError(
        'master_key',
        `${path} is missing, and ${database.name} cannot be read without it: put it back, or set ${VARIABLE}`,
      )
    makeKeyFile(path, random)
  }
  return parseKey(readFileSync(path, 'utf8'), path)
}
