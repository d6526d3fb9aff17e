import { ClientError } from '../errors.ts'
import type { RelyingParty } from '../relying-party.ts'
import { parseCookies } from './cookies.ts'
import type { Means } from './means.ts'
import { isOwnRequest } from './own-request.ts'
import { logoutPage, redirect, withCookies } from './pages.ts'
import type { Session } from './session.ts'

/** Where a logout ends that the OP has no part in. */
const homeOf = ({ site, options }: Means) => options.post_logout_redirect_uri ?? `${site.base_url}/`

/** Who logs out has logged out, even when the OP does not answer. */
const forgive =
  <T>(instead: T) =>
  (error: unknown): T => {
    if (error instanceof ClientError) return instead
    throw error
  }

const revoke = async (rp: RelyingParty, { refresh_token }: Session) => {
  if (refresh_token === undefined || rp.op.revocation_endpoint === undefined) return
  await rp.revoke(refresh_token, 'refresh_token').catch(forgive(undefined))
}

/** Where the browser goes, and the cookies that it needs there. */
interface Leaving {
  readonly url: string
  readonly cookies: readonly string[]
}

const leave = async (means: Means, session: Session): Promise<Leaving> => {
  const rp = await means.relyingParty()
  await revoke(rp, session)
  const { logout_at, post_logout_redirect_uri } = means.options
  if (rp.op.end_session_endpoint === undefined || logout_at === 'application')
    return { url: homeOf(means), cookies: [] }
  const { url, state } = rp.endSession({
    ...(session.id_token !== undefined && { id_token_hint: session.id_token }),
    ...(post_logout_redirect_uri !== undefined && { post_logout_redirect_uri }),
  })
  const cookies = state === undefined ? [] : [await means.pendingLogout.keep(state)]
  return { url, cookies }
}

/**
 * `/logout`: ends the session here, then at the OP. Another site cannot make anybody log out: whoever does not come from a
 * page of this one, or by hand, is asked. Throws `ClientError`.
 */
export const logoutRoute = async (means: Means, request: Request): Promise<Response> => {
  const { site, sessions } = means
  if (!isOwnRequest(request.headers, site.origin))
    return logoutPage(site.base_path + site.paths.logout)
  const cookies = parseCookies(request.headers.get('cookie'))
  const session = await sessions.find(cookies)
  const ended = await sessions.end(cookies)
  const home: Leaving = { url: homeOf(means), cookies: [] }
  const { url, cookies: kept } =
    session === undefined ? home : await leave(means, session).catch(forgive(home))
  return withCookies(redirect(url), [...ended, ...kept])
}
