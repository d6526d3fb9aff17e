import { randomBytes } from 'node:crypto'
import type { Seconds } from './model/seconds.ts'

/** The time of the system, for a provider that is not given another clock. */
export const systemTime = (): Seconds => Math.floor(Date.now() / 1000)

/** Random bytes of the system, for a provider that is not given others. */
export const systemRandom = (bytes: number): Uint8Array => randomBytes(bytes)
