import type { LoginOptions } from '../login-session/login-options.ts'
import type { Visit } from '../login-session/visit.ts'
import { createWebLogin } from '../login-session/web-login.ts'
import { type NodeRequest, visitRequest, webRequest } from './node-message.ts'

export type { LoginOptions, LoginPaths, SessionOptions } from '../login-session/login-options.ts'
export type { Session } from '../login-session/session.ts'
export type { SessionRecord, SessionStore } from '../login-session/session-store.ts'
export type { Visit } from '../login-session/visit.ts'
export type { SeenLogoutToken } from '../login-session/web-login.ts'
export type { NodeRequest } from './node-message.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who makes the request. */
    login: Visit
  }
}

/** The part of a Fastify request that is used. */
export interface FastifyRequestLike {
  readonly raw: NodeRequest
  login: Visit
}

/** The part of a Fastify reply that is used. */
export interface FastifyReplyLike {
  code(status: number): unknown
  header(name: string, value: string): unknown
  send(body?: string): unknown
}

/** A hook of a route, by its structure. */
export type Hook = (request: FastifyRequestLike, reply: FastifyReplyLike) => Promise<unknown>

/** The part of a Fastify instance that is used. */
export interface FastifyLike {
  decorateRequest(name: 'login', value: null): unknown
  addHook(name: 'onRequest', hook: Hook): unknown
}

/** A plugin for the whole application, by its structure. */
export interface FastifyLogin {
  (app: FastifyLike): Promise<void>
  readonly [mark: symbol]: boolean
}

const send = async (answer: Response, reply: FastifyReplyLike) => {
  reply.code(answer.status)
  for (const [name, value] of answer.headers) reply.header(name, value)
  return reply.send(await answer.text())
}

/**
 * `/login`, `/callback`, `/logout` and the session of a Fastify application, as a plugin: `request.login` tells who makes a
 * request. What `on_error` throws, and faults, go to Fastify's error handler. Throws `ClientError` for options that cannot
 * work.
 *
 * @example await app.register(gryphonLogin({ issuer, client_id, authentication: clientSecretBasic(client_secret), base_url, secret }))
 */
export const gryphonLogin = (options: LoginOptions): FastifyLogin => {
  const login = createWebLogin(options)
  const plugin = async (app: FastifyLike): Promise<void> => {
    app.decorateRequest('login', null)
    app.addHook('onRequest', async (request, reply) => {
      const asked = visitRequest(request.raw, login)
      const route = login.route(asked)
      if (route !== undefined) return send(await route(webRequest(asked, request.raw)), reply)
      request.login = await login.visit(asked, (header) => {
        reply.header('cache-control', 'no-store')
        reply.header('set-cookie', header)
      })
      return undefined
    })
  }
  /** Fastify's mark of a plugin that is for the whole application, as `fastify-plugin` sets it. */
  return Object.assign(plugin, { [Symbol.for('skip-override')]: true })
}

/**
 * A `preHandler` that goes on for those who are logged in, and sends all others to the OP and back to the same page. No cache
 * keeps what comes.
 *
 * @example app.get('/me', { preHandler: requiresLogin() }, (request) => request.login.claims)
 */
export const requiresLogin = (): Hook => async (request, reply) => {
  const answer = await request.login.requireLogin()
  if (answer !== undefined) return send(answer, reply)
  reply.header('cache-control', 'no-store')
  return undefined
}
