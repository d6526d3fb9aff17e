import type { DatabaseSync } from 'node:sqlite'

/**
 * Whose grants are revoked all at once. `access`: a session that ended with everything it opened; no grant of it is opened any
 * more, not even one that was to last beyond it.
 */
export type Removed = 'client' | 'person' | 'session' | 'access'

/**
 * Revokes every grant that a client, person or session has so far, by one row: it is kept as long as any grant there is now,
 * and until `expires_at`. Returns the function that does it.
 */
export function revokeGrantsOf(database: DatabaseSync, kind: Removed) {
  const revoke = database.prepare(`
    INSERT INTO removals
      SELECT ?, ?, ?,
        coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'grants'), 0),
        max(?, (SELECT coalesce(max(expires_at), 0) FROM grants))
      WHERE true
    ON CONFLICT (tenant_id, kind, id) DO UPDATE
      SET grant_no = excluded.grant_no, expires_at = max(expires_at, excluded.expires_at)
  `)
  return (tenant_id: string, id: string, expires_at = 0): void => {
    revoke.run(tenant_id, kind, id, expires_at)
  }
}
