import type { DatabaseSync } from 'node:sqlite'
import type { Store } from '@gryphon/provider'
import { revokeGrantsOf } from './removals.ts'
import type { Synchronous } from './synchronous.ts'

type ClientWrites = Synchronous<
  Pick<Store, 'registerClient' | 'removeClient' | 'putResource' | 'removeResource'>
>

/** What is written of clients and of the APIs that tokens can be for. */
export function clientWrites(database: DatabaseSync): ClientWrites {
  const addClient = database.prepare('INSERT INTO clients VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
  const removeClient = database.prepare('DELETE FROM clients WHERE tenant_id = ? AND client_id = ?')
  const removeConsents = database.prepare(
    'DELETE FROM consents INDEXED BY consents_client_id WHERE tenant_id = ? AND client_id = ?',
  )
  const revokeGrants = revokeGrantsOf(database, 'client')
  const putResource = database.prepare('INSERT OR REPLACE INTO resources VALUES (?, ?, ?)')
  const removeResource = database.prepare(
    'DELETE FROM resources WHERE tenant_id = ? AND resource = ?',
  )
  return {
    registerClient(tenant_id, client) {
      const { changes } = addClient.run(tenant_id, client.client_id, JSON.stringify(client))
      return changes === 0 ? 'taken' : 'registered'
    },
    removeClient(tenant_id, client_id) {
      if (removeClient.run(tenant_id, client_id).changes === 0) return 'unknown'
      removeConsents.run(tenant_id, client_id)
      revokeGrants(tenant_id, client_id)
      return 'removed'
    },
    putResource(tenant_id, resource) {
      putResource.run(tenant_id, resource.resource, JSON.stringify(resource))
    },
    removeResource(tenant_id, resource) {
      return removeResource.run(tenant_id, resource).changes === 0 ? 'unknown' : 'removed'
    },
  }
}
