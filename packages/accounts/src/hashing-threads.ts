import { Worker } from 'node:worker_threads'
import type { Options } from '@node-rs/argon2'

/** A password to be hashed, or to be verified against the PHC string of one. */
export type Hashing =
  | { readonly kind: 'hash'; readonly password: string; readonly options: Options }
  | { readonly kind: 'verify'; readonly password: string; readonly password_hash: string }

/** What a thread says to it: the PHC string or whether it is the same password, or why it cannot tell. */
export type Hashed<Result> =
  | { readonly outcome: 'done'; readonly result: Result }
  | { readonly outcome: 'failed'; readonly why: string }

/** Argon2 off the event loop. Both reject for a PHC string that is none, and where the thread has died. */
export interface HashingThreads {
  hash(password: string, options: Options): Promise<string>
  verify(password_hash: string, password: string): Promise<boolean>
}

/**
 * Of JavaScript a thread holds hardly anything: what argon2 fills is not in its heap. The arguments of Node that the process was
 * started with (`--import`, `--input-type`) are not for it.
 */
const SMALL = {
  name: 'argon2',
  execArgv: [],
  resourceLimits: { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16, stackSizeMb: 1 },
}

const THREAD = new URL('./hashing-thread.ts', import.meta.url)

/**
 * Threads that hash, one password at a time each. One is started where none is free: whoever asks bounds how many. An idle one
 * does not keep the process alive; for one that has died the next comes new.
 */
export const createHashingThreads = (file = THREAD): HashingThreads => {
  const idle = new Set<HashingThread>()
  const ask = <Result>(hashing: Hashing) =>
    new Promise<Result>((resolve, reject) => {
      const [thread = startThread(file, idle)] = idle
      idle.delete(thread)
      thread.take(hashing, { resolve, reject })
    })
  return {
    hash: (password, options) => ask({ kind: 'hash', password, options }),
    verify: (password_hash, password) => ask({ kind: 'verify', password_hash, password }),
  }
}

interface Asked {
  readonly resolve: (result: never) => void
  readonly reject: (fault: Error) => void
}

interface HashingThread {
  readonly take: (hashing: Hashing, asked: Asked) => void
}

/** Is among `idle` whenever it has nothing to do. */
const startThread = (file: URL, idle: Set<HashingThread>): HashingThread => {
  const worker = new Worker(file, SMALL)
  let waiting: Asked | undefined
  const thread: HashingThread = {
    take: (hashing, asked) => {
      waiting = asked
      worker.ref()
      worker.postMessage(hashing)
    },
  }
  const stop = (fault: Error) => {
    idle.delete(thread)
    waiting?.reject(fault)
    waiting = undefined
  }
  worker.on('message', (hashed: Hashed<never>) => {
    const asked = waiting
    waiting = undefined
    worker.unref()
    idle.add(thread)
    if (hashed.outcome === 'done') asked?.resolve(hashed.result)
    else asked?.reject(new Error(`argon2: ${hashed.why}`))
  })
  worker.on('error', stop)
  worker.on('exit', () => stop(new Error('argon2: its thread has ended')))
  return thread
}
