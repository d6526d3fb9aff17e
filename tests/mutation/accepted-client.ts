import type { Accepted } from './accepted.ts'

/** Every survivor of the client that was looked at. */
export const ACCEPTED_OF_CLIENT: readonly Accepted[] = []
