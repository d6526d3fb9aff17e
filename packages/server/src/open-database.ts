import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { PeopleStore } from '@gryphon/accounts'
import type { Store } from '@gryphon/provider'
import { openPostgres, type PostgresOptions } from '@gryphon/store-postgres'
import { openSqlite } from '@gryphon/store-sqlite'
import { type KeyFileSource, type MasterKeys, readMasterKeys } from './configuration/master-key.ts'
import type { Settings } from './configuration/settings.ts'

/** A database that is open, and what opens the keys in it. */
export interface OpenDatabase {
  readonly store: Store
  readonly people: PeopleStore
  readonly master_keys: MasterKeys
}

type Means = Pick<KeyFileSource, 'env' | 'random'>

/** Where the settings say that the master key is kept. */
export const keyFileSourceOf = (
  { data, master_key_command }: Settings,
  { env, random }: Means,
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

/** Opens the database of these settings: PostgreSQL where one is named, else SQLite in the data folder. Throws `SettingError`. */
export const openDatabase = async (settings: Settings, means: Means): Promise<OpenDatabase> => {
  const postgres = postgresOf(settings)
  return postgres === undefined
    ? openInFolder(settings, means)
    : openShared(settings, means, postgres)
}

/** The key is looked for first: where it is missing, no file is made. */
async function openInFolder(settings: Settings, means: Means): Promise<OpenDatabase> {
  const file = fileIn(settings)
  const database = { name: file, isUsed: existsSync(file) }
  const master_keys = await readMasterKeys({ ...keyFileSourceOf(settings, means), database })
  const opened = await openSqlite({ file, migrations: settings['database.migrations'] })
  return { ...opened, master_keys }
}

async function openShared(
  settings: Settings,
  means: Means,
  postgres: PostgresOptions,
): Promise<OpenDatabase> {
  const { store, people } = await openPostgres(postgres)
  try {
    const isUsed = (await store.listTenants()).length > 0
    const database = { name: 'the database', isUsed }
    const master_keys = await readMasterKeys({ ...keyFileSourceOf(settings, means), database })
    return { store, people, master_keys }
  } catch (fault) {
    await store.close()
    throw fault
  }
}
