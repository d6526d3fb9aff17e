import { globSync } from 'node:fs'

const BESIDE = 'packages/{protocol,provider}/src/**/*.test.ts'
const END_TO_END = 'tests/e2e/*.test.ts'

/** These start processes or wait for the clock of the machine: they tell little of the engine that others do not, and late. */
const TOO_SLOW =
  /\/(bad-connection|crash|gryphon-|keys-command|logout-command|npm-start|readme|set-password|slow-)/

/** The tests that measure `protocol` and `provider`: those beside the files, and the end-to-end ones that need no process of their own. */
export const engineTests = (): readonly string[] => [
  ...globSync(BESIDE).sort(),
  ...globSync(END_TO_END)
    .filter((path) => !TOO_SLOW.test(path))
    .sort(),
]
