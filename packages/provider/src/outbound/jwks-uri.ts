import { TokenError } from '@gryphon/protocol'
import { cached } from '../cache.ts'
import type { GuardedFetch } from '../http/guarded-fetch.ts'
import type { Seconds } from '../model/seconds.ts'
import { type Fetched, recentText } from './fetch-text.ts'

/** Fetches a client's `jwks_uri`; `again` when a key was missing, which is heard once in a while only. */
export type FetchJwks = (jwks_uri: string, when?: 'again') => Promise<string>

/** How long keys of a client are taken as they are, in seconds. */
const KEPT: Seconds = 600

/** Key sets of clients, remembered, so that an assertion costs no fetch. */
export function rememberJwks(fetch: GuardedFetch, now: () => Seconds): FetchJwks {
  const recent = recentText(fetch, now)
  const kept = cached(async (jwks_uri) => whole(await recent(jwks_uri)), {
    entries: 1000,
    seconds: KEPT,
    now,
  })
  return async (jwks_uri, when) => {
    const fetched = await (when === 'again' ? recent : kept)(jwks_uri).catch(() => undefined)
    if (fetched?.text === undefined)
      throw new TokenError('invalid_client', 'jwks_uri cannot be fetched', 'Core §10.1.1')
    return fetched.text
  }
}

const whole = (fetched: Fetched | undefined) => (fetched?.text === undefined ? undefined : fetched)
