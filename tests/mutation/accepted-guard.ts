import type { Accepted } from './accepted.ts'

/** Every survivor of the guard that was looked at. */
export const ACCEPTED_OF_GUARD: readonly Accepted[] = []
