import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Mutant, mutate, type Trial } from './mutant.ts'
import { hitsOf, type Reach } from './reach.ts'
import { runTests } from './run-tests.ts'

/** Where a mutant is tried, and by what. */
export interface Trying {
  readonly folder: string
  readonly quickKeys: string
  readonly reach: readonly Reach[]
  /** How many mutants of a source a test file has noticed so far: it is asked first next time. */
  readonly luck: Map<string, number>
}

/** After the first two, which notice most mutants, test files are run so many in one process. */
const BATCH = 12

/** The tests of a mutant take no longer than this together, as they do without it: the rest of them are left out. */
const LONGEST_MS = 45_000

/** A mutant that makes tests take so much longer has made them wait for what does not come. */
const SLACK = 4
const LEAST_MS = 15_000

/** Tries a mutant: breaks its file in the copy, runs the tests that reach it until one fails, and mends the file. */
export async function tryMutant(mutant: Mutant, trying: Trying): Promise<Trial> {
  const path = join(trying.folder, mutant.file)
  const source = readFileSync(path, 'utf8')
  writeFileSync(path, mutate(source, mutant))
  try {
    return await tryBroken(mutant, trying)
  } finally {
    writeFileSync(path, source)
  }
}

async function tryBroken(mutant: Mutant, trying: Trying): Promise<Trial> {
  const { folder, quickKeys, luck } = trying
  const tests = inTime(inOrderOfPromise(mutant, trying))
  for (const batch of batchesOf(tests)) {
    const usual = batch.reduce((sum, { took_ms }) => sum + took_ms, 0)
    const { outcome, test } = await runTests({
      folder,
      quickKeys,
      files: batch.map((one) => one.test),
      timeout_ms: LEAST_MS + SLACK * usual,
    })
    if (outcome === 'passed') continue
    const killer = test ?? batch.map((one) => one.test).join(' ')
    const key = luckOf(mutant.file, killer)
    luck.set(key, (luck.get(key) ?? 0) + 1)
    return { mutant, fate: outcome === 'failed' ? 'killed' : 'timed_out', killer }
  }
  return { mutant, fate: tests.length === 0 ? 'unreached' : 'survived' }
}

const luckOf = (file: string, test: string) => `${file} ${test}`

/** The lucky first, then those beside the file, then those that run the place most often for their time. */
const inOrderOfPromise = (mutant: Mutant, { reach, luck }: Trying) => {
  const isBeside = ({ test }: Reach) => dirname(test) === dirname(mutant.file)
  const promise = reach.map((one) => ({
    ...one,
    hits: hitsOf(one, mutant),
    luck: luck.get(luckOf(mutant.file, one.test)) ?? 0,
    beside: isBeside(one) ? 1 : 0,
  }))
  return promise
    .filter(({ hits }) => hits > 0)
    .toSorted(
      (one, next) =>
        next.luck - one.luck ||
        next.beside - one.beside ||
        next.hits / next.took_ms - one.hits / one.took_ms,
    )
}

const inTime = (tests: readonly Reach[]): readonly Reach[] => {
  let sum = 0
  return tests.filter(({ took_ms }) => {
    sum += took_ms
    return sum <= LONGEST_MS
  })
}

/** One, one, and then many at a time. */
const batchesOf = (tests: readonly Reach[]): readonly (readonly Reach[])[] => [
  ...tests.slice(0, 2).map((one) => [one]),
  ...Array.from({ length: Math.ceil(Math.max(0, tests.length - 2) / BATCH) }, (_, nth) =>
    tests.slice(2 + nth * BATCH, 2 + (nth + 1) * BATCH),
  ),
]
