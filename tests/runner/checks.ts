/** Something to run over the whole repository before the tests: a Node script and its arguments. */
export interface Check {
  readonly name: string
  readonly script: string
  readonly args: readonly string[]
}

/** Formatting and lint, then types. */
export const CHECKS: readonly Check[] = [
  {
    name: 'formatting and lint (biome)',
    script: 'node_modules/@biomejs/biome/bin/biome',
    args: ['ci', '--error-on-warnings', '--colors=off', '.'],
  },
  { name: 'types (tsc)', script: 'node_modules/typescript/bin/tsc', args: ['-p', '.'] },
]
