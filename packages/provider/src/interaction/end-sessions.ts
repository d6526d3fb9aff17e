import type { Session } from '../model/session.ts'
import type { Op } from '../op.ts'

/** How long what was told to whom is kept: undelivered logout tokens are to be seen until then. In seconds. */
export const DELIVERIES_KEPT = 7 * 24 * 3600

/**
 * Ends a session, or all of a person; its clients are told from a queue (Back-Channel Logout §2.5), so that none of them
 * keeps anybody waiting. Of many callers one is told of each session.
 */
export async function endSessions(
  op: Pick<Op, 'store' | 'tenant' | 'now' | 'log'>,
  which: { readonly sid: string } | { readonly sub: string },
  by: { readonly request_id: string; readonly client_id: string | undefined },
): Promise<readonly Session[]> {
  const { tenant_id } = op.tenant
  const now = op.now()
  const times = { now, expires_at: now + DELIVERIES_KEPT }
  const ended = await op.store.endSessions(tenant_id, which, times)
  const [first] = ended
  if (first !== undefined) {
    const sids = [...new Set(ended.map(({ sid }) => sid))]
    op.log({ event: 'signed_out', tenant_id, ...by, sub: first.sub, sids })
  }
  return ended
}
