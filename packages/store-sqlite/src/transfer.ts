import type { DatabaseSync } from 'node:sqlite'
import {
  TRANSFER_KINDS,
  type TransferCounts,
  type TransferKind,
  type TransferRecord,
  type TransferSink,
} from '@gryphon/accounts/transfer'
import { SettingError } from '@gryphon/provider'
import { makeFile, openFile } from './database-file.ts'
import { migrate } from './migrations.ts'
import { TRANSFERS, type Transfer } from './transfer-tables.ts'

const countIn = (database: DatabaseSync): TransferCounts =>
  Object.fromEntries(
    TRANSFER_KINDS.map((kind) => {
      const { select } = TRANSFERS[kind]
      const row = database.prepare(`SELECT count(*) AS rows FROM (${select})`).get()
      return [kind, Number(row?.rows)]
    }),
  ) as TransferCounts

/** Gives everything in a database file to a sink, as of one moment. Throws `SettingError` for what is no such file. */
export async function exportSqlite(
  { file }: { readonly file: string },
  sink: TransferSink,
): Promise<void> {
  const database = openFile(file)
  try {
    migrate(database)
    database.exec('BEGIN')
    await sink.counted(countIn(database))
    for (const kind of TRANSFER_KINDS) {
      const { select, recordOf } = TRANSFERS[kind]
      for (const row of database.prepare(select).iterate()) await sink.record(recordOf(row))
    }
    database.exec('COMMIT')
  } finally {
    database.close()
  }
}

/**
 * Puts records into a database file in which there is nothing, and tells how many there are of each kind: all of them, or, should
 * anything fail, none. `check` is given these counts before they are kept.
 */
export async function importSqlite(
  { file }: { readonly file: string },
  records: AsyncIterable<TransferRecord>,
  check: (counts: TransferCounts) => void,
): Promise<void> {
  makeFile(file)
  const database = openFile(file)
  try {
    migrate(database)
    database.exec('BEGIN IMMEDIATE')
    checkIsEmpty(database, file)
    for await (const record of records) insertInto(database, record)
    check(countIn(database))
    database.exec('COMMIT')
  } finally {
    database.close()
  }
}

function insertInto(database: DatabaseSync, record: TransferRecord): void {
  const { insert, rowsOf } = TRANSFERS[record.kind] as Transfer<TransferKind>
  for (const values of rowsOf(record)) database.prepare(insert).run(...values)
}

function checkIsEmpty(database: DatabaseSync, file: string): void {
  const full = TRANSFER_KINDS.find(
    (kind) =>
      database.prepare(`SELECT 1 FROM ${TRANSFERS[kind].table} LIMIT 1`).get() !== undefined,
  )
  if (full !== undefined)
    throw new SettingError(
      'data',
      `${file} is not empty: there is a ${full} in it already; name a folder in which there is nothing`,
    )
}
