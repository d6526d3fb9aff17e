import { createHash } from 'node:crypto'
import { globSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { findMutants } from './mutation/find-mutants.ts'
import type { Mutant, Trial } from './mutation/mutant.ts'
import { showProgress } from './mutation/progress.ts'
import { findReach, type Reach } from './mutation/reach.ts'
import { reportOf, scoreOf, unexplained } from './mutation/report.ts'
import {
  digestOf,
  identityOf,
  keepReach,
  keepTrial,
  readReach,
  readTrials,
} from './mutation/results.ts'
import { tryMutant } from './mutation/try-mutant.ts'
import { makeQuickKeys, makeWorkplace, removeWorkplace } from './mutation/workplace.ts'
import { engineTests } from './runner/engine-tests.ts'

const USAGE = `npm run mutate [-- options]

  --only TEXT    only sources whose path contains this text (may be repeated); leaves docs/mutation.md as it is
  --sample N     only N mutants, drawn by hash: the same for the same seed and sources
  --seed TEXT    another draw, and another order (default: gryphon)
  --workers N    how many mutants at a time (default: 2)
  --minutes N    stop after so long; the next run goes on from there
  --retry        try again what survived before
  --fresh        forget what was tried before
  --report       try none, only write docs/mutation.md of what was tried
  --list         show the mutants and stop`

const SOURCES = [
  'packages/protocol/src/*.ts',
  'packages/provider/src/{authorization,issuance,grants,client-authentication}/*.ts',
]
/** Where none of these has changed, the tests reach what they reached. */
const EVERYTHING = '{packages/*/src,tests/{e2e,support}}/**/*.ts'

const LEAST_SCORE = 90

const OPTIONS = {
  only: { type: 'string', multiple: true },
  sample: { type: 'string' },
  seed: { type: 'string', default: 'gryphon' },
  workers: { type: 'string', default: '2' },
  minutes: { type: 'string' },
  retry: { type: 'boolean', default: false },
  fresh: { type: 'boolean', default: false },
  report: { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h' },
} as const

type Options = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values']

const sources = ({ only = [] }: Pick<Options, 'only'> = {}) =>
  globSync(SOURCES)
    .filter((path) => !path.endsWith('.test.ts'))
    .filter((path) => only.length === 0 || only.some((text) => path.includes(text)))
    .sort()

/** In the order of a draw: the first of them are a fair sample of all. */
const drawn = (mutants: readonly Mutant[], seed: string) =>
  mutants
    .map((mutant) => ({ mutant, lot: lotOf(mutant, seed) }))
    .sort((one, next) => (one.lot < next.lot ? -1 : 1))
    .map(({ mutant }) => mutant)

const lotOf = ({ file, start, replacement }: Mutant, seed: string) =>
  createHash('sha256').update(`${seed} ${file} ${start} ${replacement}`).digest('hex')

/** What each test file reaches without any mutant; what fails even so is left out, and said. */
async function reachOf(folders: readonly string[], quickKeys: string) {
  const digest = digestOf(globSync(EVERYTHING).sort())
  const kept = readReach(digest)
  if (kept !== undefined) return kept
  const tests = engineTests()
  const found: Reach[] = []
  const progress = showProgress('what the tests reach', tests.length)
  await inTurns(tests, folders, async (test, folder) => {
    const reach = await findReach(folder, quickKeys, test, sources())
    if (reach === undefined) console.log(`\n  left out, for it fails without any mutant: ${test}`)
    else found.push(reach)
    progress()
  })
  keepReach(digest, found)
  return found
}

/** Hands out work to folders, one piece at a time each. */
async function inTurns<T>(
  work: readonly T[],
  folders: readonly string[],
  act: (piece: T, folder: string) => Promise<void>,
): Promise<void> {
  const left = work[Symbol.iterator]()
  await Promise.all(
    folders.map(async (folder) => {
      for (const piece of left) await act(piece, folder)
    }),
  )
}

async function tryAll(mutants: readonly Mutant[], options: Options) {
  const folders = Array.from({ length: Number(options.workers) }, makeWorkplace)
  const quickKeys = makeQuickKeys()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      folders.forEach(removeWorkplace)
      process.exit(130)
    })
  try {
    const reach = await reachOf(folders, quickKeys)
    const until = performance.now() + Number(options.minutes ?? Number.POSITIVE_INFINITY) * 60_000
    const luck = new Map<string, number>()
    const identities = new Map(mutants.map((mutant) => [mutant, identityOf(mutant)]))
    const progress = showProgress('mutants', mutants.length)
    await inTurns(mutants, folders, async (mutant, folder) => {
      if (performance.now() > until) return
      const trial = await tryMutant(mutant, { folder, quickKeys, reach, luck })
      keepTrial(identities.get(mutant) ?? '', trial)
      progress()
    })
  } finally {
    folders.forEach(removeWorkplace)
  }
}

/** A mutant is where it is now, whatever the trial says of lines. */
const trialsOf = (mutants: readonly Mutant[]): readonly Trial[] => {
  const known = readTrials()
  return mutants.flatMap((mutant) => {
    const trial = known.get(identityOf(mutant))
    return trial === undefined ? [] : [{ ...trial, mutant }]
  })
}

function tell(mutants: readonly Mutant[], options: Options): void {
  const trials = trialsOf(mutants)
  if (options.only === undefined) writeFileSync('docs/mutation.md', reportOf({ mutants, trials }))
  const left = unexplained(trials)
  for (const { file, line, original, replacement } of left)
    console.log(`  ${file}:${line}  ${original} → ${replacement}`)
  const score = scoreOf(trials)
  console.log(`${trials.length} of ${mutants.length} mutants tried: ${score.toFixed(1)} % noticed`)
  console.log(`${left.length} survivors that nobody has explained`)
  process.exitCode = score > LEAST_SCORE && left.length === 0 ? 0 : 1
}

async function main(): Promise<void> {
  const { values: options } = parseArgs({ options: OPTIONS })
  if (options.help === true) return console.log(USAGE)
  const mutants = findMutants(sources(options))
  const wanted = drawn(mutants, options.seed).slice(0, Number(options.sample ?? mutants.length))
  if (options.list)
    for (const { file, line, original, replacement } of wanted)
      console.log(`${file}:${line}  ${original} → ${replacement}`)
  else {
    const known = options.fresh ? new Map<string, Trial>() : readTrials()
    const isLeft = (mutant: Mutant) => {
      const fate = known.get(identityOf(mutant))?.fate
      const isSurvivor = fate === 'survived' || fate === 'unreached'
      return fate === undefined || (options.retry && isSurvivor)
    }
    const left = wanted.filter(isLeft)
    if (left.length > 0 && !options.report) await tryAll(left, options)
    tell(mutants, options)
  }
}

main().catch((error: unknown) => {
  console.error(error)
  console.error(USAGE)
  process.exitCode = 2
})
