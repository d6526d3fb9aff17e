import { isDeepStrictEqual } from 'node:util'
import type { Client, Resource, Store } from '@gryphon/provider'
import type { Database, Row, Run } from '../database.ts'
import { changes, maybeNumber, named, puts, reads, valueIn } from '../sql.ts'

type ClientOperations = Pick<
  Store,
  | 'registerClient'
  | 'findClient'
  | 'listClients'
  | 'replaceClient'
  | 'keepClient'
  | 'removeClient'
  | 'putResource'
  | 'listResources'
  | 'removeResource'
>

const REGISTER = changes(
  'register_client',
  `INSERT INTO clients (tenant_id, client_id, expires_at, value) VALUES ($1, $2, $3, $4)
  ON CONFLICT DO NOTHING RETURNING 1`,
)
const WHOSE = 'tenant_id = $1 AND client_id = $2'
const FIND = reads('find_client', `SELECT expires_at, value FROM clients WHERE ${WHOSE}`)
const LIST = reads('list_clients', 'SELECT expires_at, value FROM clients WHERE tenant_id = $1')
/** Only while the row is as it was read, byte for byte; `$7` is whether consents go with what they were given for. */
const REPLACE = changes(
  'replace_client',
  `WITH replaced AS (
    UPDATE clients SET expires_at = $3, value = $4
      WHERE ${WHOSE} AND expires_at IS NOT DISTINCT FROM $5::bigint AND value = $6 RETURNING 1
  ),
  consents_gone AS (
    DELETE FROM consents WHERE ${WHOSE} AND $7::boolean AND EXISTS (SELECT 1 FROM replaced)
  )
  SELECT 1 FROM replaced`,
)
const KEEP = puts('keep_client', `UPDATE clients SET expires_at = NULL WHERE ${WHOSE}`)

/** Its grants die with its row: see `client_no`. */
const REMOVE = changes(
  'remove_client',
  `WITH gone AS (DELETE FROM clients WHERE ${WHOSE} RETURNING 1),
  consents_gone AS (DELETE FROM consents WHERE ${WHOSE} AND EXISTS (SELECT 1 FROM gone))
  SELECT 1 FROM gone`,
)

const PUT_RESOURCE = puts(
  'put_resource',
  `INSERT INTO resources VALUES ($1, $2, $3)
  ON CONFLICT (tenant_id, resource) DO UPDATE SET value = excluded.value`,
)
const LIST_RESOURCES = reads('list_resources', 'SELECT value FROM resources WHERE tenant_id = $1')
const REMOVE_RESOURCE = changes(
  'remove_resource',
  'DELETE FROM resources WHERE tenant_id = $1 AND resource = $2 RETURNING 1',
)

/** What PostgreSQL keeps of clients, and of the APIs that tokens can be for (see `Store`). */
export const clientOperations = ({ run }: Database): ClientOperations => ({
  async registerClient(tenant_id, client) {
    const rows = await run(REGISTER, [
      ...idOf(tenant_id, client.client_id),
      ...clientColumns(client),
    ])
    return rows.length === 0 ? 'taken' : 'registered'
  },
  async findClient(tenant_id, client_id) {
    const [row] = await run(FIND, idOf(tenant_id, client_id))
    return row && clientOf(row)
  },
  async listClients(tenant_id) {
    const clients = (await run(LIST, [named(tenant_id)])).map(clientOf)
    return clients.sort((a, b) => (a.client_id < b.client_id ? -1 : 1))
  },
  replaceClient: clientReplacing(run),
  async keepClient(tenant_id, client_id) {
    await run(KEEP, idOf(tenant_id, client_id))
  },
  async removeClient(tenant_id, client_id) {
    const rows = await run(REMOVE, idOf(tenant_id, client_id))
    return rows.length === 0 ? 'unknown' : 'removed'
  },
  async putResource(tenant_id, resource) {
    await run(PUT_RESOURCE, [...idOf(tenant_id, resource.resource), JSON.stringify(resource)])
  },
  async listResources(tenant_id) {
    const rows = await run(LIST_RESOURCES, [named(tenant_id)])
    const resources = rows.map((row) => valueIn<Resource>(row))
    return resources.sort((a, b) => (a.resource < b.resource ? -1 : 1))
  },
  async removeResource(tenant_id, resource) {
    const rows = await run(REMOVE_RESOURCE, idOf(tenant_id, resource))
    return rows.length === 0 ? 'unknown' : 'removed'
  },
})

/** What is kept is compared here, whatever the order of its members, and then changed as it was read. */
function clientReplacing(run: Run): Store['replaceClient'] {
  const replace: Store['replaceClient'] = async (tenant_id, client, place) => {
    const ids = idOf(tenant_id, client.client_id)
    const [row] = await run(FIND, ids)
    if (row === undefined) return 'unknown'
    if (!isDeepStrictEqual(clientOf(row), place.before)) return 'changed'
    const read = [row.expires_at as string | null, String(row.value)] as const
    const values = [...ids, ...clientColumns(client), ...read, place.consents === 'remove']
    const replaced = await run(REPLACE, values)
    return replaced.length === 0 ? replace(tenant_id, client, place) : 'replaced'
  }
  return replace
}

const idOf = (tenant_id: string, id: string) => [named(tenant_id), named(id)] as const

/** When it expires is a column alone: it is swept by, and taken away by `keepClient`. */
export function clientColumns(client: Client): readonly [number | null, string] {
  if (client.dynamic === undefined) return [null, JSON.stringify(client)]
  const { expires_at = null, ...dynamic } = client.dynamic
  return [expires_at, JSON.stringify({ ...client, dynamic })]
}

/** The client of a row with `expires_at` and `value`. */
export function clientOf(row: Row): Client {
  const client = valueIn<Client>(row)
  const expires_at = maybeNumber(row.expires_at)
  return client.dynamic === undefined || expires_at === undefined
    ? client
    : { ...client, dynamic: { ...client.dynamic, expires_at } }
}
