import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { type Seconds, SettingError } from '@gryphon/provider'
import type { World } from './command/world.ts'

/** What only a composition root has. */
export interface Roots {
  readonly program: string
  readonly version: string
  /** Node's `process`. */
  readonly process: NodeJS.Process
  readonly now: () => Seconds
  readonly random: (bytes: number) => Uint8Array
  readonly processors: number
}

const NOWHERE = () => new Writable({ write: (_chunk, _encoding, done) => done() })

/** Reads a line of the terminal without showing it. */
const askSecret = async (
  { stdin, stderr }: NodeJS.Process,
  question: string,
): Promise<string | undefined> => {
  if (!stdin.isTTY) return undefined
  stderr.write(question)
  const lines = createInterface({ input: stdin, output: NOWHERE(), terminal: true })
  const interrupted = new Promise<never>((_, reject) =>
    lines.once('SIGINT', () => reject(new SettingError('password', 'none was given'))),
  )
  try {
    return await Promise.race([lines.question(''), interrupted])
  } finally {
    lines.close()
    stderr.write('\n')
  }
}

/** Once asked to stop, being asked again changes nothing: npm passes on a Ctrl-C that the terminal has sent already. */
const whenStopped = (process: NodeJS.Process): Promise<void> =>
  new Promise((resolve) => {
    process.on('SIGINT', () => resolve())
    process.on('SIGTERM', () => resolve())
  })

/** The world of a command that runs as a process. */
export const processWorld = ({ process, ...roots }: Roots): World => {
  const { env, stdin, stdout, stderr } = process
  return {
    ...roots,
    env,
    out: (line) => void stdout.write(`${line}\n`),
    err: (line) => void stderr.write(`${line}\n`),
    status: (line) => void stderr.write(`\r\x1b[K${line}`),
    isTerminal: stderr.isTTY === true,
    readInput: () => text(stdin),
    askSecret: (question) => askSecret(process, question),
    whenStopped: () => whenStopped(process),
  }
}
