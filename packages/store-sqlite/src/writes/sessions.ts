import type { DatabaseSync } from 'node:sqlite'
import type { Consent, Store } from '@gryphon/provider'
import { maybeValueIn } from '../rows.ts'
import type { Synchronous } from './synchronous.ts'

type SessionWrites = Synchronous<
  Pick<Store, 'signIn' | 'signOut' | 'recordConsent' | 'removeConsent'>
>

/** What is written of sessions and consents. */
export function sessionWrites(database: DatabaseSync): SessionWrites {
  const start = database.prepare('INSERT OR REPLACE INTO sessions VALUES (?, ?, ?, ?, ?)')
  const end = database.prepare(
    'DELETE FROM sessions WHERE tenant_id = ? AND session_hash = ? RETURNING value',
  )
  const whose = 'WHERE tenant_id = ? AND sub = ? AND client_id = ?'
  const findConsent = database.prepare(`SELECT value FROM consents ${whose}`)
  const putConsent = database.prepare('INSERT OR REPLACE INTO consents VALUES (?, ?, ?, ?)')
  const removeConsent = database.prepare(`DELETE FROM consents ${whose}`)
  return {
    signIn(tenant_id, session_hash, session, replaces) {
      if (replaces !== undefined) end.all(tenant_id, replaces)
      const { sub, expires_at } = session
      start.run(tenant_id, session_hash, sub, expires_at, JSON.stringify(session))
    },
    signOut(tenant_id, session_hash) {
      return maybeValueIn(end.all(tenant_id, session_hash)[0])
    },
    recordConsent(tenant_id, sub, client_id, consent) {
      const before = maybeValueIn<Consent>(findConsent.get(tenant_id, sub, client_id))
      const scope = [...new Set([...(before?.scope ?? []), ...consent.scope])]
      const resource = [...new Set([...(before?.resource ?? []), ...consent.resource])]
      const value = JSON.stringify({ ...consent, scope, resource })
      putConsent.run(tenant_id, sub, client_id, value)
    },
    removeConsent(tenant_id, sub, client_id) {
      const { changes } = removeConsent.run(tenant_id, sub, client_id)
      return changes === 0 ? 'unknown' : 'removed'
    },
  }
}
