import type { DatabaseSync } from 'node:sqlite'
import type { Store } from '@gryphon/provider'
import { clientRemoval } from './clients.ts'
import type { Synchronous } from './synchronous.ts'

/** The tables whose rows expire, and what names a row. */
const EXPIRING: Readonly<Record<string, string>> = {
  sessions: 'tenant_id, session_hash',
  grants: 'grant_no',
  revoked_tokens: 'tenant_id, jti',
  claimed: 'tenant_id, key',
  sealed: 'rowid',
  deliveries: 'tenant_id, delivery_id',
}

type PassingWrites = Synchronous<Pick<Store, 'claimOnce' | 'keepSealed' | 'sweep'>>

/** What is written of things that are used once or kept for a short time, and how all that has expired goes. */
export function passingWrites(database: DatabaseSync): PassingWrites {
  const claim = database.prepare(`
    INSERT INTO claimed VALUES (?1, ?2, ?4) ON CONFLICT DO UPDATE SET expires_at = ?4
      WHERE expires_at <= ?3
  `)
  const keep = database.prepare(`
    INSERT INTO sealed VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE
      SET sealed = excluded.sealed, expires_at = excluded.expires_at
  `)
  const sweepKeys = database.prepare(sweepOf('keys', 'tenant_id, kid', 'retired_at < ?'))
  const sweeps = Object.entries(EXPIRING).map(([table, name]) =>
    database.prepare(sweepOf(table, name, 'expires_at <= ?')),
  )
  const forget = database.prepare(sweepOf('removals', 'tenant_id, kind, id', 'expires_at <= ?'))
  const findUnused = database.prepare(
    'SELECT tenant_id, client_id FROM clients WHERE expires_at <= ? LIMIT ?',
  )
  const removeClient = clientRemoval(database)
  return {
    claimOnce(tenant_id, key, now, expires_at) {
      return claim.run(tenant_id, key, now, expires_at).changes === 0 ? 'again' : 'first'
    },
    keepSealed(tenant_id, ref, sealed, expires_at) {
      keep.run(tenant_id, ref, sealed, expires_at)
    },
    sweep(now, limit) {
      forget.run(now, limit)
      const unused = findUnused.all(now, limit)
      for (const { tenant_id, client_id } of unused)
        removeClient(String(tenant_id), String(client_id))
      const swept = [sweepKeys, ...sweeps].map((sweep) => Number(sweep.run(now, limit).changes))
      return swept.reduce((sum, changes) => sum + changes, unused.length)
    },
  }
}

const sweepOf = (table: string, name: string, over: string) =>
  `DELETE FROM ${table} WHERE (${name}) IN (SELECT ${name} FROM ${table} WHERE ${over} LIMIT ?)`
