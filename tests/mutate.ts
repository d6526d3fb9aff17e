import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { findMutants } from './mutation/find-mutants.ts'
import type { Mutant, Trial } from './mutation/mutant.ts'
import { reportOf } from './mutation/report.ts'
import { identityOf, readTrials } from './mutation/results.ts'
import { outdated, scoreOf, unexplained } from './mutation/score.ts'
import { sourcesOf, TARGETS, type Target, type TargetName } from './mutation/targets.ts'
import { tryAll } from './mutation/try-all.ts'

const USAGE = `npm run mutate [-- options]

  --target NAME  engine (default): protocol and the provider's rooms of rules; client; guard
  --only TEXT    only sources whose path contains this text (may be repeated); leaves docs/mutation.md as it is
  --sample N     only N mutants, drawn by hash: the same for the same seed and sources
  --seed TEXT    another draw, and another order (default: gryphon)
  --workers N    how many mutants at a time (default: 2)
  --minutes N    stop after so long; the next run goes on from there
  --retry        try again what survived before
  --fresh        forget what was tried before
  --report       try none, only write docs/mutation.md of what was tried
  --list         show the mutants and stop`

const REPORT = 'docs/mutation.md'

const OPTIONS = {
  target: { type: 'string', default: 'engine' },
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

/** In the order of a draw: the first of them are a fair sample of all. */
const drawn = (mutants: readonly Mutant[], seed: string) =>
  mutants
    .map((mutant) => ({ mutant, lot: lotOf(mutant, seed) }))
    .sort((one, next) => (one.lot < next.lot ? -1 : 1))
    .map(({ mutant }) => mutant)

const lotOf = ({ file, start, replacement }: Mutant, seed: string) =>
  createHash('sha256').update(`${seed} ${file} ${start} ${replacement}`).digest('hex')

/** A mutant is where it is now, whatever the trial says of lines. */
const trialsOf = (target: Target, mutants: readonly Mutant[]): readonly Trial[] => {
  const known = readTrials(target.folder)
  return mutants.flatMap((mutant) => {
    const trial = known.get(identityOf(mutant))
    return trial === undefined ? [] : [{ ...trial, mutant }]
  })
}

function tell(target: Target, mutants: readonly Mutant[], options: Options): void {
  const trials = trialsOf(target, mutants)
  if (options.only === undefined)
    writeFileSync(REPORT, reportOf({ target, mutants, trials }, readFileSync(REPORT, 'utf8')))
  const left = unexplained(target.accepted, trials)
  for (const { file, line, original, replacement } of left)
    console.log(`  ${file}:${line}  ${original} → ${replacement}`)
  if (trials.length === mutants.length && options.only === undefined)
    for (const { file, line, change } of outdated(target.accepted, trials))
      console.log(`  explained, but no survivor: ${file}  ${line}  ${change}`)
  const score = scoreOf(trials)
  console.log(`${trials.length} of ${mutants.length} mutants tried: ${score.toFixed(1)} % noticed`)
  console.log(`${left.length} survivors that nobody has explained`)
  process.exitCode = score > target.least_score && left.length === 0 ? 0 : 1
}

/** What was not tried, what timed out in company, and with `--retry` what survived. */
const isLeft = (trial: Trial | undefined, { retry }: Options): boolean => {
  if (trial === undefined) return true
  if (trial.fate === 'timed_out') return trial.alone === undefined
  return retry && trial.fate !== 'killed'
}

const isTargetName = (text: string): text is TargetName => Object.hasOwn(TARGETS, text)

const targetOf = ({ target }: Options): Target => {
  if (isTargetName(target)) return TARGETS[target]
  throw new Error(`there is no target ${target}`)
}

async function main(): Promise<void> {
  const { values: options } = parseArgs({ options: OPTIONS })
  if (options.help === true) return console.log(USAGE)
  const target = targetOf(options)
  const { only = [] } = options
  const sources = sourcesOf(target).filter(
    (path) => only.length === 0 || only.some((text) => path.includes(text)),
  )
  const mutants = findMutants(sources, target.operators)
  const wanted = drawn(mutants, options.seed).slice(0, Number(options.sample ?? mutants.length))
  if (options.list)
    for (const { file, line, original, replacement } of wanted)
      console.log(`${file}:${line}  ${original} → ${replacement}`)
  else {
    const known = options.fresh ? new Map<string, Trial>() : readTrials(target.folder)
    const left = wanted.filter((mutant) => isLeft(known.get(identityOf(mutant)), options))
    const minutes = Number(options.minutes ?? Number.POSITIVE_INFINITY)
    if (left.length > 0 && !options.report)
      await tryAll(target, left, { workers: Number(options.workers), minutes })
    tell(target, mutants, options)
  }
}

main().catch((error: unknown) => {
  console.error(error)
  console.error(USAGE)
  process.exitCode = 2
})
