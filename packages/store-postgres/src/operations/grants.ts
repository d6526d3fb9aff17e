import type { Grant, GrantStanding, RevocationReason, Store } from '@gryphon/provider'
import type { Database, Row } from '../database.ts'
import { asRows, byTurn, changes, givenRows, named, puts, reads, valueIn } from '../sql.ts'
import { together } from '../together.ts'
import { REASON } from './reason.ts'

type GrantOperations = Pick<Store, 'findGrant' | 'revokeGrant' | 'revokeToken'>

const FIND = reads(
  'find_grants',
  `WITH ${givenRows('tenant_id text, grant_id text, now bigint, jti text')}
  SELECT given.turn, g.value, g.generation,
    CASE WHEN g.grant_id IS NOT NULL THEN ${REASON} END AS reason,
    EXISTS (SELECT 1 FROM revoked_tokens t WHERE t.tenant_id = given.tenant_id
      AND t.jti = given.jti AND t.expires_at > given.now) AS is_token_revoked
  FROM given LEFT JOIN grants g ON g.tenant_id = given.tenant_id
    AND g.grant_id = given.grant_id AND g.expires_at > given.now`,
)

const REVOKE = changes(
  'revoke_grant',
  `UPDATE grants g SET revoked = $4, expires_at = greatest(expires_at, $5)
  WHERE tenant_id = $1 AND grant_id = $2 AND client_id = $3 AND ${REASON} IS NULL RETURNING 1`,
)

/** Where there is no row one is put in its place: whoever opens the grant at the same time finds it, or is found. */
const REVOKE_BEFOREHAND = changes(
  'revoke_grant_beforehand',
  `WITH beforehand AS (
    INSERT INTO grants (tenant_id, grant_id, client_id, generation, expires_at, revoked)
      VALUES ($1, $2, $3, 0, $5, $4) ON CONFLICT (tenant_id, grant_id) DO NOTHING RETURNING 1
  )
  SELECT EXISTS (SELECT 1 FROM beforehand) AS is_done, g.client_id, ${REASON} AS reason
  FROM (SELECT 1) AS one LEFT JOIN grants g ON g.tenant_id = $1 AND g.grant_id = $2`,
)

const REVOKE_TOKEN = puts(
  'revoke_token',
  `INSERT INTO revoked_tokens VALUES ($1, $2, $3)
  ON CONFLICT (tenant_id, jti) DO UPDATE SET expires_at = excluded.expires_at`,
)

type Looked = Parameters<Store['findGrant']>

/** What PostgreSQL does of grants, but opening and refreshing them (see `Store`). */
export function grantOperations({ run }: Database): GrantOperations {
  const find = together(async (batch: readonly Looked[]) =>
    byTurn(batch.length, await run(FIND, asRows(batch.map(lookOf))), standingOf),
  )
  const revoke: Store['revokeGrant'] = async (tenant_id, revocation) => {
    const { grant_id, client_id, reason, expires_at } = revocation
    const ids = [tenant_id, grant_id, client_id].map(named)
    const values = [...ids, reason, expires_at]
    if ((await run(REVOKE, values)).length > 0) return 'revoked'
    const [row] = await run(REVOKE_BEFOREHAND, values)
    if (row?.is_done === true) return 'revoked'
    const isThere = typeof row?.client_id === 'string'
    if (isThere && row.client_id !== named(client_id)) return 'foreign'
    // Neither there for the one nor for the other, or alive: it was opened in between.
    return isThere && row.reason !== null ? 'already' : revoke(tenant_id, revocation)
  }
  return {
    findGrant: (...looked) => find(looked),
    revokeGrant: revoke,
    async revokeToken(tenant_id, jti, expires_at) {
      await run(REVOKE_TOKEN, [named(tenant_id), named(jti), expires_at])
    },
  }
}

const lookOf = ([tenant_id, grant_id, now, jti]: Looked) => ({
  ...{ tenant_id: named(tenant_id), grant_id: named(grant_id), now },
  ...(jti === undefined ? {} : { jti: named(jti) }),
})

function standingOf(row: Row | undefined): GrantStanding {
  if (typeof row?.reason === 'string')
    return { outcome: 'revoked', reason: row.reason as RevocationReason }
  if (row?.is_token_revoked === true) return { outcome: 'revoked', reason: 'revoked_by_client' }
  if (typeof row?.value !== 'string') return { outcome: 'unknown' }
  return { outcome: 'live', grant: valueIn<Grant>(row), generation: Number(row.generation) }
}
