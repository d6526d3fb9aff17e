import type { PeopleStore } from '@gryphon/accounts/people-store'
import type { TransferCounts, TransferRecord, TransferSink } from '@gryphon/accounts/transfer'
import { SettingError, type Store, StoreUnavailable } from '@gryphon/provider'
import { type Connecting, connectTo, type Database } from './database.ts'
import { codeOf } from './faults.ts'
import { openGate } from './gate.ts'
import { type MigrationPlan, migrate, planMigrations } from './migrate.ts'
import type { Migration } from './migrations.ts'
import { clientOperations } from './operations/clients.ts'
import { consentOperations } from './operations/consents.ts'
import { grantOperations } from './operations/grants.ts'
import { logoutOperations } from './operations/logout.ts'
import { grantOpening } from './operations/open-grant.ts'
import { passingOperations } from './operations/passing.ts'
import { peopleOperations } from './operations/people.ts'
import { grantRefresh } from './operations/refresh-grant.ts'
import { sessionOperations } from './operations/sessions.ts'
import { sweeping } from './operations/sweep.ts'
import { tenantOperations } from './operations/tenants.ts'
import { exportFrom, importInto } from './transfer.ts'

/** One PostgreSQL database: what a provider keeps, and its people. */
export interface Postgres {
  readonly store: Store
  readonly people: PeopleStore
  /** Resolved when everything asked for is told and every connection is closed. The same as `store.close`. */
  close(): Promise<void>
}

/** How a database is opened. */
export interface PostgresOptions extends Partial<Connecting> {
  readonly url: string
  /** `refuse`: a database of an older version is not opened; somebody migrates it by command. */
  readonly migrations?: 'run' | 'refuse'
}

const DEFAULTS = {
  connections: 10,
  pooler: 'none',
  prepared_statements: 'on',
  migrations: 'run',
} as const

/**
 * Opens a database and brings it to this version. Any number of processes may have the same one open. A write is committed
 * when its promise is resolved, and every later read of every process sees it. While the database cannot be reached,
 * operations throw `StoreUnavailable`; they go on by themselves when it is back. Throws `SettingError` for a database that
 * cannot be opened at all, or that a newer Gryphon has made.
 *
 * @example const { store, people } = await openPostgres({ url: 'postgres://gryphon@localhost/gryphon' })
 */
export async function openPostgres(options: PostgresOptions): Promise<Postgres> {
  const { migrations, ...connecting } = { ...DEFAULTS, ...options }
  return onDatabase(connecting, async (database) => {
    if (migrations === 'run') await migrate(database)
    else checkIsCurrent(await planMigrations(database))
    const gate = openGate()
    let closing: Promise<void> | undefined
    const close = () => {
      closing ??= gate.close().then(database.close)
      return closing
    }
    return {
      store: { ...gate.guard(storeOn(database)), close },
      people: gate.guard(peopleOperations(database)),
      close,
    }
  })
}

const storeOn = (database: Database): Omit<Store, 'close'> => ({
  ...tenantOperations(database),
  ...clientOperations(database),
  ...sessionOperations(database),
  ...logoutOperations(database),
  ...consentOperations(database),
  ...grantOpening(database),
  ...grantRefresh(database),
  ...grantOperations(database),
  ...passingOperations(database),
  ...sweeping(database),
})

/** The version of a database, and what is left to be done. Throws `SettingError`. */
export const planPostgres = (options: PostgresOptions): Promise<MigrationPlan> =>
  onDatabase({ ...DEFAULTS, ...options }, async (database) => {
    const plan = await planMigrations(database)
    await database.close()
    return plan
  })

/** Brings a database to the version of this program, and tells what was done. Throws `SettingError`. */
export const migratePostgres = (options: PostgresOptions): Promise<readonly Migration[]> =>
  onDatabase({ ...DEFAULTS, ...options }, async (database) => {
    const done = await migrate(database)
    await database.close()
    return done
  })

/** Gives everything in a database to a sink, as of one moment. Throws `SettingError`. */
export const exportPostgres = (options: PostgresOptions, sink: TransferSink): Promise<void> =>
  onDatabase({ ...DEFAULTS, ...options }, async (database) => {
    await exportFrom(database, sink)
    await database.close()
  })

/**
 * Puts records into a database in which there is nothing: all of them, or, should anything fail, none. `check` is given how many
 * there are of each kind before they are kept. Throws `SettingError` for a database in which there is something.
 */
export const importPostgres = (
  options: PostgresOptions,
  records: AsyncIterable<TransferRecord>,
  check: (counts: TransferCounts) => void,
): Promise<void> =>
  onDatabase({ ...DEFAULTS, ...options }, async (database) => {
    await importInto(database, records, check)
    await database.close()
  })

async function onDatabase<T>(
  connecting: Connecting,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const database = connectTo(connecting)
  try {
    return await work(database)
  } catch (fault) {
    await database.close()
    throw refusalOf(connecting.url, fault) ?? fault
  }
}

function checkIsCurrent({ version, pending }: MigrationPlan): void {
  if (pending.length > 0)
    throw new SettingError(
      'database.migrations',
      `the database is of version ${version}, and this Gryphon needs ${version + pending.length}: run gryphon migrate`,
    )
}

/** Where a database is, without the password. */
const placeOf = (url: string): string => {
  const { username, host, pathname } = new URL(url)
  return `${username}${username === '' ? '' : '@'}${host}${pathname}`
}

/** A database that is not there, or does not let us in, is for the operator to see to. */
function refusalOf(url: string, fault: unknown): SettingError | undefined {
  const cause = fault instanceof StoreUnavailable ? fault.cause : fault
  const isOfServer = cause !== undefined && /^(28|3D|42501)/.test(codeOf(cause) ?? '')
  if (!(fault instanceof StoreUnavailable) && !isOfServer) return undefined
  return new SettingError('database.url', `${placeOf(url)}: ${(fault as Error).message}`)
}
