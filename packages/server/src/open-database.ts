import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { PeopleStore } from '@gryphon/accounts'
import { SettingError, type Store } from '@gryphon/provider'
import { openPostgres, type PostgresOptions, planPostgres } from '@gryphon/store-postgres'
import { openSqlite } from '@gryphon/store-sqlite'
import { type KeyFileSource, type MasterKeys, readMasterKeys } from './configuration/master-key.ts'
import type { Settings } from './configuration/settings.ts'

/** A database that is open, and what opens the keys in it. */
export interface OpenDatabase {
  readonly store: Store
  readonly people: PeopleStore
  readonly master_keys: MasterKeys
  /** Whether a provider was in it already. */
  readonly found: 'provider' | 'nothing'
}

/** What becomes of a database in which there is no provider: it is made one, or nothing is touched. */
export type WhereAbsent = 'made' | 'refused'

interface Means extends Pick<KeyFileSource, 'env' | 'random'> {
  readonly absent: WhereAbsent
}

/** Where the settings say that the master key is kept. */
export const keyFileSourceOf = (
  { data, master_key_command }: Settings,
  { env, random }: Omit<Means, 'absent'>,
): KeyFileSource => ({ env, random, folder: data, command: master_key_command })

/** The SQLite file in a data folder. */
export const fileIn = ({ data }: Settings): string => join(data, 'gryphon.db')

/** How PostgreSQL is reached, where the settings say so. */
export const postgresOf = (settings: Settings): PostgresOptions | undefined => {
  const url = settings['database.url']
  return url === undefined
    ? undefined
    : {
        url,
        connections: settings['database.connections'],
        pooler: settings['database.pooler'],
        prepared_statements: settings['database.prepared_statements'],
        migrations: settings['database.migrations'],
      }
}

/** Whether there is a file. Throws `SettingError` where that cannot be seen: another user's folder is not an empty one. */
const isThere = (file: string): boolean => {
  try {
    return statSync(file, { throwIfNoEntry: false }) !== undefined
  } catch (error) {
    const { message } = error as Error
    throw new SettingError(
      'data',
      `${dirname(file)} cannot be read (${message}): run this as the user that the provider runs as, or name another folder`,
    )
  }
}

/** Throws `SettingError` where a provider is looked for in a data folder that has no database. Makes nothing. */
export const checkFile = (settings: Settings): void => {
  if (postgresOf(settings) === undefined && !isThere(fileIn(settings)))
    throw new SettingError(
      'data',
      `there is no provider in ${settings.data}: name it by --data, GRYPHON_DATA or --config; gryphon serve makes a new one`,
    )
}

const emptyDatabase = () =>
  new SettingError(
    'database.url',
    'there is no provider in this database: name it by --database-url, GRYPHON_DATABASE_URL or --config; gryphon serve makes a new one',
  )

/** Opens the database of these settings: PostgreSQL where one is named, else SQLite in the data folder. Throws `SettingError`. */
export const openDatabase = async (settings: Settings, means: Means): Promise<OpenDatabase> => {
  const postgres = postgresOf(settings)
  return postgres === undefined
    ? openInFolder(settings, means)
    : openShared(settings, means, postgres)
}

/** The file is none of our settings: the folder that it is in is. */
const asData = (fault: unknown): never => {
  throw fault instanceof SettingError && fault.setting === 'file'
    ? new SettingError('data', fault.message)
    : fault
}

/** The key is looked for first: where it is missing, no file is made. */
async function openInFolder(settings: Settings, means: Means): Promise<OpenDatabase> {
  if (means.absent === 'refused') checkFile(settings)
  const file = fileIn(settings)
  const isUsed = isThere(file)
  const database = { name: file, isUsed }
  const master_keys = await readMasterKeys({ ...keyFileSourceOf(settings, means), database })
  const opened = await openSqlite({ file, migrations: settings['database.migrations'] }).catch(
    asData,
  )
  return { ...opened, master_keys, found: isUsed ? 'provider' : 'nothing' }
}

async function openShared(
  settings: Settings,
  means: Means,
  postgres: PostgresOptions,
): Promise<OpenDatabase> {
  if (means.absent === 'refused' && (await planPostgres(postgres)).version === 0)
    throw emptyDatabase()
  const { store, people } = await openPostgres(postgres)
  try {
    const isUsed = (await store.listTenants()).length > 0
    if (means.absent === 'refused' && !isUsed) throw emptyDatabase()
    const database = { name: 'the database', isUsed }
    const master_keys = await readMasterKeys({ ...keyFileSourceOf(settings, means), database })
    return { store, people, master_keys, found: isUsed ? 'provider' : 'nothing' }
  } catch (fault) {
    await store.close()
    throw fault
  }
}
