import { parseArgs } from 'node:util'

/** How the benchmark is asked for. */
export interface Arguments {
  readonly rounds: number
  /** How long one sample of one row takes, about. */
  readonly seconds: number
  /** Only rows whose name has one of these texts; all where there is none. */
  readonly only: readonly string[]
  readonly json: boolean
  readonly write: boolean
}

/** What `--help` shows. */
export const USAGE = `npm run bench [-- options]

  --rounds N      how often everything is measured (default: 5)
  --seconds S     how long each sample takes, about (default: 2)
  --only TEXT     only rows whose name has this text, or latency, 'second core', sign-ins, workers; may be repeated
  --json          print the figures as JSON
  --write         write docs/performance.md and docs/performance.svg`

/** Reads them; `undefined` where help is wanted. Throws for what cannot be. */
export const readArguments = (words: readonly string[]): Arguments | undefined => {
  const { values } = parseArgs({
    args: [...words],
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '2' },
      only: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const { rounds, seconds, only, json, write, help } = values
  if (help) return undefined
  return {
    rounds: positive('rounds', rounds),
    seconds: positive('seconds', seconds),
    ...{ only, json, write },
  }
}

const positive = (name: string, text: string): number => {
  const value = Number(text)
  if (!(value > 0)) throw new Error(`--${name} takes a number above 0, not '${text}'`)
  return value
}
