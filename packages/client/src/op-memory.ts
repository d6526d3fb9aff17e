import type { ProviderMetadata } from '@gryphon/protocol'
import { fetchJwks } from './discovery.ts'
import type { MakeExchange } from './exchange.ts'
import { createFlights, type Flights } from './flights.ts'
import { createKeySet, type KeySet } from './key-set.ts'
import { createNonces, type Nonces } from './nonces.ts'

/** What is remembered of one OP between requests. */
export interface OpMemory {
  readonly keys: KeySet
  readonly flights: Flights
  readonly nonces: Nonces
}

/** Nothing remembered yet. */
export const createOpMemory = (
  { jwks_uri }: ProviderMetadata,
  exchange: MakeExchange,
  now: () => number,
): OpMemory => ({
  keys: createKeySet(() => fetchJwks(exchange, jwks_uri), now),
  flights: createFlights(now),
  nonces: createNonces(),
})
