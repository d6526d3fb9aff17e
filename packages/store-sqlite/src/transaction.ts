import type { DatabaseSync } from 'node:sqlite'
import { retryWhileBusy } from './busy.ts'

/** Does some work under the write lock: all of it, on the disk when this returns, or nothing. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  retryWhileBusy(() => database.exec('BEGIN IMMEDIATE'))
  try {
    const told = work()
    retryWhileBusy(() => database.exec('COMMIT'))
    return told
  } catch (fault) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw fault
  }
}

/** Does several reads of one state of the database. */
export function inSnapshot<T>(database: DatabaseSync, read: () => T): T {
  database.exec('BEGIN')
  try {
    return read()
  } finally {
    if (database.isTransaction) database.exec('COMMIT')
  }
}
