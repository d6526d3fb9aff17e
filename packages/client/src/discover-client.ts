import type { ProviderMetadata } from '@gryphon/protocol'
import { createParty, exchangeOf, memoryOf } from './create-party.ts'
import { createRelyingParty } from './create-relying-party.ts'
import { discover } from './discovery.ts'
import type { ClientMetadata } from './metadata.ts'
import type { ClientOptions } from './options.ts'
import type { RelyingParty } from './relying-party.ts'

/**
 * A relying party at an OP whose metadata are known: nothing is fetched but its keys, when they are first needed.
 *
 * @example
 * const rp = createClient(op_metadata, { client_id, redirect_uri, authentication: clientSecretBasic(secret) })
 */
export const createClient = (
  op: ProviderMetadata,
  metadata: ClientMetadata,
  options: ClientOptions = {},
): RelyingParty => createRelyingParty(createParty(op, metadata, options, memoryOf(op, options)))

/**
 * A relying party at the OP of this issuer, which is asked what it can (Discovery §4). Throws `ClientError`: the document
 * must be of exactly this issuer, and every URL https.
 *
 * @example
 * const rp = await discoverClient('https://op.example.com', { client_id, redirect_uri, authentication: none() })
 */
export const discoverClient = async (
  issuer: string,
  metadata: ClientMetadata,
  options: ClientOptions = {},
): Promise<RelyingParty> =>
  createClient(await discover(exchangeOf(options), issuer), metadata, options)
