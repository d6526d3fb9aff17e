import type { LoginOptions } from '../login-session/login-options.ts'
import { createWebLogin } from '../login-session/web-login.ts'
import {
  keepVisit,
  loginOf,
  type Next,
  type NodeRequest,
  type NodeResponse,
  sendAnswer,
  sendCookie,
  visitRequest,
  webRequest,
} from './node-message.ts'

export type { LoginOptions, LoginPaths, SessionOptions } from '../login-session/login-options.ts'
export type { Session } from '../login-session/session.ts'
export type { SessionRecord, SessionStore } from '../login-session/session-store.ts'
export type { Visit } from '../login-session/visit.ts'
export type { SeenLogoutToken } from '../login-session/web-login.ts'
export { loginOf, type Next, type NodeRequest, type NodeResponse } from './node-message.ts'

/** What stands before the application: answers, or goes on to `next`. */
export type NodeMiddleware = (
  request: NodeRequest,
  response: NodeResponse,
  next: Next,
) => Promise<void>

/**
 * `/login`, `/callback`, `/logout` and the session of an application on `node:http`: `loginOf(request)` tells who makes a
 * request. What fails goes to `next`. Throws `ClientError` for options that cannot work.
 *
 * @example
 * const login = gryphonLogin({ issuer, client_id, authentication: clientSecretBasic(client_secret), base_url, secret })
 * const server = createServer((request, response) => login(request, response, () => response.end('hello')))
 */
export const gryphonLogin = (options: LoginOptions): NodeMiddleware => {
  const login = createWebLogin(options)
  return async (request, response, next) => {
    try {
      const asked = visitRequest(request, login)
      const route = login.route(asked)
      if (route !== undefined)
        return await sendAnswer(await route(webRequest(asked, request)), response)
      keepVisit(request, await login.visit(asked, sendCookie(response)))
    } catch (error) {
      return next(error)
    }
    next()
  }
}

/**
 * Goes on for those who are logged in; sends all others to the OP, and back to the same page. No cache keeps what comes.
 *
 * @example
 * const guard = requiresLogin()
 * const server = createServer((request, response) => login(request, response, () => guard(request, response, hello)))
 */
export const requiresLogin = (): NodeMiddleware => async (request, response, next) => {
  try {
    const answer = await loginOf(request).requireLogin()
    if (answer !== undefined) return await sendAnswer(answer, response)
    response.setHeader('cache-control', 'no-store')
  } catch (error) {
    return next(error)
  }
  next()
}
