import type { Session } from '../model/session.ts'
import type { World } from '../op.ts'

/** How long what was told to whom is kept: undelivered logout tokens are to be seen until then. In seconds. */
export const DELIVERIES_KEPT = 7 * 24 * 3600

/**
 * Ends a session, or all of a person; its clients are told from a queue (Back-Channel Logout §2.5), so that none of them
 * keeps anybody waiting. Of many callers one is told of each session.
 */
export async function endSessions(
  { store, now, log }: Pick<World, 'store' | 'now' | 'log'>,
  which: { readonly sid: string } | { readonly sub: string },
  by: {
    readonly tenant_id: string
    readonly request_id: string
    readonly client_id: string | undefined
  },
): Promise<readonly Session[]> {
  const times = { now: now(), expires_at: now() + DELIVERIES_KEPT }
  const ended = await store.endSessions(by.tenant_id, which, times)
  const [first] = ended
  if (first !== undefined) {
    const sids = [...new Set(ended.map(({ sid }) => sid))]
    log({ event: 'signed_out', ...by, sub: first.sub, sids })
  }
  return ended
}
