import type { Seconds } from '@gryphon/provider'
import { usernameKey } from './people-store.ts'

/** Wrong passwords in a row that cost nothing but the trying. */
const FREE_ATTEMPTS = 5
const FIRST_PAUSE: Seconds = 15
const LONGEST_PAUSE: Seconds = 900
/** A login that nobody tried for this long starts anew. */
const MEMORY: Seconds = 3600

interface Attempts {
  readonly wrong: number
  readonly paused_until: Seconds
  readonly last: Seconds
}

/** Whether a password may be tried now, or in how many seconds. */
export type Admission =
  | { readonly outcome: 'admitted' }
  | { readonly outcome: 'paused'; readonly seconds: Seconds }

/** Slows down the guessing of passwords, per tenant and login, whether there is such a person or not. */
export interface Throttle {
  /** Counts an attempt as wrong before it is made, so that a hundred at once are a hundred. */
  admit(tenant_id: string, login: string, now: Seconds): Admission
  /** The password was right: all is forgotten. */
  forgive(tenant_id: string, login: string): void
  /** The attempt was never made: it does not count. */
  withdraw(tenant_id: string, login: string): void
}

/** The pause after so many wrong passwords in a row: 15 s after the fifth, then twice as long each time, up to 15 minutes. */
const pauseAfter = (wrong: number): Seconds =>
  wrong < FREE_ATTEMPTS
    ? 0
    : Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(wrong - FREE_ATTEMPTS, 10))

const keyOf = (tenant_id: string, login: string): string =>
  JSON.stringify([tenant_id, usernameKey(login)])

/**
 * A throttle that remembers at most `size` logins, and forgets the one that was tried longest ago. It lives in memory: to
 * push a login out, an attacker has to pay for `size` others, each as dear as a guess.
 *
 * @example createThrottle({ size: 10_000 }).admit('default', 'ada', 0) // { outcome: 'admitted' }
 */
export const createThrottle = (bounds: { readonly size: number }): Throttle => {
  const known = new Map<string, Attempts>()
  const remember = (key: string, attempts: Attempts) => {
    known.delete(key)
    known.set(key, attempts)
    const [oldest] = known.keys()
    if (known.size > bounds.size && oldest !== undefined) known.delete(oldest)
  }
  return {
    admit: (tenant_id, login, now) => {
      const key = keyOf(tenant_id, login)
      const before = known.get(key)
      if (before !== undefined && now < before.paused_until)
        return { outcome: 'paused', seconds: before.paused_until - now }
      const isRemembered = before !== undefined && now < before.last + MEMORY
      const wrong = (isRemembered ? before.wrong : 0) + 1
      remember(key, { wrong, paused_until: now + pauseAfter(wrong), last: now })
      return { outcome: 'admitted' }
    },
    forgive: (tenant_id, login) => {
      known.delete(keyOf(tenant_id, login))
    },
    withdraw: (tenant_id, login) => {
      const key = keyOf(tenant_id, login)
      const before = known.get(key)
      if (before === undefined) return
      const wrong = before.wrong - 1
      const paused_until = wrong < FREE_ATTEMPTS ? 0 : before.paused_until
      known.set(key, { ...before, wrong, paused_until })
    },
  }
}
