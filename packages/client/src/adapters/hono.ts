import type { LoginOptions } from '../login-session/login-options.ts'
import type { Visit } from '../login-session/visit.ts'
import { createWebLogin } from '../login-session/web-login.ts'

export type { LoginOptions, LoginPaths, SessionOptions } from '../login-session/login-options.ts'
export type { Session } from '../login-session/session.ts'
export type { SessionRecord, SessionStore } from '../login-session/session-store.ts'
export type { Visit } from '../login-session/visit.ts'
export type { SeenLogoutToken } from '../login-session/web-login.ts'

declare module 'hono' {
  interface ContextVariableMap {
    /** Who makes the request. */
    login: Visit
  }
}

/** The part of Hono's context that is used. */
export interface HonoContext {
  readonly req: { readonly raw: Request }
  get(key: 'login'): Visit
  set(key: 'login', visit: Visit): void
  header(name: string, value: string, options?: { readonly append: boolean }): void
}

/** A middleware of Hono, by its structure. */
export type HonoMiddleware = (
  context: HonoContext,
  next: () => Promise<void>,
) => Promise<Response | undefined>

/**
 * `/login`, `/callback`, `/logout` and the session of a Hono application: `context.get('login')` tells who makes a request.
 * What `on_error` throws, and faults, go to `app.onError`. Throws `ClientError` for options that cannot work.
 *
 * @example app.use(gryphonLogin({ issuer, client_id, authentication: clientSecretBasic(client_secret), base_url, secret }))
 */
export const gryphonLogin = (options: LoginOptions): HonoMiddleware => {
  const login = createWebLogin(options)
  return async (context, next) => {
    const { raw } = context.req
    const route = login.route(raw)
    if (route !== undefined) return route(raw)
    const cookies: string[] = []
    context.set('login', await login.visit(raw, (header) => cookies.push(header)))
    await next()
    for (const cookie of cookies) context.header('set-cookie', cookie, { append: true })
    if (cookies.length > 0) context.header('cache-control', 'no-store')
    return undefined
  }
}

/**
 * Goes on for those who are logged in; sends all others to the OP, and back to the same page. No cache keeps what comes.
 *
 * @example app.get('/me', requiresLogin(), (context) => context.json(context.get('login').claims))
 */
export const requiresLogin = (): HonoMiddleware => async (context, next) => {
  const answer = await context.get('login').requireLogin()
  if (answer !== undefined) return answer
  await next()
  context.header('cache-control', 'no-store')
  return undefined
}
