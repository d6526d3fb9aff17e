import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { Row } from './rows.ts'

/** A query that is made ready once. */
export interface Query {
  get(...given: readonly SQLInputValue[]): Row | undefined
  all(...given: readonly SQLInputValue[]): readonly Row[]
}

/** A connection that only reads. */
export interface Reader {
  prepare(sql: string): Query
  /** What is read next is as the file is then. */
  readAnew(): void
}

/**
 * Reads of one turn of the event loop are of one state of the file: it is locked once for all requests that came together,
 * not for each of their reads, which would cost more than they do.
 */
export function readerOn(database: DatabaseSync): Reader {
  let isReading = false
  const readAnew = () => {
    isReading = false
    if (database.isOpen && database.isTransaction) database.exec('COMMIT')
  }
  const begin = () => {
    if (isReading) return
    isReading = true
    database.exec('BEGIN')
    setImmediate(readAnew)
  }
  return {
    readAnew,
    prepare(sql) {
      const query = database.prepare(sql)
      return {
        get(...given) {
          begin()
          return query.get(...given)
        },
        all(...given) {
          begin()
          return query.all(...given)
        },
      }
    },
  }
}
