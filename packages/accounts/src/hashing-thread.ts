import { constants, setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { hashSync, verifySync } from '@node-rs/argon2'
import type { Hashed, Hashing } from './hashing-threads.ts'

const answer = (hashing: Hashing): Hashed<string | boolean> => {
  try {
    const { kind, password } = hashing
    const result =
      kind === 'hash'
        ? hashSync(password, hashing.options)
        : verifySync(hashing.password_hash, password)
    return { outcome: 'done', result }
  } catch (error) {
    return { outcome: 'failed', why: error instanceof Error ? error.message : 'no Error' }
  }
}

/*
 * Linux alone counts priorities by thread (setpriority(2), NOTES); elsewhere the whole process would step back. Below normal gets
 * a tenth of a core that others keep busy, so that people sign in there too; the lowest would get a seventieth. It comes last, for
 * a thread started from here would inherit it. Where it is not allowed, argon2 works as well.
 */
const stepBack = () => {
  if (process.platform !== 'linux') return
  try {
    setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    return
  }
}

parentPort?.on('message', (hashing: Hashing) => parentPort?.postMessage(answer(hashing)))
stepBack()
