import type { LoginOptions } from '../login-session/login-options.ts'
import { withCookies } from '../login-session/pages.ts'
import type { Visit } from '../login-session/visit.ts'
import { createWebLogin } from '../login-session/web-login.ts'

export type { LoginOptions, LoginPaths, SessionOptions } from '../login-session/login-options.ts'
export type { Session } from '../login-session/session.ts'
export type { SessionRecord, SessionStore } from '../login-session/session-store.ts'
export type { Visit } from '../login-session/visit.ts'
export type { SeenLogoutToken } from '../login-session/web-login.ts'

/** A route handler, as `export const GET` wants it; `Context` holds the `params` of the route. */
export type RouteHandler<Context = unknown> = (
  request: Request,
  context: Context,
) => Promise<Response>

/** A route handler that is told who asks. */
export type LoginHandler<Context = unknown> = (
  request: Request,
  visit: Visit,
  context: Context,
) => Response | Promise<Response>

/** The login of a Next.js application. */
export interface NextLogin {
  /** For `app/auth/[...login]/route.ts`: `export const { GET, POST } = login.handlers`. */
  readonly handlers: { readonly GET: RouteHandler; readonly POST: RouteHandler }
  /** A route handler for everybody, told who asks. */
  open<Context = unknown>(handler: LoginHandler<Context>): RouteHandler<Context>
  /** A route handler for those who are logged in; all others are sent to the OP, and back to the same page. */
  protect<Context = unknown>(handler: LoginHandler<Context>): RouteHandler<Context>
  /**
   * Who asks, where no answer is at hand that could take cookies: `claims(await headers())` in a server component, or
   * `claims(request.headers)` in the middleware.
   */
  claims(headers: Headers): Promise<Visit['claims']>
}

/** Below the folder of one catch-all route. */
const PATHS = {
  login: '/auth/login',
  callback: '/auth/callback',
  logout: '/auth/logout',
  backchannel_logout: '/auth/backchannel-logout',
}

/**
 * The login of a Next.js application (App Router): by default below `/auth`, in `app/auth/[...login]/route.ts`. What
 * `on_error` throws, and faults, go to Next's own error handling. Throws `ClientError` for options that cannot work.
 *
 * @example export const login = gryphonLogin({ issuer, client_id, authentication: clientSecretBasic(client_secret), base_url, secret })
 */
export const gryphonLogin = (options: LoginOptions): NextLogin => {
  const login = createWebLogin({ ...options, paths: { ...PATHS, ...options.paths } })
  const handle: RouteHandler = async (request) =>
    login.route(request)?.(request) ?? new Response('not found', { status: 404 })

  const open =
    <Context>(handler: LoginHandler<Context>): RouteHandler<Context> =>
    async (request, context) => {
      const route = login.route(request)
      if (route !== undefined) return route(request)
      const cookies: string[] = []
      const visit = await login.visit(request, (header) => cookies.push(header))
      return withCookies(await handler(request, visit, context), cookies)
    }

  const answerPrivately = (answer: Response) => {
    const { status, statusText } = answer
    const headers = new Headers(answer.headers)
    headers.set('cache-control', 'no-store')
    return new Response(answer.body, { status, statusText, headers })
  }
  return {
    handlers: { GET: handle, POST: handle },
    open,
    protect: (handler) =>
      open(async (request, visit, context) => {
        const answer = await visit.requireLogin()
        return answer ?? answerPrivately(await handler(request, visit, context))
      }),
    claims: async (headers) => {
      const { origin } = login.site
      return (await login.visit({ method: 'GET', url: origin, headers }, () => {})).claims
    },
  }
}
