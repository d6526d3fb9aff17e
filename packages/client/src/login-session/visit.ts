import type { IdTokenClaims, Userinfo } from '../login.ts'
import type { ResourceRequest } from '../resource-request.ts'
import { beginLogin } from './begin-login.ts'
import { type Cookies, parseCookies } from './cookies.ts'
import { sessionMissing } from './fresh-tokens.ts'
import type { Means } from './means.ts'
import { isNavigation } from './own-request.ts'
import { parseReturnTo } from './return-to.ts'
import { isDue, type Session } from './session.ts'

/** One request, and who makes it. */
export interface Visit {
  /** Of the verified ID Token; `undefined` when nobody is logged in. */
  readonly claims: IdTokenClaims | undefined
  /** The whole session, tokens and all; `undefined` when nobody is logged in. */
  readonly session: Session | undefined
  /**
   * An access token that is good: refreshed where it has to be, once for all requests at the time. To be asked for before
   * the answer begins, which may need a cookie then. Throws `ClientError`
   * (`session_missing`, `access_token_missing`, `access_token_expired`, or what the OP said).
   */
  accessToken(): Promise<string>
  /**
   * Asks an API with that access token, in the way that it is bound (RFC 6750, RFC 9449): whatever the API answers is the
   * answer. Throws `ClientError`.
   */
  fetch(url: string, init?: ResourceRequest): Promise<Response>
  /** What the OP says of the person (Core §5.3). Throws `ClientError`. */
  userinfo(): Promise<Userinfo>
  /**
   * The answer to whoever must log in first: a redirect to the OP, or 401 to what is no page; `undefined` for those who are
   * logged in. Throws `ClientError`.
   */
  requireLogin(): Promise<Response | undefined>
}

/** The part of a request that a visit is told by. */
export interface VisitRequest {
  readonly method: string
  readonly url: string
  readonly headers: Headers
}

/** Adds a `Set-Cookie` header to the answer of the same request. */
export type SendCookie = (header: string) => void

const unauthorized = () =>
  Response.json(
    { error: 'login_required' },
    { status: 401, headers: { 'cache-control': 'no-store' } },
  )

const returnToOf = ({ site }: Means, { url }: VisitRequest) => {
  const { pathname, search } = new URL(url)
  return parseReturnTo(site.ownPath(pathname) + search, site.base_url) ?? '/'
}

/** A session as it goes on during a request. */
const followSession = (
  { sessions, tokens, relyingParty }: Means,
  { cookies, send }: { readonly cookies: Cookies; readonly send: SendCookie },
) => {
  const renew = async (session: Session) => {
    for (const header of await sessions.renew(cookies, session)) send(header)
    return session
  }
  const reload = () => sessions.find(cookies)
  return {
    note: async (session: Session, now: number) =>
      renew({ ...(await tokens.newest(session)), seen_at: now }),
    refresh: async (session: Session) => {
      const fresh = await tokens.refresh(session, { relyingParty, reload })
      return fresh === session ? session : renew(fresh)
    },
  }
}

/** Opens the session of a request; notes, now and then, that its person is still here. */
export const openVisit = async (
  means: Means,
  request: VisitRequest,
  send: SendCookie,
): Promise<Visit> => {
  const cookies = parseCookies(request.headers.get('cookie'))
  const { note, refresh } = followSession(means, { cookies, send })
  const found = await means.sessions.find(cookies)
  const now = means.now()
  const isNoted = found !== undefined && isDue(found, means.lifetimes, now)
  let session = isNoted ? await note(found, now) : found

  const freshAccess = async () => {
    if (session === undefined) throw sessionMissing()
    session = await refresh(session)
    const { access_token = '', token_type = 'Bearer', claims } = session
    return { access: { access_token, token_type }, sub: claims.sub }
  }
  return {
    claims: session?.claims,
    get session() {
      return session
    },
    accessToken: async () => (await freshAccess()).access.access_token,
    fetch: async (url, init) => {
      const { access } = await freshAccess()
      return (await means.relyingParty()).fetch(url, access, init)
    },
    userinfo: async () => {
      const { access, sub } = await freshAccess()
      return (await means.relyingParty()).userinfo(access, sub)
    },
    requireLogin: async () => {
      if (session !== undefined) return undefined
      if (!isNavigation(request)) return unauthorized()
      return beginLogin(means, request.headers, returnToOf(means, request))
    },
  }
}
