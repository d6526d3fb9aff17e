import { existsSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import type { PeopleStore } from '@gryphon/accounts/people-store'
import type { Store } from '@gryphon/provider'
import { makeFile, openFile } from './database-file.ts'
import { checkIsCurrent, type MigrationPlan, migrate, planFrom, planOf } from './migrations.ts'
import { peopleReads } from './people-reads.ts'
import { type Reader, readerOn } from './reader.ts'
import { storeReads } from './store-reads.ts'
import { startWriter, type Writer } from './writer.ts'

/** One SQLite file: what a provider keeps, and its people. */
export interface Sqlite {
  readonly store: Store
  readonly people: PeopleStore
  /** Resolved when everything asked for is written and the file is closed. The same as `store.close`. */
  close(): Promise<void>
}

/** How a database file is opened. */
export interface SqliteOptions {
  readonly file: string
  /** `refuse`: a file of an older version is not opened; somebody migrates it by command. */
  readonly migrations?: 'run' | 'refuse'
}

/**
 * Opens a database file, makes it if it is not there (mode 0600), and brings it to this version. Several processes may have
 * the same file open. A write is on the disk when its promise is resolved, and every later read sees it. Throws
 * `SettingError` for a path that cannot be written, a file that is no database or another program's, and one made by a newer
 * Gryphon.
 *
 * @example const { store, people } = await openSqlite({ file: 'gryphon.db' })
 */
export async function openSqlite({ file, migrations = 'run' }: SqliteOptions): Promise<Sqlite> {
  makeFile(file)
  const database = openFile(file)
  try {
    if (migrations === 'refuse') checkIsCurrent(database, file)
    migrate(database)
    const reader = readerOn(database)
    // Whoever is told that something was written reads it.
    const writer = await startWriter(file, { beforeTelling: reader.readAnew })
    return sqliteOn(database, reader, writer)
  } catch (fault) {
    database.close()
    throw fault
  }
}

/** The version of a database file, and what is left to be done; a file that is not there is not made. Throws `SettingError`. */
export function planSqlite({ file }: Pick<SqliteOptions, 'file'>): MigrationPlan {
  if (!existsSync(file)) return planFrom(0)
  const database = openFile(file)
  try {
    return planOf(database)
  } finally {
    database.close()
  }
}

/** Brings a database file that is there to the version of this program. Throws `SettingError`. */
export function migrateSqlite({ file }: Pick<SqliteOptions, 'file'>): void {
  const database = openFile(file)
  try {
    migrate(database)
  } finally {
    database.close()
  }
}

function sqliteOn(database: DatabaseSync, reader: Reader, writer: Writer): Sqlite {
  const close = async () => {
    if (database.isOpen) database.close()
    await writer.close()
  }
  return { store: storeOn(reader, writer, close), people: peopleOn(reader, writer), close }
}

const storeOn = (reader: Reader, writer: Writer, close: Store['close']): Store => ({
  ...storeReads(reader),
  addTenant: writer.operation('addTenant'),
  removeTenant: writer.operation('removeTenant'),
  rotateKey: writer.operation('rotateKey'),
  replaceWrapped: writer.operation('replaceWrapped'),
  registerClient: writer.operation('registerClient'),
  replaceClient: writer.operation('replaceClient'),
  keepClient: writer.operation('keepClient'),
  removeClient: writer.operation('removeClient'),
  putResource: writer.operation('putResource'),
  removeResource: writer.operation('removeResource'),
  signIn: writer.operation('signIn'),
  joinSession: writer.operation('joinSession'),
  endSessions: writer.operation('endSessions'),
  takeDeliveries: writer.operation('takeDeliveries'),
  settleDelivery: writer.operation('settleDelivery'),
  signOut: writer.operation('signOut'),
  recordConsent: writer.operation('recordConsent'),
  removeConsent: writer.operation('removeConsent'),
  openGrant: writer.operation('openGrant'),
  refreshGrant: writer.operation('refreshGrant'),
  revokeGrant: writer.operation('revokeGrant'),
  revokeToken: writer.operation('revokeToken'),
  claimOnce: writer.operation('claimOnce'),
  keepSealed: writer.operation('keepSealed'),
  sweep: writer.operation('sweep'),
  close,
})

const peopleOn = (reader: Reader, writer: Writer): PeopleStore => ({
  ...peopleReads(reader),
  addPerson: writer.operation('addPerson'),
  replacePerson: writer.operation('replacePerson'),
  changePassword: writer.operation('changePassword'),
  removePerson: writer.operation('removePerson'),
})
