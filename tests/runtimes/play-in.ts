import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { Step } from './played.ts'
import type { Runtime } from './runtimes.ts'
import type { RuntimeStage } from './stage.ts'

/** Longer than any runtime takes on a busy machine. */
const TIMEOUT_MS = 300_000

const parse = (line: string): Step => {
  try {
    return JSON.parse(line) as Step
  } catch {
    return { step: 'output', failure: line }
  }
}

/** Plays the suite in a runtime, and tells its steps. One that ends badly has a failed step more, with what it said. */
export const playIn = async (
  { program, words }: Runtime,
  { folder, cast }: RuntimeStage,
): Promise<readonly Step[]> => {
  const child = spawn(program, [...words, 'suite.js', JSON.stringify(cast)], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      NO_COLOR: '1',
      DENO_DIR: folder,
      DENO_NO_UPDATE_CHECK: '1',
    },
  })
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ])
  const steps = out
    .split('\n')
    .filter((line) => line !== '')
    .map(parse)
  return code === 0 ? steps : [...steps, { step: `ended with ${code}`, failure: err }]
}
