import type { ProviderMetadata } from '@gryphon/protocol'
import type { ClientMetadata } from './metadata.ts'
import type { ClientOptions } from './options.ts'
import type { RelyingParty } from './relying-party.ts'

/** A relying party at the OP of this issuer, which is asked what it can (Discovery §4). Throws `ClientError`. */
export const discoverClient = async (
  _issuer: string,
  _metadata: ClientMetadata,
  _options: ClientOptions = {},
): Promise<RelyingParty> => {
  throw new Error('being written')
}

/** A relying party at an OP whose metadata are known. */
export const createClient = (
  _op: ProviderMetadata,
  _metadata: ClientMetadata,
  _options: ClientOptions = {},
): RelyingParty => {
  throw new Error('being written')
}
