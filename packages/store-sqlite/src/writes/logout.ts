import type { DatabaseSync } from 'node:sqlite'
import type { LogoutDelivery, Session, Store } from '@gryphon/provider'
import { type Row, valueIn } from '../rows.ts'
import { revokeGrantsOf } from './removals.ts'
import type { Synchronous } from './synchronous.ts'

type LogoutWrites = Synchronous<Pick<Store, 'endSessions' | 'takeDeliveries' | 'settleDelivery'>>

/** What is written when sessions end, and of the logout tokens that tell it. */
export function logoutWrites(database: DatabaseSync): LogoutWrites {
  return { endSessions: sessionsEnding(database), ...deliveryWrites(database) }
}

/** What ends sessions, with their grants, and queues what clients are to be told. */
export function sessionsEnding(database: DatabaseSync): LogoutWrites['endSessions'] {
  const endOne = database.prepare(
    'DELETE FROM sessions INDEXED BY sessions_sid WHERE tenant_id = ? AND sid = ? RETURNING value',
  )
  const endAll = database.prepare(
    'DELETE FROM sessions INDEXED BY sessions_sub WHERE tenant_id = ? AND sub = ? RETURNING value',
  )
  const queue = database.prepare('INSERT OR REPLACE INTO deliveries VALUES (?, ?, ?, ?, ?)')
  const isDynamic = database.prepare(
    "SELECT 1 FROM clients WHERE tenant_id = ? AND client_id = ? AND value ->> 'dynamic' IS NOT NULL",
  )
  const revokeGrants = revokeGrantsOf(database, 'session')
  return (tenant_id, which, { now, expires_at }) => {
    const rows =
      'sid' in which ? endOne.all(tenant_id, which.sid) : endAll.all(tenant_id, which.sub)
    const found = rows.map((row) => valueIn<Session>(row))
    for (const { sid } of found) revokeGrants(tenant_id, sid, expires_at)
    const ended = found.filter((session) => session.expires_at > now)
    for (const { sub, sid, client_ids = [] } of ended)
      for (const client_id of client_ids) {
        const delivery_id = `${sid}.${client_id}`
        const itself = isDynamic.get(tenant_id, client_id) !== undefined
        const delivery: LogoutDelivery = {
          ...{ delivery_id, client_id, sub, sid, attempts: 0, next_at: now, expires_at },
          ...(itself ? { client_registered: 'itself' } : {}),
        }
        queue.run(tenant_id, delivery_id, now, expires_at, JSON.stringify(delivery))
      }
    return ended
  }
}

function deliveryWrites(
  database: DatabaseSync,
): Pick<LogoutWrites, 'takeDeliveries' | 'settleDelivery'> {
  const finding = (index: string, line: string) =>
    database.prepare(`
      SELECT tenant_id, value FROM deliveries INDEXED BY ${index}
        WHERE ${line} is_retry = ?1 AND due_at <= ?2 AND expires_at > ?2
          AND (tenant_id, client_id) NOT IN (SELECT value ->> 0, value ->> 1 FROM json_each(?3))
        ORDER BY due_at LIMIT ?4
    `)
  const findDue = {
    any: finding('deliveries_turn', ''),
    operator: finding('deliveries_turn_in_line', "line = 'operator' AND"),
    itself: finding('deliveries_turn_in_line', "line = 'itself' AND"),
  }
  const whose = 'WHERE tenant_id = ? AND delivery_id = ?'
  const find = database.prepare(`SELECT value FROM deliveries ${whose}`)
  const forget = database.prepare(`DELETE FROM deliveries ${whose}`)
  const change = database.prepare(`UPDATE deliveries SET due_at = ?, value = ? ${whose}`)
  const put = (tenant_id: string, delivery: LogoutDelivery) => {
    const { next_at, failed_at, delivery_id } = delivery
    const due_at = failed_at === undefined ? next_at : null
    change.run(due_at, JSON.stringify(delivery), tenant_id, delivery_id)
  }
  return {
    takeDeliveries(now, until, limit, busy = [], line = undefined) {
      const find = findDue[line ?? 'any']
      const clients = JSON.stringify(busy.map(({ tenant_id, client_id }) => [tenant_id, client_id]))
      const untried = find.all(0, now, clients, limit)
      const due = [...untried, ...find.all(1, now, clients, limit - untried.length)]
      const taken = due.map((row: Row) => ({
        tenant_id: String(row.tenant_id),
        delivery: { ...valueIn<LogoutDelivery>(row), next_at: until },
      }))
      for (const { tenant_id, delivery } of taken) put(tenant_id, delivery)
      return taken
    },
    settleDelivery(tenant_id, delivery_id, { outcome, ...known }) {
      if (outcome === 'delivered') return void forget.run(tenant_id, delivery_id)
      const row = find.get(tenant_id, delivery_id)
      if (row === undefined) return
      const before = valueIn<LogoutDelivery>(row)
      put(tenant_id, { ...before, ...known, attempts: before.attempts + 1 })
    },
  }
}
