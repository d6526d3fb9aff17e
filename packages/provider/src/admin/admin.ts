import { base64url } from '@gryphon/protocol'
import type { GuardedFetch } from '../http/guarded-fetch.ts'
import { endSessions } from '../interaction/end-sessions.ts'
import { createFirstKeys } from '../keys/create.ts'
import type { Keyring, KeyringMeans } from '../keys/keyring.ts'
import { rewrapKeys } from '../keys/rewrap.ts'
import { rotateKeys } from '../keys/rotation.ts'
import { keyStatuses } from '../keys/status.ts'
import { type Admin, InvalidValueError, SettingError } from '../model/admin.ts'
import type { Lifetimes } from '../model/lifetimes.ts'
import { DEFAULT_TENANT, isTenantId, type Tenant } from '../model/tenant.ts'
import type { World } from '../op.ts'
import type { Store } from '../store/store.ts'
import { createInitialAccessToken } from './create-initial-access-token.ts'
import { registerClient } from './register-client.ts'
import { updateClient } from './update-client.ts'

/** What the operator's doings need. */
export interface AdminMeans extends KeyringMeans {
  readonly store: Store
  readonly fetch: GuardedFetch
  readonly log: World['log']
  readonly lifetimes: Lifetimes
  readonly findKeyring: (tenant_id: string) => Promise<Keyring | undefined>
}

/** The operator's doings, over a store. */
export const createAdmin = (means: AdminMeans): Admin => ({
  ...keyDoings(means),
  addTenant: async (tenant_id, name) => {
    if (!isTenantId(tenant_id))
      throw new InvalidValueError(
        'tenant',
        `tenant ${tenant_id} cannot be: give 2 to 63 of a-z, 0-9 and -, a letter first, and no path of the provider's own`,
      )
    const tenant = await addTenant(means, tenant_id, name)
    if (tenant === undefined) throw new SettingError('tenant', `tenant ${tenant_id} exists already`)
    return tenant
  },
  registerClient: async (tenant_id, metadata) =>
    registerClient(means, await keyringOf(means, tenant_id), tenant_id, metadata),
  updateClient: async (tenant_id, changes, { secret } = { secret: 'keep' }) => {
    const keys = await keyringOf(means, tenant_id)
    return updateClient({ ...means, keys, secret }, tenant_id, changes)
  },
  createInitialAccessToken: async (tenant_id, terms) =>
    createInitialAccessToken(means, await keyringOf(means, tenant_id), terms),
  signOutEverywhere: async (tenant_id, sub) => {
    await keyringOf(means, tenant_id)
    const request_id = base64url(means.random(9))
    return endSessions(means, { sub }, { tenant_id, request_id, client_id: undefined })
  },
  listDeliveries: (tenant_id) => means.store.listDeliveries(tenant_id),
})

const keyDoings = (means: AdminMeans): Pick<Admin, 'rotateKeys' | 'rewrapKeys' | 'listKeys'> => {
  const listKeys = async (tenant_id: string) =>
    keyStatuses(await means.store.listKeys(tenant_id), means.now())
  return {
    listKeys,
    rotateKeys: async (tenant_id, rotation = { at: 'once_announced' }) => {
      await keyringOf(means, tenant_id)
      await rotateKeys(means.store, tenant_id, rotation, means)
      return listKeys(tenant_id)
    },
    rewrapKeys: async (tenant_id) => {
      await keyringOf(means, tenant_id)
      return rewrapKeys(means.store, tenant_id, means)
    },
  }
}

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
