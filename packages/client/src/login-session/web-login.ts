import { ClientError } from '../errors.ts'
import { backchannelLogoutRoute } from './backchannel-logout-route.ts'
import { loginRoute } from './begin-login.ts'
import { callbackRoute } from './callback-route.ts'
import { createMeans } from './create-means.ts'
import { errorAnswer } from './error-answer.ts'
import type { LoginOptions, LoginPaths } from './login-options.ts'
import { isLogoutReturn, logoutReturnRoute } from './logout-return-route.ts'
import { logoutRoute } from './logout-route.ts'
import type { Means } from './means.ts'
import type { LoginSite } from './site.ts'
import { openVisit, type SendCookie, type Visit, type VisitRequest } from './visit.ts'

export type { SeenLogoutToken } from '../logout-token.ts'
export type { LoginOptions, LoginPaths, SessionOptions } from './login-options.ts'
export type { Session } from './session.ts'
export type { SessionRecord, SessionStore } from './session-store.ts'
export type { LoginSite } from './site.ts'
export type { SendCookie, Visit, VisitRequest } from './visit.ts'

/** The login of an application, in Web-standard values: what every ready adapter is made of. */
export interface WebLogin {
  readonly site: LoginSite
  /** What answers `/login`, `/callback` or `/logout`, and the way back from a logout at the OP; `undefined`: the request is the application's. */
  route(request: VisitRequest): Route | undefined
  /** Who makes a request; the cookies that it needs go into `send`, before the answer does. */
  visit(request: VisitRequest, send: SendCookie): Promise<Visit>
}

/** Answers a request. Throws what `on_error` throws, and faults. */
export type Route = (request: Request) => Promise<Response>

type RouteOfMeans = (means: Means, request: Request) => Promise<Response>

const ROUTES: Readonly<Record<keyof LoginPaths, RouteOfMeans>> = {
  login: loginRoute,
  callback: callbackRoute,
  logout: logoutRoute,
  backchannel_logout: backchannelLogoutRoute,
}

const METHODS = ['GET', 'POST']

const routeOf = (means: Means, asked: VisitRequest): RouteOfMeans | undefined => {
  if (isLogoutReturn(means, asked)) return logoutReturnRoute
  const { site } = means
  const { method, url } = asked
  const path = site.ownPath(new URL(url).pathname)
  const found = Object.entries(site.paths).find(([, own]) => own === path)
  return found && METHODS.includes(method) ? ROUTES[found[0] as keyof LoginPaths] : undefined
}

/**
 * The login of an application: its routes, its sessions, and who makes a request. Throws `ClientError` for options that
 * cannot work.
 *
 * @example
 * const issuer = 'https://op.example.com'
 * const login = createWebLogin({ issuer, client_id, authentication: clientSecretBasic(client_secret), base_url, secret })
 * const home = async (request) =>
 *   login.route(request)?.(request) ??
 *   new Response((await login.visit(request, () => {})).claims?.sub ?? 'nobody')
 * await (await home(new Request(base_url))).text() // 'nobody'
 */
export const createWebLogin = (options: LoginOptions): WebLogin => {
  const means = createMeans(options)
  const explain = async (error: unknown, request: Request) => {
    if (!(error instanceof ClientError)) throw error
    return options.on_error?.(error, request) ?? errorAnswer(error, means.site)
  }
  return {
    site: means.site,
    route: (asked) => {
      const route = routeOf(means, asked)
      return route && ((request) => route(means, request).catch((error) => explain(error, request)))
    },
    visit: (request, send) => openVisit(means, request, send),
  }
}
