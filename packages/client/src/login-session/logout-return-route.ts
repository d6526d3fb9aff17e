import { parseCookies } from './cookies.ts'
import type { Means } from './means.ts'
import { redirect, withCookies } from './pages.ts'
import { hasPendingLogout } from './pending-logout.ts'
import type { VisitRequest } from './visit.ts'

/**
 * Whether a browser comes back from a logout at the OP (RP-Initiated Logout §3): to the `post_logout_redirect_uri`, where
 * that is a page of this site, with a `state`, and with the cookie of a logout.
 */
export const isLogoutReturn = (
  { site, options }: Means,
  { method, url, headers }: VisitRequest,
): boolean => {
  const { post_logout_redirect_uri } = options
  if (post_logout_redirect_uri === undefined) return false
  const { origin, pathname } = new URL(post_logout_redirect_uri)
  const came = new URL(url)
  return (
    method === 'GET' &&
    origin === site.origin &&
    site.ownPath(came.pathname) === site.ownPath(pathname) &&
    came.searchParams.has('state') &&
    hasPendingLogout(headers)
  )
}

/**
 * Holds the `state` against that of the logout (RP-Initiated Logout §3), and goes on to the same page without it. Throws
 * `ClientError`; then the logout is still waited for.
 */
export const logoutReturnRoute = async (means: Means, request: Request): Promise<Response> => {
  const state = await means.pendingLogout.find(parseCookies(request.headers.get('cookie')))
  const page = redirect(means.options.post_logout_redirect_uri ?? means.site.base_url)
  if (state === undefined) return page
  const rp = await means.relyingParty()
  rp.receiveEndSession(request, { state })
  return withCookies(page, [await means.pendingLogout.drop()])
}
