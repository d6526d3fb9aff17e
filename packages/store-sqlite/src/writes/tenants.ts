import type { DatabaseSync } from 'node:sqlite'
import type { Store, StoredKey } from '@gryphon/provider'
import type { Synchronous } from './synchronous.ts'

const TABLES = [
  'tenants',
  'keys',
  'clients',
  'resources',
  'people',
  'sessions',
  'consents',
  'grants',
  'removals',
  'revoked_tokens',
  'claimed',
  'sealed',
  'deliveries',
]

type TenantWrites = Synchronous<
  Pick<Store, 'addTenant' | 'removeTenant' | 'rotateKey' | 'replaceWrapped'>
>

/** What is written of tenants and their keys. */
export function tenantWrites(database: DatabaseSync): TenantWrites {
  const addTenant = database.prepare('INSERT INTO tenants VALUES (?, ?) ON CONFLICT DO NOTHING')
  const addKey = database.prepare(
    'INSERT INTO keys VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const findKid = database.prepare('SELECT 1 FROM keys WHERE tenant_id = ? AND kid = ?')
  const announcedOnes = 'FROM keys WHERE tenant_id = ? AND use = ? AND alg = ? AND active_from > ?'
  const findAnnounced = database.prepare(`SELECT 1 ${announcedOnes}`)
  const removeAnnounced = database.prepare(`DELETE ${announcedOnes}`)
  const retire = database.prepare(
    'UPDATE keys SET retired_at = ? WHERE tenant_id = ? AND use = ? AND alg = ? AND retired_at IS NULL',
  )
  const shorten = database.prepare(
    'UPDATE keys SET retired_at = ? WHERE tenant_id = ? AND use = ? AND alg = ? AND retired_at > ?',
  )
  const findWrapped = database.prepare(
    "SELECT value ->> '$.wrapped' AS wrapped FROM keys WHERE tenant_id = ? AND kid = ?",
  )
  const replaceWrapped = database.prepare(
    "UPDATE keys SET value = json_set(value, '$.wrapped', ?) WHERE tenant_id = ? AND kid = ?",
  )
  const removals = TABLES.map((table) =>
    database.prepare(`DELETE FROM ${table} WHERE tenant_id = ?`),
  )
  const insertKey = (tenant_id: string, key: StoredKey) => {
    const { kid, use, alg, created_at, active_from, retired_at, ...rest } = key
    const value = JSON.stringify(rest)
    addKey.run(tenant_id, kid, use, alg, created_at, active_from, retired_at ?? null, value)
  }
  return {
    addTenant(tenant, keys) {
      const { changes } = addTenant.run(tenant.tenant_id, JSON.stringify(tenant))
      if (changes === 0) return 'taken'
      for (const key of keys) insertKey(tenant.tenant_id, key)
      return 'added'
    },
    removeTenant(tenant_id) {
      const [tenants] = removals.map((removal) => removal.run(tenant_id).changes)
      return tenants === 0 ? 'unknown' : 'removed'
    },
    rotateKey(tenant_id, key, { retired_at, now, announced, ended }) {
      const { kid, use, alg } = key
      if (findKid.get(tenant_id, kid) !== undefined) return 'taken'
      if (announced === 'remove') removeAnnounced.run(tenant_id, use, alg, now)
      if (findAnnounced.get(tenant_id, use, alg, now) !== undefined) return 'taken'
      retire.run(retired_at, tenant_id, use, alg)
      if (ended === 'shorten') shorten.run(retired_at, tenant_id, use, alg, retired_at)
      insertKey(tenant_id, key)
      return 'rotated'
    },
    replaceWrapped(tenant_id, kid, { before, wrapped }) {
      const kept = findWrapped.get(tenant_id, kid)
      if (kept === undefined) return 'unknown'
      if (kept.wrapped !== before) return 'changed'
      replaceWrapped.run(wrapped, tenant_id, kid)
      return 'replaced'
    },
  }
}
