import type { ProviderMetadata, SigningAlgorithm } from '@gryphon/protocol'
import type { LeftOut } from './check.ts'
import type { Dpop } from './dpop.ts'
import type { MakeExchange } from './exchange.ts'
import type { Flights } from './flights.ts'
import type { GuardedFetch } from './guarded-fetch.ts'
import type { JwtProtection } from './jwt-protection.ts'
import type { KeySet } from './key-set.ts'
import type { ClientMetadata } from './metadata.ts'

/**
 * What every step of a login is given: both parties, and what the platform or the application
 * passed in.
 */
export interface Party {
  readonly op: ProviderMetadata
  readonly client: ClientMetadata
  /** The one algorithm of this client's ID Tokens. */
  readonly alg: SigningAlgorithm
  /** How its ID Tokens and its responses in JWT form are registered to come. */
  readonly protection: Readonly<Record<'id_token' | 'authorization', JwtProtection>>
  readonly keys: KeySet
  readonly flights: Flights
  readonly exchange: MakeExchange
  readonly api: GuardedFetch
  readonly now: () => number
  readonly random: (bytes: number) => Uint8Array
  readonly clock_tolerance: number
  readonly trusted_audiences: readonly string[]
  readonly s_hash: 'required' | 'if_present'
  readonly leftOut: readonly LeftOut[]
  /** What binds tokens to a key (RFC 9449), where the application asks for that. */
  readonly dpop: Dpop | undefined
}
