/** A runtime, and how a script is run in it. */
export interface Runtime {
  readonly name: string
  /** Its program, in the folder that npm fills. */
  readonly program: string
  /** What stands before the script. */
  readonly words: readonly string[]
}

/** What `tests/runtimes/package.json` installs. */
// biome-ignore format: a table
export const RUNTIMES: readonly Runtime[] = [
  { name: 'Node 22', program: 'node_modules/node22/bin/node', words: [] },
  { name: 'Node 24', program: 'node_modules/node24/bin/node', words: [] },
  { name: 'Bun',     program: 'node_modules/.bin/bun',        words: ['run'] },
  { name: 'Deno',    program: 'node_modules/.bin/deno',       words: ['run', '--allow-all', '--quiet', '--node-modules-dir=manual'] },
]

/** The Node of the repository. */
export const OWN_NODE: Runtime = { name: 'Node 26', program: process.execPath, words: [] }
