import type { Arguments } from '../arguments.ts'
import { type Figures, ratioOf } from '../figures.ts'
import type { Floor } from '../floor/measure-floor.ts'
import type { Machine } from '../machine.ts'
import { type Measured, wantedRows } from '../measure.ts'
import type { Observation } from '../scenarios.ts'
import { median, spread } from '../statistics.ts'
import { ALGS } from '../subjects/subject.ts'
import { TARGETS, verdictOn } from '../targets.ts'

/** What a run came to. */
export interface Report {
  readonly measured: Measured
  readonly observations: readonly Observation[]
  readonly args: Arguments
  readonly machine: Machine
}

/** Rows of cells, the first of which are the heads of the columns. */
export type Table = readonly (readonly string[])[]

const percent = (part: number) => `${(part * 100).toFixed(0)} %`

const cellsOf = ({ cpu_us, per_second, p50_ms, p99_ms }: Figures): readonly string[] => [
  median(cpu_us).toFixed(0),
  percent(spread(cpu_us)),
  median(per_second).toFixed(0),
  median(p50_ms).toFixed(2),
  median(p99_ms).toFixed(2),
]

/** Each row and subject: medians over the rounds, and how many times as much CPU as ours it takes. */
export const figureTable = ({ measured, args }: Report): Table => [
  ['work', 'who', 'CPU µs', '±', 'per s', 'p50 ms', 'p99 ms', 'ratio', 'floor'],
  ...wantedRows(args).flatMap(({ name, subjects }) => {
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
  }),
]

/** The median of one figure of the floor. */
export const floorOf = ({ floors }: Measured, figure: (floor: Floor) => number): number =>
  median(floors.map(figure))

const EXCHANGES = ['authorize', 'token', 'userinfo', 'discovery', 'jwks'] as const

/** The floor, part by part, in microseconds of CPU. */
export const floorTable = ({ measured }: Report): Table => {
  const row = (name: string, figure: (floor: Floor) => number) => [
    name,
    floorOf(measured, figure).toFixed(1),
  ]
  return [
    ['alone', 'CPU µs'],
    ...ALGS.map((alg) => row(`one ${alg} signature`, ({ signature }) => signature[alg])),
    ...EXCHANGES.map((name) => row(`raw node:http, ${name}`, ({ exchange }) => exchange[name])),
    row('a durable write', ({ write }) => write.alone),
    row('a durable write in a group of 8', ({ write }) => write.of_eight),
  ]
}

/** Resident memory of each process at the end of a round. */
export const memoryTable = ({ measured }: Report): Table => [
  ['process', 'resident'],
  ...[...measured.memory].map(([name, bytes]) => [name, `${(median(bytes) / 1e6).toFixed(0)} MB`]),
]

/** What was seen under other loads. */
export const observationTable = ({ observations }: Report): Table => [
  ['load', 'who', 'figures'],
  ...observations.map(({ scenario, subject, figures }) => [
    scenario,
    subject,
    Object.entries(figures)
      .map(([name, value]) => `${name} ${value < 10 ? value.toFixed(2) : value.toFixed(0)}`)
      .join(', '),
  ]),
]

/** What is to be reached, and whether it is. */
export const targetTable = (report: Report): Table => [
  ['work', 'wanted', 'found', ''],
  ...TARGETS.map((target) => {
    const value = target.found(report)
    const { wanted } = target
    const bound = 'at_least' in wanted ? `≥ ${wanted.at_least}` : `≤ ${wanted.at_most}`
    const found = Number.isFinite(value) ? value.toFixed(2) : ''
    return [target.work, bound, found, verdictOn(target, value)]
  }),
]
