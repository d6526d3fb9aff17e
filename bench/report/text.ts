import {
  figureTable,
  floorTable,
  memoryTable,
  observationTable,
  type Report,
  type Table,
  targetTable,
} from './figures.ts'

/** Cells in columns: the first flush left, the others right. */
export const columns = (rows: Table): string => {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0)),
  )
  const pad = (cell: string, at: number) =>
    at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)
  return rows.map((row) => row.map(pad).join('  ').trimEnd()).join('\n')
}

/** All of it, for a terminal. */
export const asText = (report: Report): string =>
  [
    ...Object.entries(report.machine).map(([name, value]) => `${name}: ${value}`),
    ...[figureTable, floorTable, memoryTable, observationTable, targetTable].flatMap((table) => [
      '',
      columns(table(report)),
    ]),
  ].join('\n')

/** All of it, every round, for a program. */
export const asJson = ({ machine, measured, observations }: Report): string => {
  const results = [...measured.results].map(([row, subjects]) => [
    row,
    Object.fromEntries(subjects),
  ])
  return JSON.stringify(
    {
      machine,
      results: Object.fromEntries(results),
      floors: measured.floors,
      memory: Object.fromEntries(measured.memory),
      observations,
    },
    undefined,
    2,
  )
}
