import type { Cookies } from './cookies.ts'
import type { Seal } from './seal.ts'
import type { Site } from './site.ts'

/** Keeps the `state` of a logout at the OP in the browser until it is back (RP-Initiated Logout §3). */
export interface PendingLogout {
  /** The `Set-Cookie` header that keeps it. */
  readonly keep: (state: string) => Promise<string>
  readonly find: (cookies: Cookies) => Promise<string | undefined>
  /** The `Set-Cookie` header that forgets it. */
  readonly drop: () => Promise<string>
}

/** Within so many seconds the browser must be back. */
const LIFETIME = 3600

const NAME = 'logout'

/** Whether any application of this host has such a cookie here: which one, only a digest tells. */
export const hasPendingLogout = (headers: Headers): boolean =>
  /(^|; )(__Host-)?gryphon-[\w-]+-logout=/.test(headers.get('cookie') ?? '')

/** The logout of a site that is under way, sealed. */
export const createPendingLogout = (site: Site, seal: Seal): PendingLogout => ({
  keep: async (state) =>
    site.setCookie({
      name: await site.cookieName(NAME),
      value: await seal.close({ state }),
      max_age: LIFETIME,
      same_site: 'Lax',
    }),
  find: async (cookies) => {
    const value = cookies.get(await site.cookieName(NAME))
    const kept = value === undefined ? undefined : await seal.open(value)
    return kept === undefined ? undefined : String(kept.state)
  },
  drop: async () => site.dropCookie(await site.cookieName(NAME)),
})
