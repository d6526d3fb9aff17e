import type {
  Client,
  Consent,
  Grant,
  GrantStanding,
  LogoutDelivery,
  Resource,
  RevocationReason,
  Session,
  Store,
  StoredKey,
  Tenant,
} from '@gryphon/provider'
import type { Reader } from './reader.ts'
import { maybeValueIn, type Row, valueIn } from './rows.ts'

type StoreReads = Pick<
  Store,
  | 'findTenant'
  | 'listTenants'
  | 'listKeys'
  | 'findClient'
  | 'listClients'
  | 'listResources'
  | 'findSession'
  | 'listSessions'
  | 'listDeliveries'
  | 'findConsent'
  | 'findGrant'
  | 'findClaim'
  | 'findSealed'
>

/** Everything of a store that only reads, on a connection of this thread: microseconds each, and never a wait. */
export function storeReads({ prepare }: Pick<Reader, 'prepare'>): StoreReads {
  const one = <T>(sql: string) => {
    const query = prepare(sql)
    return async (...given: (string | number)[]) => maybeValueIn<T>(query.get(...given))
  }
  const all = <T>(sql: string) => {
    const query = prepare(sql)
    return async (...given: (string | number)[]) =>
      query.all(...given).map((row) => valueIn<T>(row))
  }
  const listKeys = prepare('SELECT * FROM keys WHERE tenant_id = ? ORDER BY created_at, kid')
  const findClaim = prepare(
    'SELECT 1 FROM claimed WHERE tenant_id = ? AND key = ? AND expires_at > ?',
  )
  const findSealed = prepare(
    'SELECT sealed FROM sealed WHERE tenant_id = ? AND ref = ? AND expires_at > ?',
  )
  return {
    findTenant: one<Tenant>('SELECT value FROM tenants WHERE tenant_id = ?'),
    listTenants: all<Tenant>('SELECT value FROM tenants ORDER BY tenant_id'),
    listKeys: async (tenant_id) => listKeys.all(tenant_id).map(keyOf),
    findClient: one<Client>('SELECT value FROM clients WHERE tenant_id = ? AND client_id = ?'),
    listClients: all<Client>('SELECT value FROM clients WHERE tenant_id = ? ORDER BY client_id'),
    listResources: all<Resource>(
      'SELECT value FROM resources WHERE tenant_id = ? ORDER BY resource',
    ),
    findSession: one<Session>(
      'SELECT value FROM sessions WHERE tenant_id = ? AND session_hash = ? AND expires_at > ?',
    ),
    listSessions: all<Session>(
      `SELECT value FROM sessions INDEXED BY sessions_sub
        WHERE tenant_id = ? AND sub = ? AND expires_at > ? ORDER BY value ->> 'created_at', sid`,
    ),
    listDeliveries: all<LogoutDelivery>(
      'SELECT value FROM deliveries WHERE tenant_id = ? ORDER BY expires_at, delivery_id',
    ),
    findConsent: one<Consent>(
      'SELECT value FROM consents WHERE tenant_id = ? AND sub = ? AND client_id = ?',
    ),
    findGrant: grantReading(prepare),
    async findClaim(tenant_id, key, now) {
      return findClaim.get(tenant_id, key, now) === undefined ? 'free' : 'claimed'
    },
    async findSealed(tenant_id, ref, now) {
      const sealed = findSealed.get(tenant_id, ref, now)?.sealed
      return typeof sealed === 'string' ? sealed : undefined
    },
  }
}

const keyOf = (row: Row): StoredKey => ({
  kid: String(row.kid),
  use: row.use as StoredKey['use'],
  alg: String(row.alg),
  created_at: Number(row.created_at),
  active_from: Number(row.active_from),
  ...(row.retired_at === null ? {} : { retired_at: Number(row.retired_at) }),
  ...valueIn<Pick<StoredKey, 'wrapped' | 'public_jwk'>>(row),
})

function grantReading(prepare: Reader['prepare']): Store['findGrant'] {
  const findGrant = prepare(
    'SELECT value, generation, reason FROM standings WHERE tenant_id = ? AND grant_id = ? AND expires_at > ?',
  )
  const findRevoked = prepare(
    'SELECT 1 FROM revoked_tokens WHERE tenant_id = ? AND jti = ? AND expires_at > ?',
  )
  return async (tenant_id, grant_id, now, jti): Promise<GrantStanding> => {
    const found = findGrant.get(tenant_id, grant_id, now)
    if (typeof found?.reason === 'string')
      return { outcome: 'revoked', reason: found.reason as RevocationReason }
    if (jti !== undefined && findRevoked.get(tenant_id, jti, now) !== undefined)
      return { outcome: 'revoked', reason: 'revoked_by_client' }
    if (found === undefined) return { outcome: 'unknown' }
    return { outcome: 'live', grant: valueIn<Grant>(found), generation: Number(found.generation) }
  }
}
