import { ClientError } from '../errors.ts'
import { statusOf } from './error-answer.ts'
import type { Means } from './means.ts'
import type { SessionStore } from './session-store.ts'

const NO_STORE = { 'cache-control': 'no-store' }

/** Back-Channel Logout §2.8; the OP is told by what code, and sees no page. */
const refusal = (error: unknown): Response => {
  if (!(error instanceof ClientError)) throw error
  const body = { error: 'invalid_request', error_description: error.code }
  return Response.json(body, { status: statusOf(error.code), headers: NO_STORE })
}

const endSessions = async (
  { relyingParty }: Means,
  request: Request,
  deleteAll: NonNullable<SessionStore['deleteAll']>,
) => {
  const rp = await relyingParty()
  const { claims } = await rp.receiveLogoutToken(request)
  const { iss, sub, sid } = claims
  await deleteAll({ iss, sub, sid })
  return new Response(null, { status: 200, headers: NO_STORE })
}

/** The `backchannel_logout_uri`: ends the sessions that a Logout Token is of (Back-Channel Logout §2.7). */
export const backchannelLogoutRoute = async (means: Means, request: Request): Promise<Response> => {
  const store = means.options.session?.store
  return store?.deleteAll === undefined
    ? new Response(null, { status: 404, headers: NO_STORE })
    : endSessions(means, request, store.deleteAll.bind(store)).catch(refusal)
}
