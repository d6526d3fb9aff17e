import type { DeliveryLine, LogoutDelivery, Store } from '@gryphon/provider'
import type { Database, Row, Statement } from '../database.ts'
import { asRows, changes, givenRows, maybeNumber, named, puts, reads, unnamed } from '../sql.ts'
import { sessionOf } from './sessions.ts'

type LogoutOperations = Pick<
  Store,
  'endSessions' | 'takeDeliveries' | 'settleDelivery' | 'listDeliveries'
>

/**
 * SQL: how the client of a `client_id` came. In JSON a quote inside a text has a backslash before it, so nothing that a client says of
 * itself reads like this member, and no client that registered itself is without it.
 */
const REGISTERED = `CASE WHEN EXISTS (SELECT 1 FROM clients c WHERE c.tenant_id = $1
  AND c.client_id = joined.client_id AND position('"dynamic":{' IN c.value) > 0)
  THEN 'itself' ELSE 'operator' END`

/**
 * SQL: what ends the sessions that `which` says ($1 is the tenant, $2 whose, $3 now, $4 until when it is kept), as CTEs that
 * leave them in `ended`. A row is deleted by one statement only, and that one tells of it. What the grants of these sessions
 * are worth is decided by `ended_sessions` when they are asked for; it is kept until the last of them that is there has ended.
 */
export const endingSessions = (which: string, whole: 'whole' | 'with_session'): string => `
  ended AS (
    DELETE FROM sessions WHERE tenant_id = $1 AND ${which}
      RETURNING sid, sub, expires_at, client_ids, value
  ),
  remembered AS (
    INSERT INTO ended_sessions AS before (tenant_id, sid, whole, expires_at)
      SELECT DISTINCT $1, sid, ${whole === 'whole'},
        greatest($4::bigint, (SELECT max(expires_at) FROM grants)) FROM ended
      ON CONFLICT (tenant_id, sid) DO UPDATE SET whole = before.whole OR excluded.whole,
        expires_at = greatest(before.expires_at, excluded.expires_at)
  ),
  queued AS (
    INSERT INTO deliveries
        (tenant_id, delivery_id, client_id, sub, sid, attempts, next_at, expires_at,
          client_registered)
      SELECT DISTINCT ON (sid, joined.client_id) $1, sid || '.' || joined.client_id,
        joined.client_id, sub, sid, 0, $3::bigint, $4::bigint, ${REGISTERED}
      FROM ended CROSS JOIN unnest(client_ids) AS joined(client_id) WHERE expires_at > $3::bigint
      ON CONFLICT (tenant_id, delivery_id) DO UPDATE SET attempts = 0, reason = NULL,
        failed_at = NULL, next_at = excluded.next_at, expires_at = excluded.expires_at,
        client_registered = excluded.client_registered
  )`

const TELL_ENDED = 'SELECT client_ids, value FROM ended WHERE expires_at > $3::bigint'

const END_ONE = changes(
  'end_sessions_of_sid',
  `WITH ${endingSessions('sid = $2', 'with_session')} ${TELL_ENDED}`,
)
const END_ALL = changes(
  'end_sessions_of_sub',
  `WITH ${endingSessions('sub = $2', 'with_session')} ${TELL_ENDED}`,
)

/** SQL: which deliveries those of a line are. */
const IN_LINE: Readonly<Record<DeliveryLine | 'any', string>> = {
  any: 'true',
  operator: `client_registered = 'operator'`,
  itself: `client_registered = 'itself'`,
}

/** Those that another is taking at this moment are left to that one. `tried` and `line` say which of the indexes has them. */
const takingOf = (name: string, tried: string, line: string) =>
  changes(
    name,
    `WITH ${givenRows('tenant_id text, client_id text')},
    due AS (
      SELECT tenant_id, delivery_id, next_at AS due_at FROM deliveries d
        WHERE failed_at IS NULL AND ${tried} AND ${line} AND next_at <= $2 AND expires_at > $2
          AND NOT EXISTS (SELECT 1 FROM given busy
            WHERE busy.tenant_id = d.tenant_id AND busy.client_id = d.client_id)
        ORDER BY next_at LIMIT $4 FOR UPDATE SKIP LOCKED
    )
    UPDATE deliveries d SET next_at = $3 FROM due
    WHERE d.tenant_id = due.tenant_id AND d.delivery_id = due.delivery_id
    RETURNING due.due_at, d.*`,
  )

