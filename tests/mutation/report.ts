import { dirname } from 'node:path'
import { ACCEPTED } from './accepted.ts'
import { changeOf, type Fate, type Mutant, oneLine, type Trial } from './mutant.ts'

/** What was tried, of all mutants there are. */
export interface Run {
  readonly mutants: readonly Mutant[]
  readonly trials: readonly Trial[]
}

const NOTICED: readonly Fate[] = ['killed', 'timed_out']

const isNoticed = ({ fate }: Trial) => NOTICED.includes(fate)

/** How many of a hundred mutants were noticed. What survives counts as such, whether it means anything or not. */
export const scoreOf = (trials: readonly Trial[]): number =>
  trials.length === 0 ? 0 : (100 * trials.filter(isNoticed).length) / trials.length

const percent = (score: number) => `${score.toFixed(1)} %`

const folderOf = ({ file }: Mutant) =>
  dirname(file)
    .replace(/^packages\//, '')
    .replace('/src', '')

/** `undefined` where nobody has looked at this survivor. */
export const reasonFor = (mutant: Mutant): string | undefined =>
  ACCEPTED.find(
    ({ file, line, change }) =>
      file === mutant.file && mutant.context.startsWith(line) && change === changeOf(mutant),
  )?.why

/** The survivors that nobody has explained. */
export const unexplained = (trials: readonly Trial[]): readonly Mutant[] =>
  trials
    .filter((trial) => !isNoticed(trial))
    .map(({ mutant }) => mutant)
    .filter((mutant) => reasonFor(mutant) === undefined)

/** docs/mutation.md. */
export const reportOf = ({ mutants, trials }: Run): string => `# Mutation run

Small mistakes are put into the code one at a time (\`tests/mutation/operators.ts\` is the table of them), and the tests that run the
place must notice. Each is tried in a copy of the repository, with the unit tests and the end-to-end tests through \`fetch\`: first
those that promise most, for a minute and a half in all. What none of these noticed is a survivor, whether it means anything
or not; those below were looked at, one by one.

${extentOf(mutants, trials)}

| folder | mutants | tried | noticed | survived | score |
| ------ | ------: | ----: | ------: | -------: | ----: |
${rows(mutants, trials)}

${survivors(trials)}
`

const extentOf = (mutants: readonly Mutant[], trials: readonly Trial[]) =>
  trials.length === mutants.length
    ? `Every one of the ${mutants.length} mutants was tried, by \`npm run mutate -- --retry\`.`
    : `Of ${mutants.length} mutants ${trials.length} were tried, in the order of a draw, so that they stand for the rest: by
\`npm run mutate -- --retry --minutes 9\`, again and again, and by \`--only FILE\` for the files of survivors. The same command goes on with
those that were not tried yet.`

function rows(mutants: readonly Mutant[], trials: readonly Trial[]): string {
  const row = (name: string, all: readonly Mutant[], tried: readonly Trial[]) => {
    const noticed = tried.filter(isNoticed).length
    const cells = [name, all.length, tried.length, noticed, tried.length - noticed]
    return `| ${[...cells, percent(scoreOf(tried))].join(' | ')} |`
  }
  const folders = [...new Set(mutants.map(folderOf))].sort()
  return [
    ...folders.map((folder) =>
      row(
        `\`${folder}\``,
        mutants.filter((mutant) => folderOf(mutant) === folder),
        trials.filter(({ mutant }) => folderOf(mutant) === folder),
      ),
    ),
    row('**all**', mutants, trials),
  ].join('\n')
}

function survivors(trials: readonly Trial[]): string {
  const left = trials.filter((trial) => !isNoticed(trial))
  if (left.length === 0) return 'Nothing survived.'
  const lines = left.map(
    ({ mutant, fate }) =>
      `- \`${mutant.file}:${mutant.line}\` ${code(mutant.original)} → ${code(mutant.replacement)}${
        fate === 'unreached' ? ' (no test runs it)' : ''
      }: ${reasonFor(mutant) ?? '**not explained yet**'}`,
  )
  return `## Survivors\n\n${lines.join('\n')}`
}

const code = (text: string) => {
  const short = oneLine(text)
  return `\`\`${short.length > 90 ? `${short.slice(0, 88)}…` : short}\`\``
}
