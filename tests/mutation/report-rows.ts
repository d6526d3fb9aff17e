import { dirname } from 'node:path'
import type { Accepted } from './accepted.ts'
import { type Mutant, oneLine, type Trial } from './mutant.ts'
import { isNoticed, reasonFor, scoreOf } from './score.ts'

const percent = (score: number) => `${score.toFixed(1)} %`

const folderOf = ({ file }: Mutant) =>
  dirname(file)
    .replace(/^packages\//, '')
    .replace('/src', '')

/** The table of a run: a row for each folder, and one for all. */
export function rowsOf(mutants: readonly Mutant[], trials: readonly Trial[]): string {
  const row = (name: string, all: readonly Mutant[], tried: readonly Trial[]) => {
    const noticed = tried.filter(isNoticed).length
    const cells = [name, all.length, tried.length, noticed, tried.length - noticed]
    return `| ${[...cells, percent(scoreOf(tried))].join(' | ')} |`
  }
  const folders = [...new Set(mutants.map(folderOf))].sort()
  return [
    '| folder | mutants | tried | noticed | survived | score |',
    '| ------ | ------: | ----: | ------: | -------: | ----: |',
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

/** The survivors of a run under a heading, each with the reason why it may live. */
export function survivorsOf(
  heading: string,
  accepted: readonly Accepted[],
  trials: readonly Trial[],
): string {
  const left = trials.filter((trial) => !isNoticed(trial))
  if (left.length === 0) return 'Nothing survived.'
  const lines = left.map(
    ({ mutant, fate }) =>
      `- \`${mutant.file}:${mutant.line}\` ${code(mutant.original)} → ${code(mutant.replacement)}${
        fate === 'unreached' ? ' (no test runs it)' : ''
      }: ${reasonFor(accepted, mutant) ?? '**not explained yet**'}`,
  )
  return `${heading}\n\n${lines.join('\n')}`
}

const code = (text: string) => {
  const short = oneLine(text)
  return `\`\`${short.length > 90 ? `${short.slice(0, 88)}…` : short}\`\``
}
