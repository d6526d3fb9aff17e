import type { Seconds } from '@gryphon/provider'
import type { Environment } from '../configuration/read-settings.ts'

/** What a command is given of the machine: nothing below `main.ts` reaches for it. */
export interface World {
  /** How the program is called, for help: `gryphon`. */
  readonly program: string
  readonly version: string
  readonly env: Environment
  /** The answer, a line of it. */
  readonly out: (line: string) => void
  /** Logs, questions and complaints, a line each. */
  readonly err: (line: string) => void
  /** A line that takes the place of the one before, for a person who waits; an empty one takes it away. */
  readonly status: (line: string) => void
  /** Whether a person reads `err`. */
  readonly isTerminal: boolean
  readonly now: () => Seconds
  readonly random: (bytes: number) => Uint8Array
  /** How many processors there are for this process. */
  readonly processors: number
  /** All of standard input. */
  readonly readInput: () => Promise<string>
  /** A line typed without being shown; `undefined` where nobody can type. */
  readonly askSecret: (question: string) => Promise<string | undefined>
  /** Comes about when someone asks the process to stop (Ctrl-C, SIGTERM). */
  readonly whenStopped: () => Promise<void>
}
