/**
 * SQL: why the grant of row `g` is dead, or null. Single look-ups by primary key: whatever the tables' sizes, no plan of the
 * database can be a bad one.
 */
export const REASON = `coalesce(g.revoked, CASE
    WHEN g.client_no IS DISTINCT FROM (SELECT c.client_no FROM clients c
      WHERE c.tenant_id = g.tenant_id AND c.client_id = g.client_id)
    THEN 'revoked_by_operator'
    WHEN g.person_epoch < (SELECT p.epoch FROM person_epochs p
      WHERE p.tenant_id = g.tenant_id AND p.sub = g.sub)
    THEN 'revoked_by_operator'
    WHEN EXISTS (SELECT 1 FROM ended_sessions e
      WHERE e.tenant_id = g.tenant_id AND e.sid = g.sid)
    THEN 'signed_out' END)`

/** SQL: whether the session of a grant to come, row `given`, has ended in a way that takes the grant with it. */
export const HAS_ENDED = `EXISTS (SELECT 1 FROM ended_sessions e
    WHERE e.tenant_id = given.tenant_id AND e.sid = given.sid
      AND (e.whole OR given.falls_with IS NOT NULL))`
