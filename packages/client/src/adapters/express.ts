import type { LoginOptions } from '../login-session/login-options.ts'
import type { Visit } from '../login-session/visit.ts'
import * as node from './node.ts'
import { loginOf, type NodeRequest, type NodeResponse } from './node-message.ts'

export type { LoginOptions, LoginPaths, SessionOptions } from '../login-session/login-options.ts'
export type { Session } from '../login-session/session.ts'
export type { SessionRecord, SessionStore } from '../login-session/session-store.ts'
export type { Visit } from '../login-session/visit.ts'
export type { SeenLogoutToken } from '../login-session/web-login.ts'
export type { NodeRequest, NodeResponse } from './node-message.ts'

declare global {
  namespace Express {
    interface Request {
      /** Who makes the request. */
      login: Visit
    }
  }
}

/** A middleware of Express, by its structure. */
export type ExpressMiddleware = (
  request: NodeRequest & { login: Visit },
  response: NodeResponse,
  next: (error?: unknown) => void,
) => Promise<void>

/**
 * `/login`, `/callback`, `/logout` and the session of an Express application: `request.login` tells who makes a request.
 * What `on_error` throws, and faults, go to Express's own error handling. Throws `ClientError` for options that cannot work.
 *
 * @example app.use(gryphonLogin({ issuer, client_id, authentication: clientSecretBasic(client_secret), base_url, secret }))
 */
export const gryphonLogin = (options: LoginOptions): ExpressMiddleware => {
  const login = node.gryphonLogin(options)
  return (request, response, next) =>
    login(request, response, (error) => {
      if (error !== undefined) return next(error)
      request.login = loginOf(request)
      next()
    })
}

/**
 * Goes on for those who are logged in; sends all others to the OP, and back to the same page. No cache keeps what comes.
 *
 * @example app.get('/me', requiresLogin(), (request, response) => response.json(request.login.claims))
 */
export const requiresLogin: () => ExpressMiddleware = node.requiresLogin
