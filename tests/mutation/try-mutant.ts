import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Mutant, mutate, type Trial } from './mutant.ts'
import { hitsOf, mayReach, type Reach } from './reach.ts'
import { runTests } from './run-tests.ts'

/** Where a mutant is tried, and by what. */
export interface Trying {
  readonly folder: string
  readonly quickKeys: string
  readonly reach: readonly Reach[]
  /** How many mutants of a source a test file has noticed so far: it is asked first next time. */
  readonly luck: Map<string, number>
  /** `alone`: after a time-out, with nothing beside it and much more time. */
  readonly company: 'others' | 'alone'
}

/** After the first two, which notice most mutants, test files are run so many in one process. */
const BATCH = 12

/** The tests of a mutant take no longer than this together, as they do without it: the rest of them are left out. */
const LONGEST_MS = 90_000

/** A mutant that makes tests take so much longer has made them wait for what does not come. */
const SLACK = 4
const LEAST_MS = { others: 15_000, alone: 60_000 }

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
  const { folder, quickKeys, luck, company } = trying
  const alone = company === 'alone' ? ({ alone: true } as const) : {}
  const tests = inTime(inOrderOfPromise(mutant, trying))
  for (const batch of batchesOf(tests)) {
    const usual = batch.reduce((sum, { took_ms }) => sum + took_ms, 0)
    const { outcome, test } = await runTests({
      folder,
      quickKeys,
      files: batch.map((one) => one.test),
      timeout_ms: LEAST_MS[company] + SLACK * usual,
    })
    if (outcome === 'passed') continue
    const killer = test ?? batch.map((one) => one.test).join(' ')
    const key = luckOf(mutant.file, killer)
    luck.set(key, (luck.get(key) ?? 0) + 1)
    return { mutant, fate: outcome === 'failed' ? 'killed' : 'timed_out', killer, ...alone }
  }
  return { mutant, fate: tests.length === 0 ? 'unreached' : 'survived', ...alone }
}

const luckOf = (file: string, test: string) => `${file} ${test}`

/** The luckiest first, then those that speak of what the line does, and the quick before the slow. */
const inOrderOfPromise = (mutant: Mutant, { folder, reach, luck }: Trying) => {
  const tests = reach.filter((one) => mayReach(one, mutant))
  const speaks = affinity(
    mutant,
    tests.map(({ test }) => readFileSync(join(folder, test), 'utf8')),
  )
  const ranked = tests
    .map((one, nth) => ({
      ...one,
      luck: luck.get(luckOf(mutant.file, one.test)) ?? 0,
      promise:
        (speaks[nth] ?? 0) +
        (dirname(one.test) === dirname(mutant.file) ? BESIDE : 0) +
        (hitsOf(one, mutant) > 0 ? RUNS : 0),
    }))
    .toSorted((one, next) => next.promise - one.promise || one.took_ms - next.took_ms)
  const luckiest = ranked.reduce<(typeof ranked)[number] | undefined>(
    (best, one) => (one.luck > (best?.luck ?? 0) ? one : best),
    undefined,
  )
  return luckiest === undefined
    ? ranked
    : [luckiest, ...ranked.filter(({ test }) => test !== luckiest.test)]
}

/** That a test runs the very place is worth more than all words. */
const RUNS = 1000

/** A test beside the file is worth so many rare words. */
const BESIDE = 10

/** How much each of these tests speaks of the line: its words that are in the test, the rarer the better. */
function affinity({ context }: Mutant, texts: readonly string[]): readonly number[] {
  const words = [...new Set(context.match(/[A-Za-z_]{4,}/g) ?? [])].map((word) => ({
    word,
    weight: Math.log((texts.length + 1) / (texts.filter((text) => text.includes(word)).length + 1)),
  }))
  return texts.map((text) =>
    words.reduce((sum, { word, weight }) => sum + (text.includes(word) ? weight : 0), 0),
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
