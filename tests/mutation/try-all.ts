import { globSync } from 'node:fs'
import type { Mutant, Trial } from './mutant.ts'
import { showProgress } from './progress.ts'
import { findReach, type Reach } from './reach.ts'
import { digestOf, identityOf, keepReach, keepTrial, readReach } from './results.ts'
import { sourcesOf, type Target } from './targets.ts'
import { type Trying, tryMutant } from './try-mutant.ts'
import { makeQuickKeys, makeWorkplace, removeWorkplace } from './workplace.ts'

/** How mutants are tried. */
export interface Extent {
  /** So many at a time. */
  readonly workers: number
  /** What has not begun by then waits for the next run; infinite for all. */
  readonly minutes: number
}

/** Tries mutants of a target and keeps what came of each. Those that timed out are tried once more, one after the other, at the end. */
export async function tryAll(
  target: Target,
  mutants: readonly Mutant[],
  { workers, minutes }: Extent,
): Promise<void> {
  const folders = Array.from({ length: workers }, makeWorkplace)
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      folders.forEach(removeWorkplace)
      process.exit(130)
    })
  const until = performance.now() + minutes * 60_000
  const quickKeys = makeQuickKeys()
  try {
    const reach = await reachOf(target, folders, quickKeys)
    const act = attempt(target, mutants, { quickKeys, reach, luck: new Map(), until })
    const late = await act('mutants', mutants, folders, 'others')
    await act('mutants that timed out', late, folders.slice(0, 1), 'alone')
  } finally {
    folders.forEach(removeWorkplace)
  }
}

type Means = Pick<Trying, 'quickKeys' | 'reach' | 'luck'> & { readonly until: number }

/** Tries some of these mutants, and gives those that timed out. */
const attempt = (target: Target, all: readonly Mutant[], { until, ...means }: Means) => {
  const identities = new Map(all.map((mutant) => [mutant, identityOf(mutant)]))
  return async (
    what: string,
    mutants: readonly Mutant[],
    folders: readonly string[],
    company: Trying['company'],
  ): Promise<readonly Mutant[]> => {
    const trials: Trial[] = []
    const progress = showProgress(what, mutants.length)
    await inTurns(mutants, folders, async (mutant, folder) => {
      if (performance.now() > until) return
      const trial = await tryMutant(mutant, { ...means, folder, company })
      keepTrial(target.folder, identities.get(mutant) ?? '', trial)
      trials.push(trial)
      progress()
    })
    return trials.filter(({ fate }) => fate === 'timed_out').map(({ mutant }) => mutant)
  }
}

/** What each test file reaches without any mutant; what fails even so is left out, and said. */
async function reachOf(target: Target, folders: readonly string[], quickKeys: string) {
  const digest = digestOf(globSync(target.everything).sort())
  const kept = readReach(target.folder, digest)
  if (kept !== undefined) return kept
  const tests = target.tests()
  const found: Reach[] = []
  const progress = showProgress('what the tests reach', tests.length)
  await inTurns(tests, folders, async (test, folder) => {
    const reach = await findReach(folder, quickKeys, test, sourcesOf(target))
    if (reach === undefined) console.log(`\n  left out, for it fails without any mutant: ${test}`)
    else found.push(reach)
    progress()
  })
  keepReach(target.folder, digest, found)
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
