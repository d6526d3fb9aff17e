import type { Session, Store } from '@gryphon/provider'
import type { Database, Row } from '../database.ts'
import { asRows, byTurn, changes, givenRows, named, namesIn, puts, reads, valueIn } from '../sql.ts'
import { together } from '../together.ts'

type SessionOperations = Pick<
  Store,
  'signIn' | 'findSession' | 'joinSession' | 'listSessions' | 'signOut'
>

const BEGIN = puts(
  'begin_session',
  `INSERT INTO sessions (tenant_id, session_hash, sid, sub, expires_at, client_ids, value)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (tenant_id, session_hash) DO UPDATE SET sid = excluded.sid, sub = excluded.sub,
    expires_at = excluded.expires_at, client_ids = excluded.client_ids, value = excluded.value`,
)

/**
 * The same session, proved anew, keeps its row under another cookie's hash: whoever ends or joins it at the same time waits
 * for the row and finds it again, which would be lost between a row that goes and one that comes.
 */
const PROVE_ANEW = changes(
  'prove_session_anew',
  `UPDATE sessions SET session_hash = $2, sub = $4, expires_at = $5, value = $7,
    client_ids = client_ids || ARRAY(
      SELECT given FROM unnest($6::text[]) AS given WHERE given <> ALL (client_ids))
  WHERE tenant_id = $1 AND session_hash = $8 AND sid = $3 RETURNING 1`,
)

const FIND = reads(
  'find_sessions',
  `WITH ${givenRows('tenant_id text, session_hash text, now bigint')}
  SELECT turn, client_ids, value FROM given JOIN sessions s USING (tenant_id, session_hash)
  WHERE s.expires_at > given.now`,
)
const JOIN = puts(
  'join_session',
  `UPDATE sessions SET client_ids = CASE
    WHEN $3::text = ANY (client_ids) THEN client_ids ELSE array_append(client_ids, $3::text) END
  WHERE tenant_id = $1 AND sid = $2
    AND ($3::text = ANY (client_ids) OR coalesce(array_length(client_ids, 1), 0) < $4::int)
  RETURNING 1`,
)
const FIND_SID = reads('find_sid', 'SELECT 1 FROM sessions WHERE tenant_id = $1 AND sid = $2')
const LIST = reads(
  'list_sessions',
  'SELECT client_ids, value FROM sessions WHERE tenant_id = $1 AND sub = $2 AND expires_at > $3',
)
const END = changes(
  'end_session',
  'DELETE FROM sessions WHERE tenant_id = $1 AND session_hash = $2 RETURNING client_ids, value',
)

/** As many as a number of the database can say. */
const ANY_NUMBER = 2 ** 31 - 1

/** What PostgreSQL does of sessions, but their end (see `Store`). */
export function sessionOperations({ run, transaction }: Database): SessionOperations {
  const find = together(async (batch: readonly (readonly [string, string, number])[]) => {
    const given = batch.map(([tenant_id, session_hash, now]) => ({
      ...{ tenant_id: named(tenant_id), session_hash: named(session_hash), now },
    }))
    const rows = await run(FIND, asRows(given))
    return byTurn(batch.length, rows, (row) => row && sessionOf(row))
  })
  return {
    async signIn(tenant_id, session_hash, session, replaces) {
      const values = [named(tenant_id), named(session_hash), ...columnsOf(session)]
      if (replaces === undefined) return void (await run(BEGIN, values))
      const proved = await run(PROVE_ANEW, [...values, named(replaces)])
      if (proved.length > 0) return
      await transaction(async (run) => {
        await run(END, [named(tenant_id), named(replaces)])
        await run(BEGIN, values)
      })
    },
    findSession: (...given) => find(given),
    async joinSession(tenant_id, sid, client_id, most = ANY_NUMBER) {
      const ids = [named(tenant_id), named(sid)] as const
      if ((await run(JOIN, [...ids, named(client_id), most])).length > 0) return 'joined'
      return (await run(FIND_SID, ids)).length > 0 ? 'full' : 'unknown'
    },
    async listSessions(tenant_id, sub, now) {
      const rows = await run(LIST, [named(tenant_id), named(sub), now])
      return rows
        .map(sessionOf)
        .sort((a, b) => a.created_at - b.created_at || (a.sid < b.sid ? -1 : 1))
    },
    async signOut(tenant_id, session_hash) {
      const [row] = await run(END, [named(tenant_id), named(session_hash)])
      return row && sessionOf(row)
    },
  }
}

const columnsOf = ({ client_ids = [], ...session }: Session) =>
  [
    named(session.sid),
    named(session.sub),
    session.expires_at,
    client_ids.map(named),
    JSON.stringify(session),
  ] as const

/** The session of a row with `client_ids` and `value`. */
export function sessionOf(row: Row): Session {
  const client_ids = namesIn(row.client_ids)
  const session = valueIn<Session>(row)
  return client_ids.length === 0 ? session : { ...session, client_ids }
}
