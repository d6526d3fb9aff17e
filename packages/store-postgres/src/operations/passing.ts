import type { Store } from '@gryphon/provider'
import type { Database } from '../database.ts'
import { asRows, byTurn, changes, givenRows, named, puts, reads } from '../sql.ts'
import { together } from '../together.ts'

type PassingOperations = Pick<Store, 'claimOnce' | 'findClaim' | 'keepSealed' | 'findSealed'>

type Claim = Parameters<Store['claimOnce']>

/** Of two at the same time the second waits for the first one's row, and compares with what is in it then. */
const CLAIM = changes(
  'claim',
  `WITH ${givenRows('tenant_id text, key text, claimed_at bigint, expires_at bigint')},
  first AS (
    INSERT INTO claimed AS before (tenant_id, key, claimed_at, expires_at)
      SELECT tenant_id, key, claimed_at, expires_at FROM given ORDER BY turn
      ON CONFLICT (tenant_id, key) DO UPDATE
        SET claimed_at = excluded.claimed_at, expires_at = excluded.expires_at
        WHERE before.expires_at <= excluded.claimed_at
      RETURNING tenant_id, key
  )
  SELECT turn FROM given JOIN first USING (tenant_id, key)`,
)
const FIND_CLAIM = reads(
  'find_claim',
  'SELECT 1 FROM claimed WHERE tenant_id = $1 AND key = $2 AND expires_at > $3',
)
const KEEP = puts(
  'keep_sealed',
  `INSERT INTO sealed VALUES ($1, $2, $3, $4) ON CONFLICT (tenant_id, ref)
  DO UPDATE SET sealed = excluded.sealed, expires_at = excluded.expires_at`,
)
const FIND = reads(
  'find_sealed',
  'SELECT sealed FROM sealed WHERE tenant_id = $1 AND ref = $2 AND expires_at > $3',
)

/** What PostgreSQL keeps of things that are used once or kept for a short time (see `Store`). */
export function passingOperations({ run }: Database): PassingOperations {
  const claim = together(
    async (batch: readonly Claim[]) => {
      const given = batch.map(([tenant_id, key, claimed_at, expires_at]) => ({
        ...{ tenant_id: named(tenant_id), key: named(key), claimed_at, expires_at },
      }))
      const rows = await run(CLAIM, asRows(given))
      return byTurn(batch.length, rows, (row) => (row === undefined ? 'again' : 'first'))
    },
    ([tenant_id, key]) => `${tenant_id} ${key}`,
  )
  return {
    claimOnce: (...given) => claim(given),
    async findClaim(tenant_id, key, now) {
      const rows = await run(FIND_CLAIM, [named(tenant_id), named(key), now])
      return rows.length === 0 ? 'free' : 'claimed'
    },
    async keepSealed(tenant_id, ref, sealed, expires_at) {
      await run(KEEP, [named(tenant_id), named(ref), sealed, expires_at])
    },
    async findSealed(tenant_id, ref, now) {
      const [row] = await run(FIND, [named(tenant_id), named(ref), now])
      return typeof row?.sealed === 'string' ? row.sealed : undefined
    },
  }
}
