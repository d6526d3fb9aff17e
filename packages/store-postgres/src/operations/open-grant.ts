import { type Grant, type Store, sessionItFallsWith } from '@gryphon/provider'
import type { Database } from '../database.ts'
import { asRows, byTurn, changes, givenRows, named } from '../sql.ts'
import { together } from '../together.ts'
import { HAS_ENDED, REASON } from './reason.ts'

type Asked = Parameters<Store['openGrant']>
type Told = Awaited<ReturnType<Store['openGrant']>>

const COLUMNS = `tenant_id text, grant_id text, client_id text, sub text, sid text,
    falls_with text, expires_at bigint, value text`

/**
 * The one write of a login. What the client and the person are worth is read in the same statement, and noted in the row:
 * should one of them be removed meanwhile, `REASON` sees it afterwards.
 */
const OPEN = changes(
  'open_grants',
  `WITH ${givenRows(COLUMNS)},
  ready AS (
    SELECT *, (SELECT c.client_no FROM clients c
        WHERE c.tenant_id = given.tenant_id AND c.client_id = given.client_id) AS client_no,
      coalesce((SELECT p.epoch FROM person_epochs p
        WHERE p.tenant_id = given.tenant_id AND p.sub = given.sub), 0) AS person_epoch
    FROM given WHERE NOT ${HAS_ENDED}
  ),
  opened AS (
    INSERT INTO grants (tenant_id, grant_id, client_id, client_no, sub, person_epoch, sid,
        generation, expires_at, value)
      SELECT tenant_id, grant_id, client_id, client_no, sub, person_epoch, falls_with,
        0, expires_at, value
      FROM ready WHERE client_no IS NOT NULL ORDER BY turn
      ON CONFLICT (tenant_id, grant_id) DO NOTHING
      RETURNING tenant_id, grant_id
  )
  SELECT turn FROM given JOIN opened USING (tenant_id, grant_id)`,
)

/**
 * For those that were not opened. A statement of its own, for it must see the row that was in the way, and the one above
 * does not where that was written at the same time. Nothing is told in between: who asks is told after this.
 */
const REPLAY = changes(
  'replay_grants',
  `WITH ${givenRows(COLUMNS)},
  replayed AS (
    UPDATE grants g SET revoked = coalesce(${REASON}, 'code_replayed')
      FROM given WHERE g.tenant_id = given.tenant_id AND g.grant_id = given.grant_id
      RETURNING given.turn
  )
  SELECT turn, CASE
    WHEN turn IN (SELECT turn FROM replayed) THEN 'replayed'
    WHEN NOT EXISTS (SELECT 1 FROM clients c
      WHERE c.tenant_id = given.tenant_id AND c.client_id = given.client_id) THEN 'unknown_client'
    WHEN ${HAS_ENDED} THEN 'signed_out' END AS told
  FROM given`,
)

/** `openGrant` in PostgreSQL (see `Store`). */
export function grantOpening({ run }: Database): Pick<Store, 'openGrant'> {
  const openAll = async (batch: readonly Asked[]): Promise<readonly Told[]> => {
    const opened = byTurn(batch.length, await run(OPEN, asRows(batch.map(rowOf))), (row) => row)
    const others = batch.filter((_, turn) => opened[turn] === undefined)
    const told = others.length === 0 ? [] : await explain(others)
    const rest = told[Symbol.iterator]()
    return opened.map((row) => (row === undefined ? rest.next().value : 'opened')) as Told[]
  }
  /** A row that was in the way and has been swept since, a client that came since: then it is begun anew. */
  const explain = async (batch: readonly Asked[]): Promise<readonly Told[]> => {
    const rows = await run(REPLAY, asRows(batch.map(rowOf)))
    const told = byTurn(batch.length, rows, (row) => row?.told as Told | null)
    return Promise.all(told.map(async (one, turn) => one ?? openOne(batch[turn] as Asked)))
  }
  const openOne = async (asked: Asked) => (await openAll([asked]))[0] as Told
  const open = together(openAll, ([tenant_id, { grant_id }]) => `${tenant_id} ${grant_id}`)
  return { openGrant: (...asked) => open(asked) }
}

const rowOf = ([tenant_id, grant, { expires_at }]: Asked) => ({
  tenant_id: named(tenant_id),
  grant_id: named(grant.grant_id),
  client_id: named(grant.client_id),
  sub: named(grant.sub),
  sid: maybeNamed(grant.sid),
  falls_with: maybeNamed(sessionItFallsWith(grant)),
  expires_at,
  value: JSON.stringify(grant satisfies Grant),
})

const maybeNamed = (text: string | undefined) => (text === undefined ? undefined : named(text))
