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

type EndingStore = SessionStore & Required<Pick<SessionStore, 'deleteAll'>>

const canDeleteAll = (store: SessionStore | undefined): store is EndingStore =>
  store?.deleteAll !== undefined

const endSessions = async ({ relyingParty }: Means, request: Request, store: EndingStore) => {
  const rp = await relyingParty()
  await rp.receiveLogoutToken(request, { remember: (token) => store.deleteAll(token) })
  return new Response(null, { status: 200, headers: NO_STORE })
}

/** The `backchannel_logout_uri`: ends the sessions that a Logout Token is of (Back-Channel Logout §2.7). */
export const backchannelLogoutRoute = async (means: Means, request: Request): Promise<Response> => {
  const store = means.options.session?.store
  return canDeleteAll(store)
    ? endSessions(means, request, store).catch(refusal)
    : new Response(null, { status: 404, headers: NO_STORE })
}
