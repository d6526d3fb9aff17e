import { base64url } from '@gryphon/protocol'
import { createFirstKeys } from '../keys/create.ts'
import type { Keyring, KeyringMeans } from '../keys/keyring.ts'
import { keyStatuses, rotateKeys } from '../keys/rotation.ts'
import { type Admin, type ClientMetadata, SettingError } from '../model/admin.ts'
import type { Client } from '../model/client.ts'
import { DEFAULT_TENANT, isTenantId, type Tenant } from '../model/tenant.ts'
import type { Store } from '../store/store.ts'
import { parseClient } from './parse-client.ts'

/** What the operator's doings need. */
export interface AdminMeans extends KeyringMeans {
  readonly store: Store
  readonly findKeyring: (tenant_id: string) => Promise<Keyring | undefined>
}

/** The operator's doings, over a store. */
export const createAdmin = (means: AdminMeans): Admin => ({
  addTenant: async (tenant_id, name) => {
    if (!isTenantId(tenant_id))
      throw new SettingError(
        'tenant',
        `tenant ${tenant_id} cannot be: give 2 to 63 of a-z, 0-9 and -, a letter first, and no path of the provider's own`,
      )
    const tenant = await addTenant(means, tenant_id, name)
    if (tenant === undefined) throw new SettingError('tenant', `tenant ${tenant_id} exists already`)
    return tenant
  },
  registerClient: (tenant_id, metadata) => registerClient(means, tenant_id, metadata),
  rotateKeys: async (tenant_id, rotation = { at: 'once_announced' }) => {
    await keyringOf(means, tenant_id)
    return rotateKeys(means.store, tenant_id, rotation, means)
  },
  listKeys: async (tenant_id) => keyStatuses(await means.store.listKeys(tenant_id), means.now()),
})

/** Sees to it that there is a default tenant, with its keys, before the first request. Any number of nodes may start at once. */
export async function ensureDefaultTenant(means: AdminMeans): Promise<void> {
  if ((await means.store.findTenant(DEFAULT_TENANT)) === undefined)
    await addTenant(means, DEFAULT_TENANT, 'Gryphon')
}

async function addTenant(
  { store, now, random, master_key }: AdminMeans,
  tenant_id: string,
  name: string,
): Promise<Tenant | undefined> {
  const tenant: Tenant = { tenant_id, name, created_at: now() }
  const making = { tenant_id, master_key, random, now: now(), active_from: now() }
  const outcome = await store.addTenant(tenant, await createFirstKeys(making))
  return outcome === 'added' ? tenant : undefined
}

async function keyringOf({ findKeyring }: AdminMeans, tenant_id: string): Promise<Keyring> {
  const keyring = await findKeyring(tenant_id)
  if (keyring === undefined)
    throw new SettingError('tenant', `tenant ${tenant_id} is not known; see: gryphon tenant list`)
  return keyring
}

/** A letter first, so that a command line does not take it for an option. */
const newClientId = ({ random }: AdminMeans) => `c${base64url(random(12))}`

const SECRET_METHODS = ['client_secret_basic', 'client_secret_post']
const SHORTEST_SECRET = 32

async function registerClient(
  means: AdminMeans,
  tenant_id: string,
  { client_secret: chosen, client_id = newClientId(means), ...metadata }: ClientMetadata,
) {
  const keyring = await keyringOf(means, tenant_id)
  if (!/^[\x21-\x7e]{1,128}$/.test(client_id))
    throw new SettingError('client_id', 'client_id: give 1 to 128 printable ASCII characters')
  const described = parseClient(metadata)
  const needsSecret = SECRET_METHODS.includes(described.token_endpoint_auth_method)
  const client_secret = needsSecret ? (chosen ?? base64url(means.random(32))) : undefined
  if (client_secret !== undefined && client_secret.length < SHORTEST_SECRET)
    throw new SettingError(
      'client_secret',
      `client_secret: give ${SHORTEST_SECRET} characters or more, or leave it out to have one made`,
    )
  const client: Client = {
    ...described,
    client_id,
    ...(client_secret === undefined
      ? {}
      : { client_secret_hash: keyring.keyedHash('client_secret', client_secret) }),
    created_at: means.now(),
  }
  if ((await means.store.registerClient(tenant_id, client)) === 'taken')
    throw new SettingError('client_id', `client ${client_id} exists already`)
  return client_secret === undefined ? { client } : { client, client_secret }
}
