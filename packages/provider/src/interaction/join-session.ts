import { artefactsOf } from '@gryphon/protocol'
import { hearsOfLogout } from '../model/client.ts'
import type { AuthorizationRequest } from '../model/request.ts'
import type { Session } from '../model/session.ts'
import type { Visit } from './settle.ts'

/**
 * How many clients of one session may be ones that registered themselves, with those of the operator: each is one more to tell at its
 * end, and nobody bounds how many there are.
 */
const MOST = 50

/**
 * Notes that a client which wants to hear of logout is told of a session (Back-Channel Logout §2.1, Front-Channel Logout §2):
 * the one write of an authorization, once a session and client. `unknown` when the session has ended meanwhile. One that registered
 * itself and is one too many is not noted, which the log tells: it gets its answer, and does not hear of the end.
 */
export async function joinSession(
  { op, request_id }: Pick<Visit, 'op' | 'request_id'>,
  { to, scope, response_type }: AuthorizationRequest,
  { sid, client_ids }: Session,
): Promise<'joined' | 'unknown'> {
  const { client } = to
  const { client_id, dynamic } = client
  const { tenant_id } = op.tenant
  const isTold = scope.includes('openid') && artefactsOf(response_type).length > 0
  if (!isTold || !hearsOfLogout(client) || client_ids?.includes(client_id)) return 'joined'
  const most = dynamic === undefined ? undefined : MOST
  const outcome = await op.store.joinSession(tenant_id, sid, client_id, most)
  if (outcome !== 'full') return outcome
  op.log({ event: 'logout.unheard', tenant_id, request_id, client_id, sid })
  return 'joined'
}
