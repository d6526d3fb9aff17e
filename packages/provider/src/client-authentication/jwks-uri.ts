import { TokenError } from '@gryphon/protocol'
import { cached } from '../cache.ts'
import type { GuardedFetch } from '../http/guarded-fetch.ts'
import type { Seconds } from '../model/seconds.ts'

/** Fetches a client's `jwks_uri`; `again` when a key was missing, which is heard once in a while only. */
export type FetchJwks = (jwks_uri: string, when?: 'again') => Promise<string>

/** How long keys of a client are taken as they are, and how often they are fetched again at the most, in seconds. */
const KEPT: Seconds = 600
const PAUSE: Seconds = 10

/** What came of a fetch; without `text` it failed, which is remembered too, or everybody could have it tried without end. */
interface Fetched {
  readonly text: string | undefined
}

/** Key sets of clients, remembered, so that an assertion costs no fetch. */
export function rememberJwks(fetch: GuardedFetch, now: () => Seconds): FetchJwks {
  const recent = cached((jwks_uri) => fetchText(fetch, jwks_uri), {
    entries: 1000,
    seconds: PAUSE,
    now,
  })
  const kept = cached(async (jwks_uri) => whole(await recent(jwks_uri)), {
    entries: 1000,
    seconds: KEPT,
    now,
  })
  return async (jwks_uri, when) => {
    const fetched = when === 'again' ? await recent(jwks_uri) : await kept(jwks_uri)
    if (fetched?.text === undefined)
      throw new TokenError('invalid_client', 'jwks_uri cannot be fetched', 'Core §10.1.1')
    return fetched.text
  }
}

const whole = (fetched: Fetched | undefined) => (fetched?.text === undefined ? undefined : fetched)

async function fetchText(fetch: GuardedFetch, jwks_uri: string): Promise<Fetched> {
  const answer = await fetch(jwks_uri).catch(() => undefined)
  return { text: answer?.status === 200 ? answer.body : undefined }
}
