import { timingSafeEqual } from 'node:crypto'
import { RegistrationError } from '@gryphon/protocol'
import type { Client } from '../model/client.ts'
import { webHostOf } from '../model/redirect-uri.ts'
import type { Op } from '../op.ts'
import { keptOfSecret, needsSecret, newSecret } from './client-secret.ts'
import type { Described } from './defaults.ts'
import { METADATA, OPERATOR_METADATA } from './metadata.ts'
import type { Sent } from './read-metadata.ts'

/** What the OP alone says, so that no replacement may (RFC 7592 §2.2). */
const SAID_BY_OP = [
  'registration_access_token',
  'registration_client_uri',
  'client_secret_expires_at',
  'client_id_issued_at',
]

const refuse = (description: string) =>
  new RegistrationError('invalid_request', description, 'RFC 7592 §2.2')

/** A replacement names its own client, and its secret, if at all, rightly (RFC 7592 §2.2). Throws `RegistrationError`. */
export function checkOwnNames({ keys }: Op, client: Client, sent: Sent): void {
  const { client_id, client_secret } = sent
  if (client_id !== client.client_id) throw refuse('client_id must be that of this client')
  const theirs = SAID_BY_OP.find((name) => Object.hasOwn(sent, name))
  if (theirs !== undefined) throw refuse(`${theirs} may not be sent`)
  if (client_secret === undefined || client_secret === null) return
  const shown = Buffer.from(keys.keyedHash('client_secret', String(client_secret)))
  const kept = Buffer.from(client.client_secret_hash ?? '')
  const isSame =
    typeof client_secret === 'string' &&
    kept.length === shown.length &&
    timingSafeEqual(kept, shown)
  if (!isSame) throw refuse('client_secret must be that of this client')
}

/** What is kept of a secret, and the secret itself where it is a new one, which is told once. */
export interface RenewedSecret {
  readonly client_secret: string | undefined
  readonly kept: Pick<Client, 'client_secret_hash' | 'client_secret_sealed'>
}

/** The secret of a replaced client: the one it has, as long as its method can work with it. */
export function renewedSecret(
  { keys, random }: Pick<Op, 'keys' | 'random'>,
  client: Client,
  described: Described,
  { client_secret: shown }: Sent,
): RenewedSecret {
  const { client_secret_hash, client_secret_sealed } = client
  if (!needsSecret(described)) return { client_secret: undefined, kept: {} }
  const isSealed = described.token_endpoint_auth_method === 'client_secret_jwt'
  if (client_secret_hash !== undefined && !isSealed)
    return { client_secret: undefined, kept: { client_secret_hash } }
  if (client_secret_hash !== undefined && client_secret_sealed !== undefined)
    return { client_secret: undefined, kept: { client_secret_hash, client_secret_sealed } }
  // A secret that was shown, and found right, can be kept in another way.
  const known = typeof shown === 'string' && client_secret_hash !== undefined ? shown : undefined
  const client_secret = known ?? newSecret(described, random)
  return {
    client_secret: known === undefined ? client_secret : undefined,
    kept: keptOfSecret(keys, described, client_secret),
  }
}

const BY_OPERATOR = Object.keys(OPERATOR_METADATA).filter((name) => !Object.hasOwn(METADATA, name))

/** What a client says of itself, with what only the operator says of it, which stays; `require_pkce` is never taken back. */
export const withOperators = (described: Described, before: Client): Described => ({
  ...described,
  ...Object.fromEntries(Object.entries(before).filter(([name]) => BY_OPERATOR.includes(name))),
  require_pkce: described.require_pkce || before.require_pkce,
})

/** Where a redirect URI leads: a host on the web, or the app that has the scheme. */
const placeOf = (uri: string) => webHostOf(uri) || new URL(uri).protocol

/**
 * What becomes of the consents of a client that replaces its redirect URIs: people have allowed it at the hosts that they saw,
 * so they are asked again once there is another.
 */
export function consentsAfter(
  before: Pick<Client, 'redirect_uris'>,
  { redirect_uris }: Pick<Client, 'redirect_uris'>,
): 'keep' | 'remove' {
  const known = before.redirect_uris.map(placeOf)
  return redirect_uris.every((uri) => known.includes(placeOf(uri))) ? 'keep' : 'remove'
}
