import type { Store } from '@gryphon/provider'
import type { Database, Run } from '../database.ts'
import { codeOf } from '../faults.ts'
import { changes } from '../sql.ts'

/** The tables whose rows expire, and what names a row. */
const EXPIRING: Readonly<Record<string, string>> = {
  sessions: 'session_hash',
  grants: 'grant_id',
  revoked_tokens: 'jti',
  claimed: 'key',
  sealed: 'ref',
  deliveries: 'delivery_id',
}

/** A batch of what is over: rows that somebody is at work on, another node that sweeps too, are left for the next time. */
const sweepOf = (table: string, id: string, over: string) =>
  changes(
    `sweep_${table}`,
    `DELETE FROM ${table} WHERE (tenant_id, ${id}) IN (
      SELECT tenant_id, ${id} FROM ${table} WHERE ${over} LIMIT $2 FOR UPDATE SKIP LOCKED)
    RETURNING 1`,
  )

const SWEEPS = [
  sweepOf('keys', 'kid', 'retired_at < $1'),
  ...Object.entries(EXPIRING).map(([table, id]) => sweepOf(table, id, 'expires_at <= $1')),
]

/** What ended sessions took with them is over, too: this is ours alone, and not counted. */
const FORGET = sweepOf('ended_sessions', 'sid', 'expires_at <= $1')

const SWEEP_CLIENTS = changes(
  'sweep_clients',
  `WITH unused AS (
    DELETE FROM clients WHERE (tenant_id, client_id) IN (
      SELECT tenant_id, client_id FROM clients
        WHERE expires_at <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED)
    RETURNING tenant_id, client_id
  ),
  consents_gone AS (
    DELETE FROM consents c USING unused u
      WHERE c.tenant_id = u.tenant_id AND c.client_id = u.client_id
  )
  SELECT 1 FROM unused`,
)

/** Any number will do that no other program takes in the same database ("Gryp"). */
const TURN = 0x47727970

/** That of many nodes one sweeps at a time: it spares work, and nothing else depends on it. */
const TAKE_TURN = changes('take_turn', `SELECT pg_try_advisory_xact_lock(${TURN}) AS is_ours`)

/** What a database says that has no such locks. */
const NO_LOCKS: readonly (string | undefined)[] = ['42883', '0A000']

/** How PostgreSQL forgets what has expired (see `Store`). */
export function sweeping(database: Database): Pick<Store, 'sweep'> {
  const sweepAll = async (run: Run, now: number, limit: number) => {
    let swept = 0
    for (const sweep of [SWEEP_CLIENTS, ...SWEEPS]) swept += (await run(sweep, [now, limit])).length
    await run(FORGET, [now, limit])
    return swept
  }
  return {
    async sweep(now, limit) {
      try {
        return await database.transaction(async (run) => {
          const [turn] = await run(TAKE_TURN)
          return turn?.is_ours === true ? sweepAll(run, now, limit) : 0
        })
      } catch (fault) {
        if (!NO_LOCKS.includes(codeOf(fault))) throw fault
        return sweepAll(database.run, now, limit)
      }
    },
  }
}
