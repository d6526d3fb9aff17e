import type { Lifetimes } from '../model/lifetimes.ts'
import type { Seconds } from '../model/seconds.ts'
import type { StoredKey } from '../store/store.ts'

const HOUR: Seconds = 3600
const DAY: Seconds = 24 * HOUR

/** Clocks may differ, and nobody minds a key that stays an hour longer. */
const MARGIN: Seconds = HOUR

/** The longest that an initial access token lasts (a year), and what is more than that. */
const LONGEST_INVITATION: Seconds = 366 * DAY

/**
 * How long what a key of each use has made is of use. A signature: tokens, and for `id_token_hint` the session that the ID Token is
 * of (RP-Initiated Logout §2 wants those that have expired, too). A seal: each refresh token, which is sealed anew at each use;
 * what else is sealed lasts less, but initial access tokens.
 */
const MADE_LASTS: Readonly<Record<'sig' | 'seal', readonly (keyof Lifetimes)[]>> = {
  sig: ['id_token', 'access_token', 'front_channel_access_token', 'session'],
  seal: ['refresh_token', 'access_token', 'front_channel_access_token', 'interaction', 'code'],
}

const LEAST: Readonly<Record<'sig' | 'seal', Seconds>> = { sig: DAY, seal: LONGEST_INVITATION }

/** How long a key is kept once its successor is used: longer than anything lasts that it has made (PITFALLS 29). */
export const retirementOf = (
  use: Exclude<StoredKey['use'], 'mac'>,
  lifetimes: Lifetimes,
): Seconds =>
  Math.max(LEAST[use], MARGIN + Math.max(...MADE_LASTS[use].map((name) => lifetimes[name])))
