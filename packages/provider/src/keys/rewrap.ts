import type { RewrappedKeys } from '../model/admin.ts'
import type { Store } from '../store/store.ts'
import { type MasterKeys, unwrapKey, wrapKey } from './wrap.ts'

/**
 * Wraps the keys of a tenant with the master key that another one opens. Each key is one compare-and-set: whoever reads meanwhile
 * finds a key that one of both opens, whoever is killed has done a part, and whoever does it again does the rest.
 */
export async function rewrapKeys(
  store: Store,
  tenant_id: string,
  master_keys: MasterKeys,
): Promise<RewrappedKeys> {
  const keys = await store.listKeys(tenant_id)
  let rewrapped = 0
  for (const { kid, wrapped: before } of keys) {
    const { jwk, by } = await unwrapKey(before, tenant_id, master_keys)
    if (by === 'master_key') continue
    const wrapped = await wrapKey(jwk, tenant_id, master_keys.master_key)
    if ((await store.replaceWrapped(tenant_id, kid, { before, wrapped })) === 'replaced')
      rewrapped += 1
  }
  return { keys: keys.length, rewrapped }
}
