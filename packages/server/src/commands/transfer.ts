import {
  TRANSFER_KINDS,
  type TransferCounts,
  type TransferRecord,
} from '@gryphon/accounts/transfer'
import { SettingError } from '@gryphon/provider'
import { exportPostgres, importPostgres } from '@gryphon/store-postgres'
import { exportSqlite, importSqlite } from '@gryphon/store-sqlite'
import { defineCommand, JSON_OPTION, sourcesOf } from '../command/command.ts'
import { type Progress, progressOf } from '../command/progress.ts'
import { answer, tableOf } from '../command/show.ts'
import { readSettings } from '../configuration/read-settings.ts'
import type { Settings } from '../configuration/settings.ts'
import { checkFile, fileIn, postgresOf } from '../open-database.ts'
import { makeFolder } from '../open-provider.ts'
import { readTransfer, writeTransfer } from '../transfer-file.ts'

const totalOf = (counts: TransferCounts) =>
  Object.values(counts).reduce((sum, count) => sum + count, 0)

const wordsOf = (counts: TransferCounts) =>
  tableOf(TRANSFER_KINDS.map((kind) => ({ kind, records: counts[kind] })))

const exportingFrom = (settings: Settings) => {
  const postgres = postgresOf(settings)
  if (postgres !== undefined) return exportPostgres.bind(undefined, postgres)
  checkFile(settings)
  return exportSqlite.bind(undefined, { file: fileIn(settings) })
}

/** `gryphon export` */
export const exportCommand = defineCommand({
  name: 'export',
  summary:
    'Writes everything in the database into a file, as of one moment, for another database or a backup. The master key is not in it.',
  args: ['FILE'],
  options: JSON_OPTION,
  settings: ['data', 'database.url'],
  examples: ['gryphon export gryphon.jsonl'],
  run: async (call) => {
    const [file = ''] = call.args
    const give = exportingFrom(readSettings(sourcesOf(call)))
    let told: { readonly counts: TransferCounts; readonly progress: Progress } | undefined
    try {
      await writeTransfer(file, give, {
        counted: (counts) => {
          told = { counts, progress: progressOf(call.world, 'Records', totalOf(counts)) }
        },
        written: (lines) => told?.progress.reached(lines),
      })
    } finally {
      told?.progress.end()
    }
    if (told !== undefined) answer(call, told.counts, wordsOf(told.counts))
  },
})

/** All that the file says there is must be in the database: else nothing of it is kept. */
const checkCounts = (file: string, said: TransferCounts, found: TransferCounts) => {
  const wrong = TRANSFER_KINDS.find((kind) => said[kind] !== found[kind])
  if (wrong !== undefined)
    throw new SettingError(
      'FILE',
      `${file} is not whole: it speaks of ${said[wrong]} records of the kind ${wrong}, and ${found[wrong]} came; nothing was kept`,
    )
}

async function* counted(records: AsyncIterable<TransferRecord>, { reached }: Progress) {
  let lines = 0
  for await (const record of records) {
    yield record
    lines += 1
    reached(lines)
  }
}

const importInto = (
  settings: Settings,
  records: AsyncIterable<TransferRecord>,
  check: (counts: TransferCounts) => void,
): Promise<void> => {
  const postgres = postgresOf(settings)
  if (postgres !== undefined) return importPostgres(postgres, records, check)
  makeFolder(settings.data)
  return importSqlite({ file: fileIn(settings) }, records, check)
}

/** `gryphon import` */
export const importCommand = defineCommand({
  name: 'import',
  summary:
    'Puts what gryphon export has written into a database in which there is nothing: all of it, or nothing. Bring the master key along.',
  args: ['FILE'],
  options: JSON_OPTION,
  settings: ['data', 'database.url'],
  examples: ['gryphon import gryphon.jsonl --database-url postgres://db.example.com/gryphon'],
  run: async (call) => {
    const [file = ''] = call.args
    const settings = readSettings(sourcesOf(call))
    const { counts, records } = await readTransfer(file)
    const progress = progressOf(call.world, 'Records', totalOf(counts))
    try {
      await importInto(settings, counted(records, progress), (found) =>
        checkCounts(file, counts, found),
      )
    } finally {
      progress.end()
    }
    answer(call, counts, wordsOf(counts))
  },
})
