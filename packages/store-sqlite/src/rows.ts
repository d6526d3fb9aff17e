/** A row as SQLite gives it. */
export type Row = Readonly<Record<string, unknown>>

/** The value that a row keeps as JSON. It was written by this package, from a value of that type. */
export const valueIn = <T>(row: Row): T => JSON.parse(String(row.value))

/** The value of a row, if there is one. */
export const maybeValueIn = <T>(row: Row | undefined): T | undefined =>
  row === undefined ? undefined : valueIn<T>(row)
