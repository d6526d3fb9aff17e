import { SettingError } from '@gryphon/provider'
import type { Database, Run } from './database.ts'
import { codeOf } from './faults.ts'
import { MIGRATIONS, type Migration, TABLES } from './migrations.ts'
import { changes, reads } from './sql.ts'

/** The version of a database, and what would bring it to that of this program. */
export interface MigrationPlan {
  /** 0: there is nothing yet. */
  readonly version: number
  readonly pending: readonly Migration[]
}

/** What tells the version of a database. */
export const VERSION_TABLE = 'gryphon_version'

const FIND_TABLES = reads(
  'find_tables',
  `SELECT table_name AS name FROM information_schema.tables
  WHERE table_schema = current_schema() AND table_name = ANY ($1)`,
)
const FIND_VERSION = reads('find_version', `SELECT version FROM ${VERSION_TABLE}`)

/** The SQL of a step with all that belongs to it: an operator may as well run it by hand. */
const whole = ({ version, sql }: Migration): Migration => ({
  version,
  sql: `
CREATE TABLE IF NOT EXISTS ${VERSION_TABLE} (one int PRIMARY KEY, version int NOT NULL);
${sql}
INSERT INTO ${VERSION_TABLE} VALUES (1, ${version})
  ON CONFLICT (one) DO UPDATE SET version = excluded.version;
`,
})

const STEPS = MIGRATIONS.map(whole)

/** The newest version that this program knows. */
const NEWEST = MIGRATIONS.length

/**
 * Throws `SettingError` for a database that is newer than this program, and for one in which another program has tables of
 * our names. Changes nothing.
 */
export async function planMigrations({ run }: Pick<Database, 'run'>): Promise<MigrationPlan> {
  const found = await run(FIND_TABLES, [[...TABLES, VERSION_TABLE]])
  const names = found.map(({ name }) => String(name))
  if (!names.includes(VERSION_TABLE)) {
    if (names.length > 0)
      throw new SettingError(
        'database.url',
        `the database has a table ${names[0]} of another program: give Gryphon a database, or a schema, of its own`,
      )
    return { version: 0, pending: STEPS }
  }
  const [row] = await run(FIND_VERSION)
  const version = Number(row?.version ?? 0)
  if (version > NEWEST)
    throw new SettingError(
      'database.url',
      `the database is of version ${version}, made by a newer Gryphon; this one knows versions up to ${NEWEST}: update Gryphon`,
    )
  return { version, pending: STEPS.slice(version) }
}

/** Any number will do that no other program takes in the same database; another than that of sweeping. */
const LOCK = 0x4772796d

const ddl = (name: string, text: string) => ({ ...changes(name, text), lasts: 'long' as const })

const HOLD = ddl('hold_migrations', `SELECT pg_advisory_xact_lock(${LOCK})`)
const NO_LIMIT = changes('no_limit', 'SET LOCAL statement_timeout = 0')
/** What a database says that another node was quicker: a table or a row is there already. */
const LOST: readonly (string | undefined)[] = ['42P07', '23505']
const NO_LOCKS: readonly (string | undefined)[] = ['42883', '0A000']

/**
 * Brings a database to the version of this program, a step at a time, each of them wholly or not at all. Of many nodes that
 * begin at once one does it and the others wait for it; where a database has no advisory locks, one of them succeeds and
 * the others find that it is done. Throws what `planMigrations` throws.
 */
export async function migrate(database: Database): Promise<readonly Migration[]> {
  const { pending } = await planMigrations(database)
  const [next] = pending
  if (next === undefined) return []
  const done = await takeStep(database, next, 'locked')
  return [...(done === 'done' ? [next] : []), ...(await migrate(database))]
}

async function takeStep(
  database: Database,
  step: Migration,
  how: 'locked' | 'unlocked',
): Promise<'done' | 'lost'> {
  try {
    return await database.transaction(async (run) => {
      await run(NO_LIMIT)
      if (how === 'locked') await run(HOLD)
      const { version } = await planMigrations({ run })
      if (version !== step.version - 1) return 'lost'
      await migrateOn(run, step)
      return 'done'
    })
  } catch (fault) {
    if (LOST.includes(codeOf(fault))) return 'lost'
    if (how === 'locked' && NO_LOCKS.includes(codeOf(fault)))
      return takeStep(database, step, 'unlocked')
    throw fault
  }
}

async function migrateOn(run: Run, { version, sql }: Migration): Promise<void> {
  for (const [turn, statement] of statementsOf(sql).entries())
    await run(ddl(`migration_${version}_${turn}`, statement))
}

const statementsOf = (sql: string): readonly string[] =>
  sql.split(/;\s*(?:\n|$)/).filter((statement) => statement.trim() !== '')
