import type { Store, StoredKey, Tenant } from '@gryphon/provider'
import type { Database, Row } from '../database.ts'
import { TABLES } from '../migrations.ts'
import { asRows, changes, firstIn, givenRows, maybeNumber, named, reads, valueIn } from '../sql.ts'

type TenantOperations = Pick<
  Store,
  | 'addTenant'
  | 'findTenant'
  | 'listTenants'
  | 'removeTenant'
  | 'rotateKey'
  | 'replaceWrapped'
  | 'listKeys'
>

const KEY_COLUMNS =
  'kid text, use text, alg text, created_at bigint, active_from bigint, retired_at bigint, value text'

const ADD = changes(
  'add_tenant',
  `WITH ${givenRows(KEY_COLUMNS)},
  added AS (
    INSERT INTO tenants VALUES ($2, $3) ON CONFLICT DO NOTHING RETURNING tenant_id
  ),
  first_keys AS (
    INSERT INTO keys (tenant_id, kid, use, alg, created_at, active_from, retired_at, value)
      SELECT tenant_id, kid, use, alg, created_at, active_from, retired_at, value
      FROM added CROSS JOIN given ON CONFLICT DO NOTHING
  )
  SELECT tenant_id FROM added`,
)

const FIND = reads('find_tenant', 'SELECT value FROM tenants WHERE tenant_id = $1')
const LIST = reads('list_tenants', 'SELECT tenant_id, value FROM tenants')
const LIST_KEYS = reads('list_keys', 'SELECT * FROM keys WHERE tenant_id = $1')

/** Whoever rotates a key of this tenant meanwhile waits, and then sees what was done. */
const HOLD = changes('hold_tenant', 'SELECT 1 FROM tenants WHERE tenant_id = $1 FOR UPDATE')

const FIND_KID = reads('find_kid', 'SELECT 1 FROM keys WHERE tenant_id = $1 AND kid = $2')
const ANNOUNCED = 'keys WHERE tenant_id = $1 AND use = $2 AND alg = $3 AND active_from > $4'
const FIND_ANNOUNCED = reads('find_announced_key', `SELECT 1 FROM ${ANNOUNCED}`)
const REMOVE_ANNOUNCED = changes('remove_announced_key', `DELETE FROM ${ANNOUNCED}`)
const RETIRE = changes(
  'retire_keys',
  `UPDATE keys SET retired_at = $4
  WHERE tenant_id = $1 AND use = $2 AND alg = $3 AND retired_at IS NULL`,
)
const SHORTEN = changes(
  'shorten_keys',
  `UPDATE keys SET retired_at = $4
  WHERE tenant_id = $1 AND use = $2 AND alg = $3 AND retired_at > $4`,
)
const ADD_KEY = changes(
  'add_key',
  `WITH ${givenRows(KEY_COLUMNS)}
  INSERT INTO keys (tenant_id, kid, use, alg, created_at, active_from, retired_at, value)
    SELECT $2, kid, use, alg, created_at, active_from, retired_at, value FROM given`,
)

const FIND_KEY = reads('find_key', 'SELECT value FROM keys WHERE tenant_id = $1 AND kid = $2')
/** Only while the row is as it was read, byte for byte. */
const REWRAP = changes(
  'rewrap_key',
  `UPDATE keys SET value = $4 WHERE tenant_id = $1 AND kid = $2 AND value = $3 RETURNING 1`,
)

/** A large tenant takes its time: the limit of this transaction alone is lifted. */
const NO_LIMIT = changes('no_limit', 'SET LOCAL statement_timeout = 0')
const REMOVALS = TABLES.map((table) => ({
  ...changes(`remove_${table}_of_tenant`, `DELETE FROM ${table} WHERE tenant_id = $1 RETURNING 1`),
  lasts: 'long' as const,
}))

/** What PostgreSQL keeps of tenants and their keys (see `Store`). */
export const tenantOperations = (database: Database): TenantOperations => ({
  async addTenant(tenant, keys) {
    const { tenant_id } = tenant
    const values = [...asRows(keys.map(keyColumns)), named(tenant_id), JSON.stringify(tenant)]
    return (await database.run(ADD, values)).length === 0 ? 'taken' : 'added'
  },
  findTenant: async (tenant_id) => firstIn<Tenant>(await database.run(FIND, [named(tenant_id)])),
  async listTenants() {
    const tenants = (await database.run(LIST)).map((row) => valueIn<Tenant>(row))
    return tenants.sort((a, b) => (a.tenant_id < b.tenant_id ? -1 : 1))
  },
  removeTenant: (tenant_id) =>
    database.transaction(async (run) => {
      await run(NO_LIMIT)
      let removed = 0
      for (const [turn, removal] of REMOVALS.entries()) {
        const rows = await run(removal, [named(tenant_id)])
        if (turn === 0) removed = rows.length
      }
      return removed === 0 ? 'unknown' : 'removed'
    }),
  rotateKey: (tenant, key, { retired_at, now, announced, ended }) =>
    database.transaction(async (run) => {
      const tenant_id = named(tenant)
      const { kid, use, alg } = key
      await run(HOLD, [tenant_id])
      if ((await run(FIND_KID, [tenant_id, named(kid)])).length > 0) return 'taken'
      const alike = [tenant_id, use, alg] as const
      if (announced === 'remove') await run(REMOVE_ANNOUNCED, [...alike, now])
      if ((await run(FIND_ANNOUNCED, [...alike, now])).length > 0) return 'taken'
      await run(RETIRE, [...alike, retired_at])
      if (ended === 'shorten') await run(SHORTEN, [...alike, retired_at])
      await run(ADD_KEY, [...asRows([keyColumns(key)]), tenant_id])
      return 'rotated'
    }),
  replaceWrapped: keyRewrapping(database),
  async listKeys(tenant_id) {
    const keys = (await database.run(LIST_KEYS, [named(tenant_id)])).map(keyOf)
    return keys.sort((a, b) => a.created_at - b.created_at || (a.kid < b.kid ? -1 : 1))
  },
})

type KeptKey = Pick<StoredKey, 'kid' | 'wrapped' | 'public_jwk'>

/** What is kept is compared here, and then changed as it was read. */
function keyRewrapping({ run }: Database): Store['replaceWrapped'] {
  const replace: Store['replaceWrapped'] = async (tenant_id, kid, { before, wrapped }) => {
    const ids = [named(tenant_id), named(kid)] as const
    const [row] = await run(FIND_KEY, ids)
    if (row === undefined) return 'unknown'
    const kept = valueIn<KeptKey>(row)
    if (kept.wrapped !== before) return 'changed'
    const anew = JSON.stringify({ ...kept, wrapped })
    const replaced = await run(REWRAP, [...ids, String(row.value), anew])
    return replaced.length === 0 ? replace(tenant_id, kid, { before, wrapped }) : 'replaced'
  }
  return replace
}

/** The columns of a key, but its tenant's. */
export const keyColumns = ({
  kid,
  use,
  alg,
  created_at,
  active_from,
  retired_at,
  ...rest
}: StoredKey) => ({
  ...{ kid: named(kid), use, alg, created_at, active_from, retired_at },
  value: JSON.stringify({ kid, ...rest }),
})

/** The key of a row. */
export const keyOf = (row: Row): StoredKey => {
  const retired_at = maybeNumber(row.retired_at)
  return {
    use: row.use as StoredKey['use'],
    alg: String(row.alg),
    created_at: Number(row.created_at),
    active_from: Number(row.active_from),
    ...(retired_at === undefined ? {} : { retired_at }),
    ...valueIn<KeptKey>(row),
  }
}
