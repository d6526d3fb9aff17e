import type { Row, Statement } from './database.ts'

/** A statement that changes nothing. */
export const reads = (name: string, text: string): Statement => ({
  ...{ name: `gryphon_${name}`, text },
  again: 'same',
})

/** A statement that writes what comes to the same when it is written twice. */
export const puts = reads

/** A statement that tells something else the second time. */
export const changes = (name: string, text: string): Statement => ({
  ...{ name: `gryphon_${name}`, text },
  again: 'different',
})

/**
 * Rows as one parameter in JSON, read as a table `given` of these columns: a statement is prepared once for any number of
 * rows. Numbered by `turn`.
 */
export const givenRows = (columns: string): string =>
  `given AS (SELECT * FROM json_to_recordset($1::json) AS given(turn int, ${columns}))`

/** The parameter of `givenRows`. */
export const asRows = (rows: readonly object[]): readonly [string] => [
  JSON.stringify(rows.map((row, turn) => ({ turn, ...row }))),
]

/** What of `count` rows was told to each, by `turn`. */
export function byTurn<T>(
  count: number,
  rows: readonly Row[],
  told: (row: Row | undefined) => T,
): readonly T[] {
  const found = new Map(rows.map((row) => [Number(row.turn), row]))
  return Array.from({ length: count }, (_, turn) => told(found.get(turn)))
}

const UNKEEPABLE = /[\\\0]/g

/**
 * A name as the database can keep it, whatever it is: PostgreSQL has no text with NUL, and JSON none with half a surrogate
 * pair. Names that differ stay different.
 */
export const named = (text: string): string => {
  const whole = text.isWellFormed() ? text : text.toWellFormed()
  return whole.includes('\\') || whole.includes('\0')
    ? whole.replaceAll(UNKEEPABLE, (character) => (character === '\0' ? '\\0' : '\\\\'))
    : whole
}

/** What `named` was given. */
export const unnamed = (text: string): string =>
  text.includes('\\') ? text.replaceAll(/\\(.)/g, (_, it) => (it === '0' ? '\0' : it)) : text

/** A list of names, from a row that keeps them as an array. */
export const namesIn = (array: unknown): readonly string[] =>
  Array.isArray(array) ? array.map((name) => unnamed(String(name))) : []

/** The value that a row keeps as JSON, as text. It was written by this package, from a value of that type. */
export const valueIn = <T>(row: Row): T => JSON.parse(String(row.value))

/** The value of the first row, if there is one. */
export const firstIn = <T>([row]: readonly Row[]): T | undefined =>
  row === undefined ? undefined : valueIn<T>(row)

/** A number that may not be there. */
export const maybeNumber = (value: unknown): number | undefined =>
  value === null || value === undefined ? undefined : Number(value)
