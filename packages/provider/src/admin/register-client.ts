import type { GuardedFetch } from '../http/guarded-fetch.ts'
import type { Keyring } from '../keys/keyring.ts'
import {
  type ClientMetadata,
  InvalidMetadataError,
  InvalidValueError,
  SettingError,
} from '../model/admin.ts'
import type { Client } from '../model/client.ts'
import type { Seconds } from '../model/seconds.ts'
import { newClientId } from '../registration/client-id.ts'
import {
  keptOfSecret,
  needsSecret,
  newSecret,
  shortestSecret,
} from '../registration/client-secret.ts'
import type { Described } from '../registration/defaults.ts'
import { MetadataError } from '../registration/metadata-error.ts'
import { parseClient } from '../registration/parse-client.ts'
import { operator } from '../registration/registrar.ts'
import type { Store } from '../store/store.ts'

/** What registering a client needs. */
export interface RegisteringMeans {
  readonly store: Store
  readonly fetch: GuardedFetch
  readonly now: () => Seconds
  readonly random: (octets: number) => Uint8Array
}

/** A client that an operator registers: by the same rules as one that registers itself. Throws `SettingError`. */
export async function registerClient(
  { store, fetch, now, random }: RegisteringMeans,
  keys: Keyring,
  tenant_id: string,
  { client_secret: chosen, client_id = newClientId(random), ...metadata }: ClientMetadata,
): Promise<{ readonly client: Client; readonly client_secret?: string }> {
  if (typeof client_id !== 'string' || !/^[\x21-\x7e]{1,128}$/.test(client_id))
    throw new InvalidValueError('client_id', 'client_id: give 1 to 128 printable ASCII characters')
  const described = await parseForOperator(metadata, fetch)
  const client_secret = chosenSecret(described, chosen, random)
  const kept = keptOfSecret(keys, described, client_secret)
  const client: Client = { ...described, client_id, ...kept, created_at: now() }
  if ((await store.registerClient(tenant_id, client)) === 'taken')
    throw new SettingError('client_id', `client ${client_id} exists already`)
  return client_secret === undefined ? { client } : { client, client_secret }
}

/** What an operator says of a client, checked. Throws `InvalidMetadataError`. */
export async function parseForOperator(metadata: object, fetch: GuardedFetch): Promise<Described> {
  try {
    return await parseClient({ ...metadata }, operator(fetch))
  } catch (error) {
    if (error instanceof MetadataError) throw new InvalidMetadataError([error, ...error.others])
    throw error
  }
}

/** The secret of the operator's choice, else a new one; `undefined` where the client needs none. Throws `SettingError`. */
export function chosenSecret(
  described: Described,
  chosen: string | undefined,
  random: RegisteringMeans['random'],
): string | undefined {
  if (!needsSecret(described)) return undefined
  const client_secret = chosen ?? newSecret(described, random)
  const shortest = shortestSecret(described)
  if (typeof client_secret !== 'string' || client_secret.length < shortest)
    throw new InvalidValueError(
      'client_secret',
      `client_secret: give ${shortest} characters or more, or leave it out to have one made`,
    )
  return client_secret
}
