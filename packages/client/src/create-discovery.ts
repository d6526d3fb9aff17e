import type { ProviderMetadata } from '@gryphon/protocol'
import { createParty, exchangeOf, memoryOf } from './create-party.ts'
import { createRelyingParty } from './create-relying-party.ts'
import { discover } from './discovery.ts'
import { createKept } from './kept.ts'
import type { ClientMetadata } from './metadata.ts'
import type { OpMemory } from './op-memory.ts'
import type { ClientOptions } from './options.ts'
import { PLATFORM } from './platform.ts'
import type { RelyingParty } from './relying-party.ts'

/** Many OPs, each asked what it can when it is first needed. */
export interface Discovery {
  /**
   * A relying party at the OP of this issuer, cheap enough for every request: its metadata are kept for an hour, its keys,
   * DPoP nonces and refreshes under way as long. Throws `ClientError`, after a failure the same one for five seconds.
   */
  readonly client: (issuer: string, metadata: ClientMetadata) => Promise<RelyingParty>
}

const KEEPING = { max_age: 3600, pause: 5, most: 100 }

interface KnownOp {
  readonly op: ProviderMetadata
  readonly memory: OpMemory
}

/**
 * Keeps what OPs say of themselves (Discovery §4), of the last hundred issuers: for applications that have many, or learn
 * the issuer with the request. Where there is one, `discoverClient` at the start is enough.
 *
 * @example
 * const discovery = createDiscovery()
 */
export const createDiscovery = (options: ClientOptions = {}): Discovery =>
  discoveryWith(options, (op) => memoryOf(op, options))

/** The same, for those who share a part of what is remembered of an OP. */
export const discoveryWith = (
  options: ClientOptions,
  remember: (op: ProviderMetadata) => OpMemory,
): Discovery => {
  const exchange = exchangeOf(options)
  const find = async (issuer: string): Promise<KnownOp> => {
    const op = await discover(exchange, issuer)
    return { op, memory: remember(op) }
  }
  const known = createKept(find, { ...KEEPING, now: options.now ?? PLATFORM.now })
  return {
    client: async (issuer, metadata) => {
      const { op, memory } = await known(issuer)
      return createRelyingParty(createParty(op, metadata, options, memory))
    },
  }
}
