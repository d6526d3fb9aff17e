import type { DatabaseSync } from 'node:sqlite'
import type { Consent, Session, Store } from '@gryphon/provider'
import { maybeValueIn, valueIn } from '../rows.ts'
import type { Synchronous } from './synchronous.ts'

type SessionWrites = Synchronous<
  Pick<Store, 'signIn' | 'joinSession' | 'signOut' | 'recordConsent' | 'removeConsent'>
>

const union = (before: readonly string[] = [], more: readonly string[] = []) => [
  ...new Set([...before, ...more]),
]

const joined = (session: Session, { client_ids = [] }: Pick<Session, 'client_ids'>): Session =>
  client_ids.length === 0
    ? session
    : { ...session, client_ids: union(session.client_ids, client_ids) }

const isFullFor = ({ client_ids = [] }: Session, client_id: string, most: number) =>
  client_ids.length >= most && !client_ids.includes(client_id)

/** What is written of sessions and consents. */
export function sessionWrites(database: DatabaseSync): SessionWrites {
  const start = database.prepare('INSERT OR REPLACE INTO sessions VALUES (?, ?, ?, ?, ?)')
  const end = database.prepare(
    'DELETE FROM sessions WHERE tenant_id = ? AND session_hash = ? RETURNING value',
  )
  const findBySid = database.prepare(
    'SELECT session_hash, value FROM sessions INDEXED BY sessions_sid WHERE tenant_id = ? AND sid = ?',
  )
  const change = database.prepare(
    'UPDATE sessions SET value = ? WHERE tenant_id = ? AND session_hash = ?',
  )
  const whose = 'WHERE tenant_id = ? AND sub = ? AND client_id = ?'
  const findConsent = database.prepare(`SELECT value FROM consents ${whose}`)
  const putConsent = database.prepare('INSERT OR REPLACE INTO consents VALUES (?, ?, ?, ?)')
  const removeConsent = database.prepare(`DELETE FROM consents ${whose}`)
  return {
    signIn(tenant_id, session_hash, session, replaces) {
      const [replaced] = end.all(tenant_id, replaces ?? null)
      const before = maybeValueIn<Session>(replaced)
      const kept = before?.sid === session.sid ? joined(session, before) : session
      start.run(tenant_id, session_hash, kept.sub, kept.expires_at, JSON.stringify(kept))
    },
    joinSession(tenant_id, sid, client_id, most = Number.POSITIVE_INFINITY) {
      const found = findBySid.all(tenant_id, sid)
      if (found.some((row) => isFullFor(valueIn<Session>(row), client_id, most))) return 'full'
      for (const row of found) {
        const session = joined(valueIn<Session>(row), { client_ids: [client_id] })
        change.run(JSON.stringify(session), tenant_id, String(row.session_hash))
      }
      return found.length === 0 ? 'unknown' : 'joined'
    },
    signOut(tenant_id, session_hash) {
      return maybeValueIn(end.all(tenant_id, session_hash)[0])
    },
    recordConsent(tenant_id, sub, client_id, consent) {
      const before = maybeValueIn<Consent>(findConsent.get(tenant_id, sub, client_id))
      const claims = union(before?.claims, consent.claims)
      const value = {
        ...consent,
        scope: union(before?.scope, consent.scope),
        resource: union(before?.resource, consent.resource),
        ...(claims.length === 0 ? {} : { claims }),
      }
      putConsent.run(tenant_id, sub, client_id, JSON.stringify(value))
    },
    removeConsent(tenant_id, sub, client_id) {
      const { changes } = removeConsent.run(tenant_id, sub, client_id)
      return changes === 0 ? 'unknown' : 'removed'
    },
  }
}
