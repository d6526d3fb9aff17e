import { ClientError } from '../errors.ts'
import { parseCookies } from './cookies.ts'
import type { Means } from './means.ts'
import { redirect, withCookies } from './pages.ts'
import { parseReturnTo } from './return-to.ts'

/** Sends the browser to the OP; afterwards it comes back to `return_to`, a path of this site. */
export const beginLogin = async (
  { request, pending, relyingParty }: Means,
  headers: Headers,
  return_to: string,
): Promise<Response> => {
  const rp = await relyingParty()
  const { url, transaction } = await rp.begin(request)
  const cookies = parseCookies(headers.get('cookie'))
  return withCookies(redirect(url), await pending.keep(cookies, { transaction, return_to }))
}

/** `/login`: the place to return to is the caller's word, and so must be a path of this site. Throws `ClientError`. */
export const loginRoute = async (means: Means, request: Request): Promise<Response> => {
  const asked = new URL(request.url).searchParams.get('return_to') ?? '/'
  const return_to = parseReturnTo(asked, means.site.base_url)
  if (return_to === undefined)
    throw new ClientError('return_to_refused', 'return_to must be a path of this site', {
      section: 'RFC 9700 §4.11.1',
      expected: 'a path, as /start?tab=1',
    })
  return beginLogin(means, request.headers, return_to)
}
