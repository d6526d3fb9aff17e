import { TokenError } from '@gryphon/protocol'
import { cached } from '../cache.ts'
import type { GuardedFetch } from '../http/guarded-fetch.ts'
import type { Seconds } from '../model/seconds.ts'

/** Fetches a client's `jwks_uri`; `again` when a key was missing, which is heard once in a while only. */
export type FetchJwks = (jwks_uri: string, when?: 'again') => Promise<string>

/** How long keys of a client are taken as they are, and how often they are fetched again at the most, in seconds. */
const KEPT: Seconds = 600
const PAUSE: Seconds = 10

/** Key sets of clients, remembered, so that an assertion costs no fetch. */
export function rememberJwks(fetch: GuardedFetch, now: () => Seconds): FetchJwks {
  const load = async (jwks_uri: string) => ({ text: await fetchText(fetch, jwks_uri), at: now() })
  const kept = cached(load, { entries: 1000, seconds: KEPT, now })
  const renewed = cached(load, { entries: 1000, seconds: PAUSE, now })
  return async (jwks_uri, when) => {
    const recent = when === 'again' ? await renewed(jwks_uri) : await kept(jwks_uri)
    return recent?.text ?? ''
  }
}

async function fetchText(fetch: GuardedFetch, jwks_uri: string): Promise<string> {
  const answer = await fetch(jwks_uri).catch(() => undefined)
  if (answer?.status !== 200)
    throw new TokenError('invalid_client', 'jwks_uri cannot be fetched', 'Core §10.1.1')
  return answer.body
}
