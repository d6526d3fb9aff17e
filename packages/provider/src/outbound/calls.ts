import type { GuardedFetch } from '../http/guarded-fetch.ts'
import { createTurns } from '../http/turns.ts'
import type { Client } from '../model/client.ts'
import type { Seconds } from '../model/seconds.ts'
import { type FetchText, rememberFailures } from './fetch-text.ts'
import { type FetchJwks, rememberJwks } from './jwks-uri.ts'

/** Calls to addresses that clients chose. */
export interface Calls {
  readonly fetch: GuardedFetch
  readonly fetchJwks: FetchJwks
  /** Fetches a request object (RFC 9101 §5.2). */
  readonly fetchObject: FetchText
}

/** Calls for the clients of the operator, and for those that registered themselves. */
export interface Outbound {
  readonly operator: Calls
  readonly strangers: Calls
}

/**
 * The places of strangers: few beside those of a guarded fetch, so that the slow ones of them hold up one another alone. What is sent
 * to them (`telling`: a logout token) has others than what is fetched from them, for which somebody waits.
 */
const PLACES = {
  asking: { in_all: 8, per_host: 2, waiting: 64 },
  telling: { in_all: 4, per_host: 2, waiting: 64 },
} as const

/** How long one of them waits for a place, in milliseconds: as long as two that are slow take, one after the other. */
const PATIENCE = 10_000

/** Calls by this fetch, of which those for clients that registered themselves have a few places of their own. */
export const outboundBy = (fetch: GuardedFetch, now: () => Seconds): Outbound => ({
  operator: callsBy(fetch, now),
  strangers: callsBy(fewAtOnce(fetch), now),
})

/** Those for a client. */
export const callsFor = (
  { outbound }: { readonly outbound: Outbound },
  { dynamic }: Pick<Client, 'dynamic'>,
): Calls => (dynamic === undefined ? outbound.operator : outbound.strangers)

const callsBy = (fetch: GuardedFetch, now: () => Seconds): Calls => ({
  fetch,
  fetchJwks: rememberJwks(fetch, now),
  fetchObject: rememberFailures(fetch, now),
})

const fewAtOnce = (fetch: GuardedFetch): GuardedFetch => {
  const takeTurn = { asking: createTurns(PLACES.asking), telling: createTurns(PLACES.telling) }
  return async (url, form) => {
    const what = form === undefined ? 'asking' : 'telling'
    const endTurn = await takeTurn[what](new URL(url).host, AbortSignal.timeout(PATIENCE))
    return fetch(url, form).finally(endTurn)
  }
}
