import { createClient, discoverClient } from '../discover-client.ts'
import { ClientError } from '../errors.ts'
import type { ClientMetadata } from '../metadata.ts'
import { allowInsecure } from '../options.ts'
import { PLATFORM } from '../platform.ts'
import type { RelyingParty } from '../relying-party.ts'
import { resolveRequest } from './authentication-request.ts'
import { backchannelLogoutRoute } from './backchannel-logout-route.ts'
import { loginRoute } from './begin-login.ts'
import { callbackRoute } from './callback-route.ts'
import { cookieSessions } from './cookie-sessions.ts'
import { errorAnswer } from './error-answer.ts'
import { createFreshTokens } from './fresh-tokens.ts'
import type { LoginOptions, LoginPaths } from './login-options.ts'
import { logoutRoute } from './logout-route.ts'
import type { Means } from './means.ts'
import { createPendingLogins } from './pending-logins.ts'
import { createSeal } from './seal.ts'
import type { Lifetimes } from './session.ts'
import { createSite, type Site } from './site.ts'
import { storedSessions } from './stored-sessions.ts'
import { openVisit, type SendCookie, type Visit, type VisitRequest } from './visit.ts'

export type { LoginOptions, LoginPaths, SessionOptions } from './login-options.ts'
export type { Session } from './session.ts'
export type { EndedSessions, SessionRecord, SessionStore } from './session-store.ts'
export type { SendCookie, Visit, VisitRequest } from './visit.ts'

/** The login of an application, in Web-standard values: what every ready adapter is made of. */
export interface WebLogin {
  readonly site: Pick<Site, 'base_url' | 'origin' | 'paths'>
  /** What answers `/login`, `/callback` or `/logout`; `undefined`: the request is the application's. */
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

const routeOf = ({ site }: Means, { method, url }: VisitRequest): RouteOfMeans | undefined => {
  const path = site.ownPath(new URL(url).pathname)
  const found = Object.entries(site.paths).find(([, own]) => own === path)
  return found && METHODS.includes(method) ? ROUTES[found[0] as keyof LoginPaths] : undefined
}

/** How the client is registered: what is left of the options, with the one `redirect_uri`. */
const metadataOf = (given: LoginOptions, site: Site): ClientMetadata => {
  const {
    issuer: _issuer,
    base_url: _base_url,
    secret: _secret,
    request: _request,
    paths: _paths,
    session: _session,
    logout_at: _logout_at,
    post_logout_redirect_uri: _uri,
    on_error: _on_error,
    options: _options,
    ...metadata
  } = given
  return { ...metadata, redirect_uri: site.base_url + site.paths.callback }
}

const connect = async (given: LoginOptions, site: Site): Promise<RelyingParty> => {
  const { issuer, options } = given
  const metadata = metadataOf(given, site)
  return typeof issuer === 'string'
    ? discoverClient(issuer, metadata, options)
    : createClient(issuer, metadata, options)
}

/** One discovery for all who wait; after a failure the next one tries again. */
const relyingPartyOf = (given: LoginOptions, site: Site): Means['relyingParty'] => {
  let pending: Promise<RelyingParty> | undefined
  return () => {
    pending ??= connect(given, site).catch((error: unknown) => {
      pending = undefined
      throw error
    })
    return pending
  }
}

const DAY = 86_400

const sessionsOf = (
  { secret, session: { store, idle = DAY, absolute = 7 * DAY } = {} }: LoginOptions,
  parts: {
    readonly site: Site
    readonly now: () => number
    readonly random: (n: number) => Uint8Array
  },
) => {
  const lifetimes: Lifetimes = { idle, absolute }
  const seal = createSeal([secret].flat(), store === undefined ? 'session' : 'stored session')
  const sessions =
    store === undefined
      ? cookieSessions({ ...parts, seal }, lifetimes)
      : storedSessions({ ...parts, seal, store }, lifetimes)
  return { sessions, lifetimes }
}

const meansOf = (given: LoginOptions): Means => {
  const { now, random } = { ...PLATFORM, ...given.options }
  const { base_url, client_id, paths } = given
  const insecure = given.options?.[allowInsecure] === true ? 'allowed' : 'refused'
  const site = createSite({ base_url, client_id, paths, insecure })
  return {
    site,
    request: resolveRequest(given.request),
    pending: createPendingLogins(site, createSeal([given.secret].flat(), 'transaction'), now),
    ...sessionsOf(given, { site, now, random }),
    tokens: createFreshTokens(now),
    relyingParty: relyingPartyOf(given, site),
    now,
    options: given,
  }
}

/**
 * The login of an application: its routes, its sessions, and who makes a request. Throws `ClientError` for options that
 * cannot work.
 *
 * @example
 * const login = createWebLogin({ issuer, client_id, authentication: clientSecretBasic(client_secret), base_url, secret })
 * const home = async (request) =>
 *   login.route(request)?.(request) ??
 *   new Response((await login.visit(request, () => {})).claims?.sub ?? 'nobody')
 * await (await home(new Request(base_url))).text() // 'nobody'
 */
export const createWebLogin = (options: LoginOptions): WebLogin => {
  const means = meansOf(options)
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
