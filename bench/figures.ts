import type { Sample } from './load/drive.ts'
import { median, quantile } from './statistics.ts'
import type { SubjectName } from './subjects/subject.ts'

/** What one subject did in one row, a value for each round. */
export interface Figures {
  readonly cpu_us: readonly number[]
  readonly per_second: readonly number[]
  readonly p50_ms: readonly number[]
  readonly p99_ms: readonly number[]
}

/** Figures by the name of a row, and by subject. */
export type Results = ReadonlyMap<string, ReadonlyMap<SubjectName, Figures>>

const NOTHING: Figures = { cpu_us: [], per_second: [], p50_ms: [], p99_ms: [] }

/** The results with one sample more. */
export const withSample = (
  results: Results,
  row: string,
  subject: SubjectName,
  { cpu_us, per_second, latencies }: Sample,
): Results => {
  const figures = results.get(row)?.get(subject) ?? NOTHING
  const next: Figures = {
    cpu_us: [...figures.cpu_us, cpu_us],
    per_second: [...figures.per_second, per_second],
    p50_ms: [...figures.p50_ms, quantile(latencies, 0.5)],
    p99_ms: [...figures.p99_ms, quantile(latencies, 0.99)],
  }
  return new Map([...results, [row, new Map([...(results.get(row) ?? []), [subject, next]])]])
}

/** How many times more CPU one takes than the other: the median of the rounds, each of which compares what was measured one after the other. */
export const ratioOf = (more: Figures | undefined, less: Figures | undefined): number =>
  median((more?.cpu_us ?? []).map((cpu_us, round) => cpu_us / (less?.cpu_us[round] ?? Number.NaN)))
