import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { kept } from './child.ts'

export { freePort } from './free-port.ts'
export { newFolder } from './new-folder.ts'

const MAIN = new URL('../../packages/server/bin/gryphon.js', import.meta.url).pathname
const START = new URL('../../start.ts', import.meta.url).pathname

/** What a command said, and how it ended. */
export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** How to run a command. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
}

/** A process of ours that runs. */
export interface RunningCommand {
  readonly child: ChildProcess
  /** Resolved when its output has this text; rejected when it ends without. */
  readonly says: (text: string) => Promise<string>
  /** What it has written to its error output until now: the log. */
  readonly log: () => string
  readonly ended: Promise<Ended>
}

const begin = (
  script: string,
  words: readonly string[],
  { env = {}, input = '' }: RunOptions,
): RunningCommand => {
  const child = kept(
    spawn(process.execPath, [script, ...words], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      cwd: tmpdir(),
    }),
  )
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  let out = ''
  let err = ''
  const listeners = new Set<() => void>()
  const notify = () => {
    for (const listener of listeners) listener()
  }
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
    notify()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString()
    notify()
  })
  const ended = once(child, 'close').then(
    ([code]): Ended => ({ code: code as number | null, out, err }),
  )
  const says = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        if (!`${out}${err}`.includes(text)) return
        listeners.delete(look)
        resolve(out)
      }
      listeners.add(look)
      look()
      ended.then(() => reject(new Error(`ended without saying '${text}':\n${out}${err}`)))
    })
  return { child, says, log: () => err, ended }
}

/** Runs `gryphon` to its end. */
export const gryphon = (words: readonly string[], options: RunOptions = {}): Promise<Ended> =>
  begin(MAIN, words, options).ended

/** Commands about one data folder, which must succeed: their words, or their JSON. */
export const inFolder = (data: string) => {
  const run = async (...words: readonly string[]) => {
    const { code, out, err } = await gryphon([...words, '--data', data])
    assert.equal(code, 0, err)
    return out
  }
  const json = async (...words: readonly string[]) => JSON.parse(await run(...words, '--json'))
  return { run, json }
}

/** Starts `gryphon` and leaves it running. */
export const startGryphon = (words: readonly string[], options: RunOptions = {}): RunningCommand =>
  begin(MAIN, words, options)

/** Starts what `npm start` starts. */
export const startAll = (words: readonly string[], options: RunOptions = {}): RunningCommand =>
  begin(START, words, options)

/** As Ctrl-C does; tells how it ended. */
export const interrupt = ({ child, ended }: RunningCommand): Promise<Ended> => {
  child.kill('SIGINT')
  return ended
}
