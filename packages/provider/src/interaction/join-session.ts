import { artefactsOf } from '@gryphon/protocol'
import { hearsOfLogout } from '../model/client.ts'
import type { AuthorizationRequest } from '../model/request.ts'
import type { Session } from '../model/session.ts'
import type { Op } from '../op.ts'

/**
 * Notes that a client which wants to hear of logout is told of a session (Back-Channel Logout §2.1, Front-Channel Logout §2):
 * the one write of an authorization, once a session and client. `unknown` when the session has ended meanwhile.
 */
export async function joinSession(
  op: Op,
  { to, scope, response_type }: AuthorizationRequest,
  { sid, client_ids }: Session,
): Promise<'joined' | 'unknown'> {
  const { client } = to
  const isTold = scope.includes('openid') && artefactsOf(response_type).length > 0
  if (!isTold || !hearsOfLogout(client) || client_ids?.includes(client.client_id)) return 'joined'
  return op.store.joinSession(op.tenant.tenant_id, sid, client.client_id)
}
