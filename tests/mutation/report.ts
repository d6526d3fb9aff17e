import type { Mutant, Trial } from './mutant.ts'
import { rowsOf, survivorsOf } from './report-rows.ts'
import type { Target, TargetName } from './targets.ts'

/** What was tried, of all mutants there are of a target. */
export interface Run {
  readonly target: Target
  readonly mutants: readonly Mutant[]
  readonly trials: readonly Trial[]
}

const engineReport = ({ target, mutants, trials }: Run) => `# Mutation run

Small mistakes are put into the code one at a time (\`tests/mutation/operators.ts\` is the table of them), and the tests that run the
place must notice. Each is tried in a copy of the repository, with the unit tests and the end-to-end tests through \`fetch\`: first
those that promise most, for a minute and a half in all. What none of these noticed is a survivor, whether it means anything
or not; those below were looked at, one by one.

${extentOf(mutants, trials)}

${rowsOf(mutants, trials)}

${survivorsOf('## Survivors', target.accepted, trials)}
`

const extentOf = (mutants: readonly Mutant[], trials: readonly Trial[]) =>
  trials.length === mutants.length
    ? `Every one of the ${mutants.length} mutants was tried, by \`npm run mutate -- --retry\`.`
    : `Of ${mutants.length} mutants ${trials.length} were tried, in the order of a draw, so that they stand for the rest: by
\`npm run mutate -- --retry --minutes 9\`, again and again, and by \`--only FILE\` for the files of survivors. The same command goes on with
those that were not tried yet.`

const libraryReport = (title: string, { target, mutants, trials }: Run) => {
  const extent =
    trials.length === mutants.length
      ? `Every one of the ${mutants.length} mutants was tried`
      : `Of ${mutants.length} mutants ${trials.length} were tried`
  return `## ${title}

${extent}, by \`npm run mutate -- --target ${target.name}\`, with the tests of the package. A row of a table that is left out is a
mistake here as well: most checks are rows. A mutant counts as noticed for the time it takes only if it does so again with nothing
beside it.

${rowsOf(mutants, trials)}

${survivorsOf(`### Survivors of the ${target.name}`, target.accepted, trials)}
`
}

/** The sections of docs/mutation.md, in order: the first is its beginning. */
const SECTIONS: readonly {
  readonly name: TargetName
  readonly report: (run: Run) => string
}[] = [
  { name: 'engine', report: engineReport },
  { name: 'client', report: (run) => libraryReport('`@gryphon/client`', run) },
  { name: 'guard', report: (run) => libraryReport('`@gryphon/resource-server`', run) },
]

const markerOf = (name: TargetName) => `<!-- target: ${name} -->\n\n`

/** What docs/mutation.md says of a target so far. */
function sectionIn(text: string, name: TargetName): string | undefined {
  const isFirst = SECTIONS[0]?.name === name
  const [before, after] = text.split(markerOf(name))
  const section = isFirst ? before : after
  return section?.split(/<!-- target: /)[0]?.trimEnd()
}

/** docs/mutation.md with what a run came to; what it says of other targets stays. */
export const reportOf = (run: Run, before: string): string =>
  SECTIONS.flatMap(({ name, report }) => {
    const section = name === run.target.name ? report(run).trimEnd() : sectionIn(before, name)
    if (section === undefined) return []
    return [name === SECTIONS[0]?.name ? section : `${markerOf(name)}${section}`]
  })
    .join('\n\n')
    .concat('\n')
