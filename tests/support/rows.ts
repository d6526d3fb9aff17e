import { DatabaseSync } from 'node:sqlite'
import type { TestOp } from './op.ts'

/** How many rows each table of a provider's file has: what a refused request must not change. */
export function rowCounts({ file }: Pick<TestOp, 'file'>): Readonly<Record<string, number>> {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    const tables = database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .all()
    return Object.fromEntries(
      tables.map(({ name }) => {
        const counted = database.prepare(`SELECT count(*) AS n FROM ${String(name)}`).get()
        return [String(name), Number(counted?.n)]
      }),
    )
  } finally {
    database.close()
  }
}
