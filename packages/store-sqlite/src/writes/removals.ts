import type { DatabaseSync } from 'node:sqlite'

/** Whose grants are revoked all at once. */
export type Removed = 'client' | 'person'

/**
 * Revokes every grant that a client or person has so far, by one row: it is kept as long as any grant there is now. Returns
 * the function that does it.
 */
export function revokeGrantsOf(database: DatabaseSync, kind: Removed) {
  const revoke = database.prepare(`
    INSERT INTO removals
      SELECT ?, ?, ?, seq, (SELECT coalesce(max(expires_at), 0) FROM grants)
      FROM sqlite_sequence WHERE name = 'grants'
    ON CONFLICT (tenant_id, kind, id) DO UPDATE
      SET grant_no = excluded.grant_no, expires_at = max(expires_at, excluded.expires_at)
  `)
  return (tenant_id: string, id: string): void => {
    revoke.run(tenant_id, kind, id)
  }
}
