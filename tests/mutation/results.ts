import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Mutant, Trial } from './mutant.ts'

/** Where the trials are kept, so that a run can be taken up again. Not part of the repository. */
export const RESULTS = 'tests/artifacts/mutation/trials.jsonl'

/** What tells a mutant of this very source. */
export const identityOf = ({ file, start, end, replacement }: Mutant): string =>
  `${digestOf(file)} ${file} ${start} ${end} ${replacement}`

const digestOf = (file: string) =>
  createHash('sha256').update(readFileSync(file)).digest('base64url').slice(0, 12)

/** Notes a trial under its mutant's identity. */
export function keepTrial(identity: string, trial: Trial): void {
  mkdirSync(dirname(RESULTS), { recursive: true })
  appendFileSync(RESULTS, `${JSON.stringify({ identity, trial })}\n`)
}

/** The last trial of each mutant, by identity. */
export function readTrials(): ReadonlyMap<string, Trial> {
  if (!existsSync(RESULTS)) return new Map()
  const lines = readFileSync(RESULTS, 'utf8').split('\n').filter(Boolean)
  return new Map(
    lines.map((line) => {
      const { identity, trial } = JSON.parse(line) as { identity: string; trial: Trial }
      return [identity, trial]
    }),
  )
}
