import type { DatabaseSync } from 'node:sqlite'
import { type Grant, type Store, sessionItFallsWith } from '@gryphon/provider'
import { type Row, valueIn } from '../rows.ts'
import type { Synchronous } from './synchronous.ts'

type GrantWrites = Synchronous<
  Pick<Store, 'openGrant' | 'refreshGrant' | 'revokeGrant' | 'revokeToken'>
>

/** What is written of grants. */
export function grantWrites(database: DatabaseSync): GrantWrites {
  const open = database.prepare(`
    INSERT INTO grants (tenant_id, grant_id, client_id, sub, sid, generation, expires_at, value)
      SELECT ?1, ?2, ?3, ?4, ?5, 0, ?6, ?7
        WHERE EXISTS (SELECT 1 FROM clients WHERE tenant_id = ?1 AND client_id = ?3)
          AND NOT EXISTS (
            SELECT 1 FROM removals WHERE tenant_id = ?1 AND (kind, id) IN (VALUES ('session', ?5), ('access', ?8))
          )
      ON CONFLICT DO NOTHING
  `)
  const revokeBeforehand = database.prepare(`
    INSERT INTO grants (tenant_id, grant_id, client_id, generation, expires_at, revoked)
      VALUES (?, ?, ?, 0, ?, ?) ON CONFLICT DO NOTHING
  `)
  const find = database.prepare('SELECT * FROM standings WHERE tenant_id = ? AND grant_id = ?')
  const findClient = database.prepare('SELECT 1 FROM clients WHERE tenant_id = ? AND client_id = ?')
  const refresh = database.prepare(
    'UPDATE grants SET generation = ?, refreshed_at = ?, expires_at = ? WHERE grant_no = ?',
  )
  const revoke = database.prepare(
    'UPDATE grants SET revoked = ?, expires_at = max(expires_at, ?) WHERE grant_no = ?',
  )
  const revokeToken = database.prepare('INSERT OR REPLACE INTO revoked_tokens VALUES (?, ?, ?)')
  return {
    openGrant(tenant_id, grant, { expires_at }) {
      const { grant_id, client_id, sub, sid = null } = grant
      const value = JSON.stringify(grant)
      const of = [tenant_id, grant_id, client_id, sub, sessionItFallsWith(grant) ?? null] as const
      if (open.run(...of, expires_at, value, sid).changes === 1) return 'opened'
      const found = find.get(tenant_id, grant_id)
      if (found?.reason === null) revoke.run('code_replayed', 0, numberOf(found))
      if (found !== undefined) return 'replayed'
      const isKnown = findClient.get(tenant_id, client_id) !== undefined
      return isKnown ? 'signed_out' : 'unknown_client'
    },
    refreshGrant(tenant_id, asked) {
      const found = find.get(tenant_id, asked.grant_id)
      if (found === undefined || !isOpenTo(found, asked)) return { outcome: 'unknown' }
      const grant = valueIn<Grant>(found)
      const generation = Number(found.generation)
      const behind = generation - asked.generation
      if (behind === 0) {
        refresh.run(generation + 1, asked.now, asked.expires_at, numberOf(found))
        return { outcome: 'refreshed', grant, generation: generation + 1 }
      }
      const isInGrace = asked.now - Number(found.refreshed_at) <= asked.grace
      if (behind === 1 && isInGrace) return { outcome: 'retried', grant, generation }
      revoke.run('refresh_token_reused', 0, numberOf(found))
      return { outcome: 'reused', grant }
    },
    revokeGrant(tenant_id, { grant_id, client_id, reason, expires_at }) {
      const { changes } = revokeBeforehand.run(tenant_id, grant_id, client_id, expires_at, reason)
      if (changes === 1) return 'revoked'
      const found = find.get(tenant_id, grant_id)
      if (found?.client_id !== client_id) return 'foreign'
      if (found.reason !== null) return 'already'
      revoke.run(reason, expires_at, numberOf(found))
      return 'revoked'
    },
    revokeToken(tenant_id, jti, expires_at) {
      revokeToken.run(tenant_id, jti, expires_at)
    },
  }
}

const numberOf = (found: Row) => Number(found.grant_no)

const isOpenTo = (found: Row, asked: Parameters<Store['refreshGrant']>[1]) =>
  found.value !== null &&
  found.reason === null &&
  Number(found.expires_at) > asked.now &&
  found.client_id === asked.client_id &&
  asked.generation >= 0 &&
  asked.generation <= Number(found.generation)