const takingIn = (line: DeliveryLine | 'any') => ({
  untried: takingOf(`take_untried_deliveries_${line}`, 'attempts = 0', IN_LINE[line]),
  tried: takingOf(`take_tried_deliveries_${line}`, 'attempts > 0', IN_LINE[line]),
})
const TAKE = {
  any: takingIn('any'),
  operator: takingIn('operator'),
  itself: takingIn('itself'),
} as const

const WHOSE = 'WHERE tenant_id = $1 AND delivery_id = $2'
const FORGET = puts('forget_delivery', `DELETE FROM deliveries ${WHOSE}`)
const PUT_OFF = changes(
  'put_off_delivery',
  `UPDATE deliveries SET attempts = attempts + 1, reason = $3, next_at = $4 ${WHOSE}`,
)
const GIVE_UP = changes(
  'give_up_delivery',
  `UPDATE deliveries SET attempts = attempts + 1, reason = $3, failed_at = $4 ${WHOSE}`,
)
const LIST = reads('list_deliveries', 'SELECT * FROM deliveries WHERE tenant_id = $1')

/** What PostgreSQL does when sessions end, and of the logout tokens that tell it (see `Store`). */
export const logoutOperations = ({ run }: Database): LogoutOperations => ({
  async endSessions(tenant_id, which, { now, expires_at }) {
    const rows =
      'sid' in which
        ? await run(END_ONE, [named(tenant_id), named(which.sid), now, expires_at])
        : await run(END_ALL, [named(tenant_id), named(which.sub), now, expires_at])
    return rows.map(sessionOf)
  },
  async takeDeliveries(now, until, limit, busy = [], line = undefined) {
    const statements = TAKE[line ?? 'any']
    const [rows] = asRows(
      busy.map(({ tenant_id, client_id }) => ({
        ...{ tenant_id: named(tenant_id), client_id: named(client_id) },
      })),
    )
    const take = async (statement: Statement, most: number) =>
      (await run(statement, [rows, now, until, most])).toSorted(
        (a, b) => Number(a.due_at) - Number(b.due_at),
      )
    const untried = await take(statements.untried, limit)
    const tried = untried.length < limit ? await take(statements.tried, limit - untried.length) : []
    return [...untried, ...tried].map((row) => ({
      tenant_id: unnamed(String(row.tenant_id)),
      delivery: deliveryOf(row),
    }))
  },
  async settleDelivery(tenant, delivery, settled) {
    const ids = [named(tenant), named(delivery)]
    switch (settled.outcome) {
      case 'delivered':
        return void (await run(FORGET, ids))
      case 'retry':
        return void (await run(PUT_OFF, [...ids, named(settled.reason), settled.next_at]))
      case 'failed':
        return void (await run(GIVE_UP, [...ids, named(settled.reason), settled.failed_at]))
    }
  },
  async listDeliveries(tenant_id) {
    const deliveries = (await run(LIST, [named(tenant_id)])).map(deliveryOf)
    const idOrder = (a: LogoutDelivery, b: LogoutDelivery) =>
      a.delivery_id < b.delivery_id ? -1 : 1
    return deliveries.sort((a, b) => a.expires_at - b.expires_at || idOrder(a, b))
  },
})

/** The delivery of a row. */
export function deliveryOf(row: Row): LogoutDelivery {
  const text = (name: string) => unnamed(String(row[name]))
  const failed_at = maybeNumber(row.failed_at)
  return {
    delivery_id: text('delivery_id'),
    client_id: text('client_id'),
    sub: text('sub'),
    sid: text('sid'),
    attempts: Number(row.attempts),
    next_at: Number(row.next_at),
    expires_at: Number(row.expires_at),
    ...(row.client_registered === 'itself' ? { client_registered: 'itself' } : {}),
    ...(failed_at === undefined ? {} : { failed_at }),
    ...(row.reason === null ? {} : { reason: text('reason') }),
  }
}
