import type { DatabaseSync } from 'node:sqlite'
import { isDeepStrictEqual } from 'node:util'
import type { Client, Store } from '@gryphon/provider'
import { maybeValueIn } from '../rows.ts'
import { revokeGrantsOf } from './removals.ts'
import type { Synchronous } from './synchronous.ts'

type ClientWrites = Synchronous<
  Pick<
    Store,
    | 'registerClient'
    | 'replaceClient'
    | 'keepClient'
    | 'removeClient'
    | 'putResource'
    | 'removeResource'
  >
>

/** What is written of clients and of the APIs that tokens can be for. */
export function clientWrites(database: DatabaseSync): ClientWrites {
  const addClient = database.prepare('INSERT INTO clients VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
  const findClient = database.prepare(
    'SELECT value FROM clients WHERE tenant_id = ? AND client_id = ?',
  )
  const removeConsents = consentsRemoval(database)
  const replaceClient = database.prepare(
    'UPDATE clients SET value = ? WHERE tenant_id = ? AND client_id = ?',
  )
  const keepClient = database.prepare(
    `UPDATE clients SET value = json_remove(value, '$.dynamic.expires_at') WHERE tenant_id = ? AND client_id = ?`,
  )
  const putResource = database.prepare('INSERT OR REPLACE INTO resources VALUES (?, ?, ?)')
  const removeResource = database.prepare(
    'DELETE FROM resources WHERE tenant_id = ? AND resource = ?',
  )
  return {
    registerClient(tenant_id, client) {
      const { changes } = addClient.run(tenant_id, client.client_id, JSON.stringify(client))
      return changes === 0 ? 'taken' : 'registered'
    },
    replaceClient(tenant_id, client, { before, consents }) {
      const { client_id } = client
      const kept = maybeValueIn<Client>(findClient.get(tenant_id, client_id))
      if (kept === undefined) return 'unknown'
      if (!isDeepStrictEqual(kept, before)) return 'changed'
      replaceClient.run(JSON.stringify(client), tenant_id, client_id)
      if (consents === 'remove') removeConsents(tenant_id, client_id)
      return 'replaced'
    },
    keepClient(tenant_id, client_id) {
      keepClient.run(tenant_id, client_id)
    },
    removeClient: clientRemoval(database),
    putResource(tenant_id, resource) {
      putResource.run(tenant_id, resource.resource, JSON.stringify(resource))
    },
    removeResource(tenant_id, resource) {
      return removeResource.run(tenant_id, resource).changes === 0 ? 'unknown' : 'removed'
    },
  }
}

/** Removes what people have allowed a client. Returns the function that does it. */
function consentsRemoval(database: DatabaseSync) {
  const remove = database.prepare(
    'DELETE FROM consents INDEXED BY consents_client_id WHERE tenant_id = ? AND client_id = ?',
  )
  return (tenant_id: string, client_id: string): void => void remove.run(tenant_id, client_id)
}

/** Removes a client with its consents, and revokes its grants. Returns the function that does it. */
export function clientRemoval(database: DatabaseSync): ClientWrites['removeClient'] {
  const removeClient = database.prepare('DELETE FROM clients WHERE tenant_id = ? AND client_id = ?')
  const removeConsents = consentsRemoval(database)
  const revokeGrants = revokeGrantsOf(database, 'client')
  return (tenant_id, client_id) => {
    if (removeClient.run(tenant_id, client_id).changes === 0) return 'unknown'
    removeConsents(tenant_id, client_id)
    revokeGrants(tenant_id, client_id)
    return 'removed'
  }
}
