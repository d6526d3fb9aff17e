import type { Accepted } from './accepted.ts'
import { changeOf, type Fate, type Mutant, type Trial } from './mutant.ts'

const NOTICED: readonly Fate[] = ['killed', 'timed_out']

/** Whether a test has failed, or waited without end. */
export const isNoticed = ({ fate }: Trial): boolean => NOTICED.includes(fate)

/** How many of a hundred mutants were noticed. What survives counts as such, whether it means anything or not. */
export const scoreOf = (trials: readonly Trial[]): number =>
  trials.length === 0 ? 0 : (100 * trials.filter(isNoticed).length) / trials.length

/** `undefined` where nobody has looked at this survivor. */
export const reasonFor = (accepted: readonly Accepted[], mutant: Mutant): string | undefined =>
  accepted.find(
    ({ file, line, change }) =>
      file === mutant.file && mutant.context.startsWith(line) && change === changeOf(mutant),
  )?.why

/** The survivors that nobody has explained. */
export const unexplained = (
  accepted: readonly Accepted[],
  trials: readonly Trial[],
): readonly Mutant[] =>
  trials
    .filter((trial) => !isNoticed(trial))
    .map(({ mutant }) => mutant)
    .filter((mutant) => reasonFor(accepted, mutant) === undefined)

/** The explanations of survivors that are there no more. */
export const outdated = (
  accepted: readonly Accepted[],
  trials: readonly Trial[],
): readonly Accepted[] => {
  const survivors = trials.filter((trial) => !isNoticed(trial)).map(({ mutant }) => mutant)
  return accepted.filter((one) =>
    survivors.every((mutant) => reasonFor([one], mutant) === undefined),
  )
}
