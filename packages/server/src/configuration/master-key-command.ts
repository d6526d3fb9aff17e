import { execFile } from 'node:child_process'
import { SettingError } from '@gryphon/provider'
import type { Environment } from './read-settings.ts'

/** How long the program may take, in milliseconds, and how many bytes it may say. */
const LIMITS = { patience: 30_000, bytes: 4096 } as const

/** What a program is run with. */
export interface CommandMeans {
  readonly env: Environment
  /** In milliseconds; half a minute when left out. */
  readonly patience?: number
}

/** Why there is no key, without anything that the program said: it may be a secret. */
const whyOf = (error: Error & { readonly code?: unknown; readonly killed?: boolean }): string => {
  if (error.code === 'ENOENT') return 'cannot be found; give its whole path'
  if (error.code === 'EACCES') return 'may not be run by this user'
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER')
    return `said more than ${LIMITS.bytes} bytes; it must say the key and nothing else`
  if (error.killed === true) return 'took too long'
  return `ended with ${typeof error.code === 'number' ? error.code : 'a signal'}; run it by hand to see why`
}

/**
 * What a program writes to its standard output, without white space at its ends. No shell is between; it is ended when it takes
 * too long or says too much. Throws `SettingError`, which never has any of its output.
 */
export const outputOfCommand = (
  [program = '', ...words]: readonly string[],
  { env, patience = LIMITS.patience }: CommandMeans,
): Promise<string> =>
  new Promise((resolve, reject) => {
    const limits = { timeout: patience, killSignal: 'SIGKILL', maxBuffer: LIMITS.bytes } as const
    const child = execFile(program, words, { env, ...limits }, (error, output) => {
      if (error === null) resolve(output.trim())
      else reject(new SettingError('master_key_command', `${program} ${whyOf(error)}`))
    })
    child.stdin?.on('error', () => undefined)
    child.stdin?.end()
  })
