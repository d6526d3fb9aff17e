import { randomBytes } from 'node:crypto'
import type { Seconds } from './model/seconds.ts'

/** The time of the system, for a provider that is not given another clock. */
export const systemTime = (): Seconds => Math.floor(Date.now() / 1000)

/** So many random bytes are taken from the system at once: a call costs as much as a thousand bytes. */
const AHEAD = 4096

let ahead = new Uint8Array()

/** Random bytes of the system, for a provider that is not given others. None is given twice. */
export const systemRandom = (bytes: number): Uint8Array => {
  if (bytes > AHEAD) return randomBytes(bytes)
  if (bytes > ahead.length) ahead = randomBytes(AHEAD)
  const taken = ahead.subarray(0, bytes)
  ahead = ahead.subarray(bytes)
  return taken
}
