import { base64url } from '@gryphon/protocol'
import { checkSecureUrl } from '../secure-url.ts'
import { dropCookie, type NewCookie, setCookie } from './cookies.ts'
import type { LoginPaths } from './login-options.ts'

/** Where an application is, as browsers see it. */
export interface LoginSite {
  /** Without a slash at its end. */
  readonly base_url: string
  readonly origin: string
  /** Where the routes are, below `base_url`. */
  readonly paths: LoginPaths
}

/** The same, and the cookies that it has. */
export interface Site extends LoginSite {
  /** Of `base_url`, without a slash at its end. */
  readonly base_path: string
  readonly secure: 'secure' | 'insecure'
  /** What tells the application from all others: its OP, its client, and where it is. */
  readonly application: string
  /** A path below `base_url`, whether or not a proxy has cut off the path that `base_url` has. */
  readonly ownPath: (pathname: string) => string
  /** The name of a cookie of this application, which no other one on the host has. */
  readonly cookieName: (what: string) => Promise<string>
  readonly setCookie: (cookie: NewCookie) => string
  readonly dropCookie: (name: string) => string
}

/** What a site is made of. */
export interface SiteOptions {
  readonly base_url: string
  readonly issuer: string
  readonly client_id: string
  readonly paths: Partial<LoginPaths> | undefined
  readonly insecure: 'allowed' | 'refused'
}

const PATHS: LoginPaths = {
  login: '/login',
  callback: '/callback',
  logout: '/logout',
  backchannel_logout: '/backchannel-logout',
}

/** The SHA-256 of a text, or as many of its characters in base64url as are given. */
export const digestOf = async (text: string, length?: number): Promise<string> => {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return base64url(new Uint8Array(digest)).slice(0, length)
}

/**
 * The site of an application. Throws `ClientError` unless `base_url` is https, or http on this machine where that is
 * allowed.
 *
 * Its cookies have the prefix `__Host-` where it is https: no other host can have set them (RFC 6265bis §4.1.3.2). They are
 * for all paths, as that prefix wants it, and as the pruning of transactions needs it. Ports share cookies, so the names
 * tell apart applications on one host.
 */
export const createSite = ({ base_url, issuer, client_id, paths, insecure }: SiteOptions): Site => {
  checkSecureUrl(base_url, 'base_url', insecure)
  const { origin, pathname, protocol } = new URL(base_url)
  const base_path = pathname.replace(/\/$/, '')
  const secure = protocol === 'https:' ? 'secure' : 'insecure'
  const prefix = secure === 'secure' ? '__Host-' : ''
  const site = origin + base_path
  const application = `${issuer} ${client_id} ${site}`
  let tag: Promise<string> | undefined
  const tagOf = () => {
    tag ??= digestOf(application, 8)
    return tag
  }
  return {
    base_url: site,
    origin,
    base_path,
    secure,
    application,
    paths: { ...PATHS, ...paths },
    ownPath: (path) => (path.startsWith(`${base_path}/`) ? path.slice(base_path.length) : path),
    cookieName: async (what) => `${prefix}gryphon-${await tagOf()}-${what}`,
    setCookie: (cookie) => setCookie(cookie, secure),
    dropCookie: (name) => dropCookie(name, secure),
  }
}
