import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Mutant, Trial } from './mutant.ts'
import type { Reach } from './reach.ts'

/** Where the trials are kept, so that a run can be taken up again. Not part of the repository. */
const resultsIn = (folder: string) => join(folder, 'trials.jsonl')

const reachIn = (folder: string) => join(folder, 'reach-2.json')

/** What tells a mutant of this very source. */
export const identityOf = ({ file, start, end, replacement }: Mutant): string =>
  `${digestOf([file])} ${file} ${start} ${end} ${replacement}`

/** A short digest of what is in files. */
export function digestOf(files: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of files) hash.update(readFileSync(file))
  return hash.digest('base64url').slice(0, 12)
}

/** What the tests reached of sources and tests of this digest, if it was kept. */
export function readReach(folder: string, digest: string): readonly Reach[] | undefined {
  if (!existsSync(reachIn(folder))) return undefined
  const kept = JSON.parse(readFileSync(reachIn(folder), 'utf8')) as {
    digest: string
    reach: Reach[]
  }
  return kept.digest === digest ? kept.reach : undefined
}

/** Keeps what the tests reached. */
export function keepReach(folder: string, digest: string, reach: readonly Reach[]): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(reachIn(folder), JSON.stringify({ digest, reach }))
}

/** Notes a trial under its mutant's identity. */
export function keepTrial(folder: string, identity: string, trial: Trial): void {
  mkdirSync(folder, { recursive: true })
  appendFileSync(resultsIn(folder), `${JSON.stringify({ identity, trial })}\n`)
}

/** The last trial of each mutant, by identity. */
export function readTrials(folder: string): ReadonlyMap<string, Trial> {
  if (!existsSync(resultsIn(folder))) return new Map()
  const lines = readFileSync(resultsIn(folder), 'utf8').split('\n').filter(Boolean)
  return new Map(
    lines.map((line) => {
      const { identity, trial } = JSON.parse(line) as { identity: string; trial: Trial }
      return [identity, trial]
    }),
  )
}
