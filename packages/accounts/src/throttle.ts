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

/** Slows down the guessing of passwords, per key (`throttleKey`), whether there is such a person or not. */
export interface Throttle {
  /** Whether an attempt would be admitted; counts nothing. */
  look(key: string, now: Seconds): Admission
  /** Counts an attempt as wrong before it is made, so that a hundred at once are a hundred. */
  admit(key: string, now: Seconds): Admission
  /** The password was right: all is forgotten. */
  forgive(key: string): void
}

/** The pause after so many wrong passwords in a row: 15 s after the fifth, then twice as long each time, up to 15 minutes. */
const pauseAfter = (wrong: number): Seconds =>
  wrong < FREE_ATTEMPTS
    ? 0
    : Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(wrong - FREE_ATTEMPTS, 10))

/**
 * What attempts are counted by: the person where the login is somebody's, so that username and email are one; with a browser
 * that they have signed in with before by itself, so that what others guess does not bind them, nor this browser them.
 */
export const throttleKey = (
  tenant_id: string,
  login: string,
  person: { readonly sub: string; readonly browser: 'known' | 'new' } | undefined,
): string =>
  JSON.stringify(
    person === undefined
      ? [tenant_id, 'login', usernameKey(login)]
      : [tenant_id, person.browser, person.sub],
  )

/**
 * A throttle that remembers at most `size` keys, and forgets the one that was tried longest ago, but none that is paused as
 * long as there is another. It lives in memory: to push a login out, an attacker has to pay for `size` others, each as dear
 * as a guess.
 *
 * @example createThrottle({ size: 50_000 }).admit('key', 0) // { outcome: 'admitted' }
 */
export const createThrottle = (bounds: { readonly size: number }): Throttle => {
  const known = new Map<string, Attempts>()
  const makeRoom = (now: Seconds) => {
    if (known.size < bounds.size) return
    const [oldest] = known.keys()
    const unpaused = [...known].find(([, { paused_until }]) => paused_until <= now)
    const forgotten = unpaused?.[0] ?? oldest
    if (forgotten !== undefined) known.delete(forgotten)
  }
  const look = (key: string, now: Seconds): Admission => {
    const pause = (known.get(key)?.paused_until ?? now) - now
    return pause > 0 ? { outcome: 'paused', seconds: pause } : { outcome: 'admitted' }
  }
  return {
    look,
    admit: (key, now) => {
      const admission = look(key, now)
      if (admission.outcome === 'paused') return admission
      const before = known.get(key)
      const isRemembered = before !== undefined && now < before.last + MEMORY
      const wrong = (isRemembered ? before.wrong : 0) + 1
      known.delete(key)
      makeRoom(now)
      known.set(key, { wrong, paused_until: now + pauseAfter(wrong), last: now })
      return admission
    },
    forgive: (key) => {
      known.delete(key)
    },
  }
}
