import { cached } from '../cache.ts'
import type { GuardedFetch } from '../http/guarded-fetch.ts'
import { TooManyCalls } from '../http/turns.ts'
import type { Seconds } from '../model/seconds.ts'

/** What came of a fetch; without `text` it failed, which is remembered too, or everybody could have it tried without end. */
export interface Fetched {
  readonly text: string | undefined
}

/** How often one address is tried again at the most, in seconds. */
const PAUSE: Seconds = 10

/** How many addresses are remembered. */
const REMEMBERED = 1000

/** Fetches the text at an address, and remembers for some seconds what came of it. Throws `TooManyCalls`. */
export const recentText = (fetch: GuardedFetch, now: () => Seconds) =>
  cached((url) => fetchText(fetch, url), { entries: REMEMBERED, seconds: PAUSE, now })

/** Fetches the text at an address; `undefined` where it cannot be had, and for some seconds after that without another try. */
export type FetchText = (url: string) => Promise<string | undefined>

/**
 * Fetches texts that change from one time to the next: only that one could not be had is remembered.
 *
 * @example const fetchObject = rememberFailures(fetch, now)
 */
export function rememberFailures(fetch: GuardedFetch, now: () => Seconds): FetchText {
  const recent = recentText(fetch, now)
  return async (url) => {
    const fetched = await recent(url).catch(() => undefined)
    if (fetched?.text !== undefined) recent.forget(url)
    return fetched?.text
  }
}

/** Where there was no turn, nothing is known of the address: it throws, which is not remembered. */
async function fetchText(fetch: GuardedFetch, url: string): Promise<Fetched> {
  try {
    const answer = await fetch(url)
    return { text: answer.status === 200 ? answer.body : undefined }
  } catch (error) {
    if (error instanceof TooManyCalls) throw error
    return { text: undefined }
  }
}
