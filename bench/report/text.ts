import type { Arguments } from '../arguments.ts'
import { type Figures, ratioOf } from '../figures.ts'
import type { Floor } from '../floor/measure-floor.ts'
import type { Machine } from '../machine.ts'
import type { Measured } from '../measure.ts'
import { wantedRows } from '../measure.ts'
import { median, spread } from '../statistics.ts'
import { ALGS } from '../subjects/subject.ts'

/** What a run came to. */
export interface Report {
  readonly measured: Measured
  readonly args: Arguments
  readonly machine: Machine
}

/** Cells in columns: the first flush left, the others right. */
export const columns = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0)),
  )
  const pad = (cell: string, at: number) =>
    at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)
  return rows.map((row) => row.map(pad).join('  ').trimEnd()).join('\n')
}

/** Heads of the columns of `figureRows`. */
export const FIGURE_HEADS = [
  'work',
  'who',
  'CPU µs',
  '±',
  'per s',
  'p50 ms',
  'p99 ms',
  'ratio',
  'floor/it',
]

/** Each row and subject: medians over the rounds, and how many times less CPU ours takes. */
export const figureRows = ({ measured, args }: Report): readonly (readonly string[])[] =>
  wantedRows(args).flatMap(({ name, subjects }) => {
    const results = measured.results.get(name)
    const [own] = subjects
    return subjects.flatMap((subject) => {
      const figures = results?.get(subject)
      if (figures === undefined) return []
      const ratio = subject === own ? '' : `${ratioOf(figures, results?.get(own)).toFixed(2)} ×`
      const bare = results?.get('bare')
      const floor = bare === undefined ? '' : percent(ratioOf(bare, figures))
      return [[name, subject, ...cellsOf(figures), ratio, floor]]
    })
  })

const percent = (part: number) => `${(part * 100).toFixed(0)} %`

const cellsOf = ({ cpu_us, per_second, p50_ms, p99_ms }: Figures): readonly string[] => [
  median(cpu_us).toFixed(0),
  percent(spread(cpu_us)),
  median(per_second).toFixed(0),
  median(p50_ms).toFixed(2),
  median(p99_ms).toFixed(2),
]

/** The median of one figure of the floor. */
export const floorOf = ({ floors }: Measured, figure: (floor: Floor) => number): number =>
  median(floors.map(figure))

/** The floor, part by part, in microseconds of CPU. */
export const floorRows = ({ measured }: Report): readonly (readonly string[])[] => {
  const row = (name: string, figure: (floor: Floor) => number) => [
    name,
    floorOf(measured, figure).toFixed(1),
  ]
  return [
    ...ALGS.map((alg) => row(`one ${alg} signature`, ({ signature }) => signature[alg])),
    ...(['authorize', 'token', 'userinfo', 'discovery', 'jwks'] as const).map((name) =>
      row(`raw node:http, ${name}`, ({ exchange }) => exchange[name]),
    ),
    row('a durable write alone', ({ write }) => write.alone),
    row('a durable write in a group of 8', ({ write }) => write.of_eight),
  ]
}

const memoryRows = ({ measured }: Report) =>
  [...measured.memory].map(([name, bytes]) => [name, `${(median(bytes) / 1e6).toFixed(0)} MB`])

/** All of it, for a terminal. */
export const asText = (report: Report): string =>
  [
    ...Object.entries(report.machine).map(([name, value]) => `${name}: ${value}`),
    '',
    columns([FIGURE_HEADS, ...figureRows(report)]),
    '',
    columns([['floor of this machine', 'CPU µs'], ...floorRows(report)]),
    '',
    columns([['memory at the end of a round', 'resident'], ...memoryRows(report)]),
  ].join('\n')

/** All of it, every round, for a program. */
export const asJson = ({ machine, measured }: Report): string => {
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
    },
    undefined,
    2,
  )
}
