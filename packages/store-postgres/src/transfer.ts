import {
  type RecordOf,
  TRANSFER_KINDS,
  type TransferCounts,
  type TransferKind,
  type TransferRecord,
  type TransferSink,
} from '@gryphon/accounts/transfer'
import { SettingError } from '@gryphon/provider'
import type { Database, Run, Statement } from './database.ts'
import { migrate } from './migrate.ts'
import { asRows, changes, givenRows } from './sql.ts'
import { TRANSFERS, type Transfer } from './transfer-tables.ts'

/** How many rows go in one statement. */
const TOGETHER = 500

const lasting = (name: string, text: string): Statement => ({
  ...changes(name, text),
  lasts: 'long',
})

const NO_LIMITS = [
  changes('no_limit', 'SET LOCAL statement_timeout = 0'),
  changes('no_idle_limit', 'SET LOCAL idle_in_transaction_session_timeout = 0'),
]
const ONE_MOMENT = changes(
  'one_moment',
  'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY',
)
const CLOSE = changes('close_rows', 'CLOSE all_rows')

const COUNTS = Object.entries(TRANSFERS).map(
  ([kind, { table }]) =>
    [kind, lasting(`count_${table}`, `SELECT count(*) AS rows FROM ${table}`)] as const,
)

const countIn = async (run: Run): Promise<TransferCounts> => {
  const counts: Record<string, number> = {}
  for (const [kind, statement] of COUNTS) counts[kind] = Number((await run(statement))[0]?.rows)
  return counts as TransferCounts
}

/** Gives everything in a database to a sink, as of one moment. */
export async function exportFrom(database: Database, sink: TransferSink): Promise<void> {
  await migrate(database)
  let isBegun = false
  await database.transaction(async (run) => {
    // What was given to the sink cannot be taken back: it is not begun anew.
    if (isBegun) throw new Error('the connection broke')
    await run(ONE_MOMENT)
    for (const limit of NO_LIMITS) await run(limit)
    const counts = await countIn(run)
    isBegun = true
    await sink.counted(counts)
    for (const kind of TRANSFER_KINDS) await exportKind(run, TRANSFERS[kind], sink)
  })
}

async function exportKind(
  run: Run,
  { table, select, recordOf }: Pick<Transfer<TransferKind>, 'table' | 'select' | 'recordOf'>,
  sink: TransferSink,
): Promise<void> {
  await run(changes(`declare_${table}`, `DECLARE all_rows NO SCROLL CURSOR FOR ${select}`))
  for (;;) {
    const rows = await run(lasting(`fetch_${table}`, `FETCH ${TOGETHER} FROM all_rows`))
    for (const row of rows) await sink.record(recordOf(row))
    if (rows.length < TOGETHER) break
  }
  await run(CLOSE)
}

/**
 * Puts records into a database in which there is nothing, and tells how many there are of each kind: all of them, or, should
 * anything fail, none. `check` is given these counts before they are kept.
 */
export async function importInto(
  database: Database,
  records: AsyncIterable<TransferRecord>,
  check: (counts: TransferCounts) => void,
): Promise<void> {
  await migrate(database)
  let isBegun = false
  await database.transaction(async (run) => {
    // What was read of the records does not come again.
    if (isBegun) throw new Error('the connection broke')
    for (const limit of NO_LIMITS) await run(limit)
    await checkIsEmpty(run)
    isBegun = true
    let batch: TransferRecord[] = []
    const write = async () => {
      if (batch.length > 0) await insert(run, batch)
      batch = []
    }
    for await (const record of records) {
      if (record.kind !== batch[0]?.kind || batch.length === TOGETHER) await write()
      batch.push(record)
    }
    await write()
    check(await countIn(run))
  })
}

async function insert(run: Run, batch: readonly TransferRecord[]): Promise<void> {
  const [{ kind } = { kind: 'tenant' as const }] = batch
  const { table, columns, written = {}, rowOf } = TRANSFERS[kind] as Transfer<TransferKind>
  const names = Object.keys(columns)
  const given = givenRows(names.map((name) => `${name} ${columns[name]}`).join(', '))
  const values = names.map((name) => written[name] ?? `given.${name}`)
  const statement = lasting(
    `import_${table}`,
    `WITH ${given} INSERT INTO ${table} (${names.join(', ')}) SELECT ${values.join(', ')} FROM given`,
  )
  await run(statement, asRows(batch.map((record) => rowOf(record as RecordOf<TransferKind>))))
}

async function checkIsEmpty(run: Run): Promise<void> {
  const counts = await countIn(run)
  const full = TRANSFER_KINDS.find((kind) => counts[kind] > 0)
  if (full !== undefined)
    throw new SettingError(
      'database.url',
      `the database is not empty: there is a ${full} in it already; name one in which there is nothing`,
    )
}
