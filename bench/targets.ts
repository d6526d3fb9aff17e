import { ratioOf } from './figures.ts'
import type { Measured } from './measure.ts'
import { floorOf } from './report/figures.ts'
import type { Observation } from './scenarios.ts'
import { median } from './statistics.ts'
import type { SubjectName } from './subjects/subject.ts'
import { workersScenario } from './workers.ts'

/** One row of what is to be reached. */
export interface Target {
  readonly work: string
  /** As a number of times, or as a part. */
  readonly wanted: { readonly at_least: number } | { readonly at_most: number }
  readonly found: (of: Found) => number
}

/** All that a target is judged by. */
export interface Found {
  readonly measured: Measured
  readonly observations: readonly Observation[]
}

const figures = ({ measured }: Found, row: string, subject: SubjectName) =>
  measured.results.get(row)?.get(subject)

const timesLess =
  (row: string, own: SubjectName = 'ours') =>
  (found: Found) =>
    ratioOf(figures(found, row, 'theirs'), figures(found, row, own))

const partOfFloor = (row: string) => (found: Found) =>
  ratioOf(figures(found, row, 'bare'), figures(found, row, 'ours'))

/** What is not signing, in signatures by RSA: the flow has two. */
const notSigning = (found: Found): number => {
  const signature = floorOf(found.measured, (floor) => floor.signature.RS256)
  const flow = median(figures(found, 'code id_token, RS256', 'ours')?.cpu_us ?? [])
  return flow / signature - 2
}

const ofRaw = (row: 'discovery' | 'jwks') => (found: Found) =>
  floorOf(found.measured, (floor) => floor.exchange[row]) /
  median(figures(found, row, 'ours')?.cpu_us ?? [])

const observed = ({ observations }: Found, scenario: string, subject: string, figure: string) =>
  observations.find((one) => one.scenario === scenario && one.subject === subject)?.figures[
    figure
  ] ?? Number.NaN

/** The worst of the endpoints. */
const p99AgainstTheirs = (scenario: string) => (found: Found) =>
  Math.max(
    ...['authorize', 'token', 'userinfo'].map(
      (name) =>
        observed(found, scenario, 'ours', `${name}_p99_ms`) /
        observed(found, scenario, 'theirs', `${name}_p99_ms`),
    ),
  )

const betweenScenarios = (more: string, less: string, figure: string) => (found: Found) =>
  observed(found, more, 'ours', figure) / observed(found, less, 'ours', figure)

const HALF = '50 % of the most, ES256'

// biome-ignore format: a table
/** What is to be reached, as medians of one run. */
export const TARGETS: readonly Target[] = [
  { work: '`code id_token`, ES256: times less CPU than theirs',            wanted: { at_least: 2.6 },  found: timesLess('code id_token, ES256') },
  { work: '`code id_token`, ES256: part of the floor',                     wanted: { at_least: 0.75 }, found: partOfFloor('code id_token, ES256') },
  { work: '`code id_token`, EdDSA: times less CPU than theirs',            wanted: { at_least: 2.6 },  found: timesLess('code id_token, EdDSA') },
  { work: '`code id_token`, RS256: times less CPU than theirs',            wanted: { at_least: 1.45 }, found: timesLess('code id_token, RS256') },
  { work: '`code id_token`, RS256: part of the floor',                     wanted: { at_least: 0.9 },  found: partOfFloor('code id_token, RS256') },
  { work: 'what is not signing, in RS256 signatures',                      wanted: { at_most: 0.65 },  found: notSigning },
  { work: '`code id_token token`, ES256',                                  wanted: { at_least: 2.5 },  found: timesLess('code id_token token, ES256') },
  { work: '`code id_token`, ES256, JWT access tokens (a third signature)', wanted: { at_least: 1.8 },  found: timesLess('code id_token, ES256, JWT access tokens', 'ours_jwt') },
  { work: 'authorize alone, ES256',                                        wanted: { at_least: 2.7 },  found: timesLess('authorize alone, ES256') },
  { work: 'token alone, ES256',                                            wanted: { at_least: 2.3 },  found: timesLess('token alone, ES256') },
  { work: 'userinfo alone, ES256',                                         wanted: { at_least: 4.5 },  found: timesLess('userinfo alone, ES256') },
  { work: 'refresh alone, ES256',                                          wanted: { at_least: 2 },    found: timesLess('refresh alone, ES256') },
  { work: 'discovery, part of raw `node:http`',                            wanted: { at_least: 0.9 },  found: ofRaw('discovery') },
  { work: 'JWKS, part of raw `node:http`',                                 wanted: { at_least: 0.9 },  found: ofRaw('jwks') },
  { work: 'p99 of each endpoint at 200 flows/s, RS256, part of theirs',    wanted: { at_most: 0.65 },  found: p99AgainstTheirs('200 flows/s, RS256') },
  { work: 'p99 of each endpoint at 500 flows/s, ES256, part of theirs',    wanted: { at_most: 0.4 },   found: p99AgainstTheirs('500 flows/s, ES256') },
  { work: 'p99 of a flow at half the saturating load, times its p50',      wanted: { at_most: 10 },    found: (found) => observed(found, HALF, 'ours', 'whole_p99_ms') / observed(found, HALF, 'ours', 'whole_p50_ms') },
  { work: 'RS256 with a second core free, times one',                      wanted: { at_least: 1.4 },  found: betweenScenarios('RS256 flows, a second core free', 'RS256 flows on one core', 'per_second') },
  { work: 'p99 of refresh under 50 sign-ins, times its idle value',        wanted: { at_most: 3 },     found: betweenScenarios('refresh, 50 sign-ins at once', 'refresh, nobody signs in', 'refresh_p99_ms') },
  { work: 'PostgreSQL: CPU per flow by two workers, times that by one',    wanted: { at_most: 1.11 },  found: betweenScenarios(workersScenario(2), workersScenario(1), 'cpu_us') },
]

/** Whether a target is reached; `unknown` where it was not measured. */
export const verdictOn = ({ wanted }: Target, value: number): 'reached' | 'missed' | 'unknown' => {
  if (!Number.isFinite(value)) return 'unknown'
  const isReached = 'at_least' in wanted ? value >= wanted.at_least : value <= wanted.at_most
  return isReached ? 'reached' : 'missed'
}
