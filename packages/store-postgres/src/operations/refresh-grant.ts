import type { Refresh, Store } from '@gryphon/provider'
import type { Database, Row } from '../database.ts'
import { asRows, byTurn, changes, givenRows, named, valueIn } from '../sql.ts'
import { together } from '../together.ts'
import { REASON } from './reason.ts'

type Asked = Parameters<Store['refreshGrant']>

const GIVEN = givenRows(`tenant_id text, grant_id text, client_id text, generation bigint,
    grace bigint, now bigint, expires_at bigint`)

/** SQL: that the grant of row `g` is one whose refresh tokens mean something to who asks. */
const IS_OPEN = `g.tenant_id = given.tenant_id AND g.grant_id = given.grant_id
      AND g.client_id = given.client_id AND g.expires_at > given.now AND g.value IS NOT NULL
      AND ${REASON} IS NULL`

/**
 * The compare-and-set. Of two at the same time the second waits for the first one's row, compares anew with what is in it
 * then, and finds another generation: also under READ COMMITTED.
 */
const REFRESH = changes(
  'refresh_grants',
  `WITH ${GIVEN}
  UPDATE grants g SET generation = g.generation + 1, refreshed_at = given.now,
    expires_at = given.expires_at
  FROM given WHERE ${IS_OPEN} AND g.generation = given.generation
  RETURNING given.turn, 'refreshed' AS outcome, g.generation, g.value`,
)

const IS_RETRY = `(g.generation = given.generation + 1
      AND given.now - g.refreshed_at <= given.grace)`

/** For those that were not current. A statement of its own, for it must see what those who were have written. */
const JUDGE = changes(
  'judge_refreshes',
  `WITH ${GIVEN},
  reused AS (
    UPDATE grants g SET revoked = 'refresh_token_reused'
      FROM given WHERE ${IS_OPEN}
        AND given.generation >= 0 AND given.generation < g.generation AND NOT ${IS_RETRY}
      RETURNING given.turn, g.generation, g.value
  )
  SELECT turn, 'reused' AS outcome, generation, value FROM reused
  UNION ALL
  SELECT given.turn, 'retried', g.generation, g.value FROM given JOIN grants g ON ${IS_OPEN}
  WHERE given.generation >= 0 AND ${IS_RETRY}`,
)

/** `refreshGrant` in PostgreSQL (see `Store`). */
export function grantRefresh({ run }: Database): Pick<Store, 'refreshGrant'> {
  const refreshAll = async (batch: readonly Asked[]): Promise<readonly Refresh[]> => {
    const given = batch.map(rowOf)
    const rows = await run(REFRESH, asRows(given))
    if (rows.length === batch.length) return byTurn(batch.length, rows, refreshOf)
    const done = new Set(rows.map(({ turn }) => Number(turn)))
    const others = given.flatMap((row, turn) => (done.has(turn) ? [] : [{ ...row, turn }]))
    const judged = await run(JUDGE, [JSON.stringify(others)])
    return byTurn(batch.length, [...rows, ...judged], refreshOf)
  }
  const refresh = together(refreshAll, ([tenant_id, { grant_id }]) => `${tenant_id} ${grant_id}`)
  return { refreshGrant: (...asked) => refresh(asked) }
}

const rowOf = ([tenant_id, { grant_id, client_id, ...asked }]: Asked) => ({
  tenant_id: named(tenant_id),
  grant_id: named(grant_id),
  client_id: named(client_id),
  ...asked,
})

function refreshOf(row: Row | undefined): Refresh {
  if (row === undefined) return { outcome: 'unknown' }
  const outcome = row.outcome as 'refreshed' | 'retried' | 'reused'
  const grant = valueIn<Extract<Refresh, { grant: unknown }>['grant']>(row)
  if (outcome === 'reused') return { outcome, grant }
  return { outcome, grant, generation: Number(row.generation) }
}
