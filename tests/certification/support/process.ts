import { gryphon, interrupt, startGryphon } from '../../support/gryphon.ts'

/** Runs a command of `gryphon` to its end, and gives what it answered as JSON. */
export const command = async (
  words: readonly string[],
  input = '',
): Promise<Readonly<Record<string, unknown>>> => {
  const { code, out, err } = await gryphon([...words, '--json'], { input })
  if (code !== 0) throw new Error(`gryphon ${words.slice(0, 2).join(' ')}: ${err}`)
  return JSON.parse(out)
}

/** A `gryphon serve` that answers. */
export interface Served {
  /** Everything it has logged until now. */
  readonly log: () => string
  /** As Ctrl-C does. */
  readonly stop: () => Promise<void>
}

/** Starts `gryphon serve`. */
export const serve = async (words: readonly string[]): Promise<Served> => {
  const command = startGryphon(['serve', ...words])
  await command.says('is served on')
  return {
    log: command.log,
    stop: async () => {
      await interrupt(command)
    },
  }
}
