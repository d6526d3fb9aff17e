import { randomBytes } from 'node:crypto'

/** What the machine gives where nothing is passed in: the one place that reaches for time and chance. */
export const PLATFORM = {
  /** Seconds since the epoch, with their fraction. */
  now: (): number => Date.now() / 1000,
  random: (bytes: number): Uint8Array => randomBytes(bytes),
} as const
