import { setTimeout } from 'node:timers/promises'

/** Waits, as the suite does where a module is about time. */
export const waitSeconds = (seconds: number): Promise<void> => setTimeout(seconds * 1000)
