import { existsSync } from 'node:fs'
import { migratePostgres, planPostgres } from '@gryphon/store-postgres'
import { type Migration, migrateSqlite, planSqlite } from '@gryphon/store-sqlite'
import { defineCommand, JSON_OPTION, sourcesOf } from '../command/command.ts'
import { answer } from '../command/show.ts'
import { readSettings } from '../configuration/read-settings.ts'
import type { Settings } from '../configuration/settings.ts'
import { fileIn, postgresOf } from '../open-database.ts'

/** What became of a database. */
interface Migrated {
  /** The version it was of; 0 where there is nothing yet. */
  readonly from: number
  /** The version it is of, or would be. */
  readonly to: number
  readonly outcome: 'nothing_to_do' | 'not_there_yet' | 'would_migrate' | 'migrated'
  readonly pending: readonly Migration[]
}

const planOf = async (settings: Settings) => {
  const postgres = postgresOf(settings)
  return postgres === undefined
    ? { ...planSqlite({ file: fileIn(settings) }), isThere: existsSync(fileIn(settings)) }
    : { ...(await planPostgres(postgres)), isThere: true }
}

const migrate = async (settings: Settings) => {
  const postgres = postgresOf(settings)
  if (postgres === undefined) migrateSqlite({ file: fileIn(settings) })
  else await migratePostgres(postgres)
}

const outcomeOf = async (settings: Settings, how: 'dry_run' | 'run'): Promise<Migrated> => {
  const { version, pending, isThere } = await planOf(settings)
  const plan = { from: version, to: version + pending.length, pending }
  if (pending.length === 0) return { ...plan, outcome: 'nothing_to_do' }
  if (how === 'dry_run') return { ...plan, outcome: 'would_migrate' }
  if (!isThere) return { ...plan, outcome: 'not_there_yet' }
  await migrate(settings)
  return { ...plan, outcome: 'migrated' }
}

const stepOf = ({ version, sql }: Migration) => `-- to version ${version}\n${sql.trim()}\n`

// biome-ignore format: a table
const WORDS: Readonly<Record<Migrated['outcome'], (migrated: Migrated) => string>> = {
  nothing_to_do: ({ from }) => `The database is of version ${from}: there is nothing to do.`,
  not_there_yet: () => 'There is no database yet: the first start makes it.',
  would_migrate: ({ pending }) => pending.map(stepOf).join('\n'),
  migrated: ({ from, to }) => `The database was of version ${from}, and is of version ${to} now.`,
}

/** `gryphon migrate` */
export const migrateCommand = defineCommand({
  name: 'migrate',
  summary:
    'Brings the database to the version of this program; nodes of the version before serve on meanwhile.',
  args: [],
  options: {
    'dry-run': { type: 'flag', meaning: 'Print the SQL, and change nothing' },
    ...JSON_OPTION,
  },
  settings: ['data', 'database.url'],
  examples: ['gryphon migrate --dry-run', 'gryphon migrate --database-url postgres://db/gryphon'],
  run: async (call) => {
    const settings = readSettings(sourcesOf(call))
    const migrated = await outcomeOf(settings, call.options['dry-run'] ? 'dry_run' : 'run')
    answer(call, migrated, WORDS[migrated.outcome](migrated))
  },
})
