import { closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { SettingError } from '@gryphon/provider'
import { resultCodeOf, retryWhileBusy } from './busy.ts'
import { checkOwner } from './migrations.ts'

/** WAL: readers never wait. FULL: a commit is on the disk when it is told (sqlite.org/pragma.html#pragma_synchronous). */
const PRAGMAS = `
  PRAGMA synchronous = FULL;
  PRAGMA cache_size = -16000;
  PRAGMA wal_autocheckpoint = 4000;
  PRAGMA journal_size_limit = 67108864;
`

/** Makes the file, readable to its owner only, if it is not there. SQLite gives its companions the same mode. */
export function makeFile(file: string): void {
  try {
    closeSync(openSync(file, 'a', 0o600))
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : String(fault)
    throw new SettingError('file', `${file} cannot be opened for writing (${why})`)
  }
}

/** A connection to a file that is there. Throws `SettingError` when it is no database, or not one for this program. */
export function openFile(file: string): DatabaseSync {
  const database = new DatabaseSync(file)
  try {
    retryWhileBusy(() => checkOwner(database, file))
    retryWhileBusy(() => database.exec('PRAGMA journal_mode = WAL'))
    database.exec(PRAGMAS)
    return database
  } catch (fault) {
    database.close()
    throw refusalOf(file, fault) ?? fault
  }
}

const WHY: Readonly<Record<number, string>> = {
  8: 'cannot be written to',
  11: 'is damaged',
  14: 'cannot be opened: its folder must be writable too',
  26: 'is not a database: name another file',
}

function refusalOf(file: string, fault: unknown): SettingError | undefined {
  const why = WHY[resultCodeOf(fault) ?? 0]
  return why === undefined ? undefined : new SettingError('file', `${file} ${why}`)
}
