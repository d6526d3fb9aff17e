import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { SettingError } from '@gryphon/provider'
import { outputOfCommand } from './master-key-command.ts'
import type { Environment } from './read-settings.ts'

const BYTES = 32
const VARIABLE = 'GRYPHON_MASTER_KEY'
const OTHER_VARIABLE = 'GRYPHON_OTHER_MASTER_KEY'

/** 32 bytes are 43 characters of base64url, the last of which has two bits that are zero. */
const FORM = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/

/** What to do where a key is none: a file had one once, but what is said elsewhere may be a slip. */
const CURES = {
  file: 'in base64url (43 characters); restore the key from your backup',
  variable: 'in base64url (43 characters, without + / =)',
  program: 'in base64url or base64; run it by hand to see what it says',
}

const parseKey = (text: string, where: string, from: keyof typeof CURES): Uint8Array => {
  if (!FORM.test(text.trim()))
    throw new SettingError('master_key', `${where}: expected ${BYTES} bytes ${CURES[from]}`)
  return Buffer.from(text.trim(), 'base64url')
}

/** As a KMS says it: base64 is meant too. */
const parseOutput = (text: string, [program = '']: readonly string[]): Uint8Array =>
  parseKey(
    text.replaceAll('+', '-').replaceAll('/', '_').replace(/=$/, ''),
    `what ${program} said (master_key_command)`,
    'program',
  )

const readKeyFile = (path: string): Uint8Array => {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new SettingError('master_key', `${path} cannot be read (${(error as Error).message})`)
  }
  return parseKey(text, path, 'file')
}

const keyFileIn = (folder: string) => join(folder, 'master.key')
const otherKeyFileIn = (folder: string) => join(folder, 'master.other.key')

type Random = (bytes: number) => Uint8Array

/** A new key in a file of its own, which is not the master key yet. */
const draftKeyFile = (path: string, random: Random): string => {
  const draft = `${path}.${Buffer.from(random(8)).toString('hex')}`
  const text = Buffer.from(random(BYTES)).toString('base64url')
  try {
    writeFileSync(draft, `${text}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    const { message } = error as Error
    throw new SettingError('data', `no master key can be made in ${dirname(path)} (${message})`)
  }
  return draft
}

/** Appears whole or not at all, so that two processes that start at once agree on one key. */
const makeKeyFile = (path: string, random: Random) => {
  const draft = draftKeyFile(path, random)
  try {
    linkSync(draft, path)
  } catch (error) {
    if (!existsSync(path)) throw error
  } finally {
    rmSync(draft)
  }
}

/** Where the master key is kept. */
export interface KeyFileSource {
  readonly env: Environment
  /** The data folder, which is there. */
  readonly folder: string
  readonly random: Random
  /** A program that tells the key, and its arguments. */
  readonly command?: readonly string[] | undefined
}

/** Where the master key is looked for. */
export interface MasterKeySource extends KeyFileSource {
  /** The database whose keys the master key wraps, and whether there are any. */
  readonly database: { readonly name: string; readonly isUsed: boolean }
}

/** The master key, and how to find what may open what it does not. */
export interface MasterKeys {
  readonly master_key: Uint8Array
  readonly other_master_keys: () => Promise<readonly Uint8Array[]>
}

const isGiven = (text: string | undefined): text is string => text !== undefined && text !== ''

const readFile = ({ folder, database, random }: MasterKeySource): Uint8Array => {
  const path = keyFileIn(folder)
  if (!existsSync(path)) {
    if (database.isUsed)
      throw new SettingError(
        'master_key',
        `${path} is missing, and ${database.name} cannot be read without it: put it back, or set ${VARIABLE}`,
      )
    makeKeyFile(path, random)
  }
  return readKeyFile(path)
}

const readOwn = async (source: MasterKeySource): Promise<Uint8Array> => {
  const { env, command } = source
  const given = env[VARIABLE]
  if (command === undefined)
    return isGiven(given) ? parseKey(given, VARIABLE, 'variable') : readFile(source)
  if (isGiven(given))
    throw new SettingError(
      'master_key_command',
      `${VARIABLE} is set too: unset one of them, for only one can be meant`,
    )
  return parseOutput(await outputOfCommand(command, { env }), command)
}

const isInFile = ({ env, command }: KeyFileSource) =>
  command === undefined && !isGiven(env[VARIABLE])

/** Looked for when they are needed: another process may have replaced the key in the file since this one read it. */
const readOthers = (source: MasterKeySource): readonly Uint8Array[] => {
  const given = source.env[OTHER_VARIABLE]
  const files = [
    otherKeyFileIn(source.folder),
    ...(isInFile(source) ? [keyFileIn(source.folder)] : []),
  ]
  return [
    ...(isGiven(given) ? [parseKey(given, OTHER_VARIABLE, 'variable')] : []),
    ...files.filter((path) => existsSync(path)).map(readKeyFile),
  ]
}

/**
 * The 32 bytes that wrap every key in the database: from `GRYPHON_MASTER_KEY`, from a program, or from `master.key` in the data
 * folder, which is made on the first start. A database without its key is never given a new one. Throws `SettingError`.
 */
export const readMasterKeys = async (source: MasterKeySource): Promise<MasterKeys> => ({
  master_key: await readOwn(source),
  other_master_keys: async () => readOthers(source),
})

/**
 * Makes a new key in the place of the one in `master.key`, which is then in `master.other.key`. What was interrupted can be done
 * again. Throws `SettingError` where the key is in no file, and where another one is being replaced.
 */
export const replaceKeyFile = (source: KeyFileSource): void => {
  if (!isInFile(source))
    throw new SettingError(
      'new',
      `the master key is in no file of ours: make a new one where it is, and give the old one as ${OTHER_VARIABLE}`,
    )
  const path = keyFileIn(source.folder)
  const other = otherKeyFileIn(source.folder)
  if (!existsSync(path))
    throw new SettingError(
      'new',
      `${path} is missing: there is no key that a new one could replace`,
    )
  const current = Buffer.from(readKeyFile(path))
  if (!existsSync(other)) linkSync(path, other)
  else if (!current.equals(readKeyFile(other)))
    throw new SettingError(
      'new',
      `${other} is there: first let 'gryphon keys rewrap' finish with it, and put it away`,
    )
  renameSync(draftKeyFile(path, source.random), path)
}
