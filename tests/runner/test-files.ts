import { globSync, readFileSync } from 'node:fs'

const TEST_FILES = '{packages,tests}/**/*.test.ts'

/** Which group a test file is in, by where it lies: the first row that matches. */
const GROUP_OF: readonly (readonly [group: string, path: RegExp])[] = [
  ['slow', /\/slow-[^/]*$/],
  ['browser', /\/browser\/|\.browser\.test\.ts$/],
  ['e2e', /^tests\/[^/]+\/|\.e2e\.test\.ts$/],
  ['unit', /./],
]

const groupOf = (path: string) => GROUP_OF.find(([, pattern]) => pattern.test(path))?.[0]

/** The test files of a group, in order of path; of these only whose path contains one of `texts`, if there are any. */
export const testFiles = (group: string, texts: readonly string[]): readonly string[] =>
  globSync(TEST_FILES, { exclude: (path) => path.split('/').includes('node_modules') })
    .filter((path) => groupOf(path) === group)
    .filter((path) => texts.length === 0 || texts.some((text) => path.includes(text)))
    .sort()

/**
 * The files in which the pattern is to be found: others have no such test, and need not start what their tests share. A name
 * that a test puts together is in no file: then all are run.
 */
export const filesWith = (files: readonly string[], pattern: string): readonly string[] => {
  const found = files.filter((path) => new RegExp(pattern).test(readFileSync(path, 'utf8')))
  return found.length === 0 ? files : found
}
