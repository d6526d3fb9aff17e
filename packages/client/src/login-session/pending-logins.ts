import type { Transaction } from '../transaction.ts'
import { type Cookies, LONGEST_VALUE } from './cookies.ts'
import type { Seal } from './seal.ts'
import { digestOf, type Site } from './site.ts'

/** A login that has begun in this browser, and is not back yet. */
export interface PendingLogin {
  readonly transaction: Transaction
  /** A path of this site. */
  readonly return_to: string
}

/** Keeps the transactions of a browser in its cookies, one each. */
export interface PendingLogins {
  /** The `Set-Cookie` headers that keep one, and drop those that are too old or too many. */
  readonly keep: (cookies: Cookies, pending: PendingLogin) => Promise<readonly string[]>
  /** Those that may wait for an answer with this `state`, or for one that hides it. */
  readonly find: (cookies: Cookies, state: string | undefined) => Promise<readonly PendingLogin[]>
  /** The `Set-Cookie` header that forgets one. */
  readonly drop: (pending: PendingLogin) => Promise<string>
}

/** Within so many seconds a login must be back. */
const LIFETIME = 3600

/** A browser keeps so many; the oldest give way. */
const MOST = 5

interface Kept extends PendingLogin {
  readonly name: string
}

/** Form Post Response Mode: the answer comes from the OP's site, and Lax cookies do not come with it. */
const sameSiteOf = ({ transaction }: PendingLogin, { secure }: Site) =>
  secure === 'secure' && transaction.response_mode.startsWith('form_post') ? 'None' : 'Lax'

const oldestFirst = (one: Kept, other: Kept) =>
  one.transaction.started_at - other.transaction.started_at

/** The pending logins of a site, sealed. */
export const createPendingLogins = (site: Site, seal: Seal, now: () => number): PendingLogins => {
  const nameOf = async (state: string) => site.cookieName(`txn-${await digestOf(state, 16)}`)

  const open = async ([name, value]: readonly [string, string]): Promise<readonly Kept[]> => {
    const pending = (await seal.open(value)) as PendingLogin | undefined
    if (pending === undefined || name !== (await nameOf(pending.transaction.state))) return []
    return now() - pending.transaction.started_at < LIFETIME ? [{ ...pending, name }] : []
  }

  /** A browser drops a cookie that is too long, and no login would end: one to a long place ends at the first page. */
  const close = async (pending: PendingLogin) => {
    const value = await seal.close(pending)
    return value.length <= LONGEST_VALUE ? value : seal.close({ ...pending, return_to: '/' })
  }

  const ownCookies = async (cookies: Cookies) => {
    const prefix = await site.cookieName('txn-')
    return [...cookies].filter(([name]) => name.startsWith(prefix))
  }

  return {
    keep: async (cookies, pending) => {
      const own = await ownCookies(cookies)
      const live = (await Promise.all(own.map(open))).flat().sort(oldestFirst)
      const stay = new Set(live.slice(-MOST + 1).map(({ name }) => name))
      const name = await nameOf(pending.transaction.state)
      const value = await close(pending)
      const same_site = sameSiteOf(pending, site)
      return [
        ...own.filter(([old]) => !stay.has(old)).map(([old]) => site.dropCookie(old)),
        site.setCookie({ name, value, max_age: LIFETIME, same_site }),
      ]
    },
    find: async (cookies, state) => {
      const name = state === undefined ? undefined : await nameOf(state)
      const own = (await ownCookies(cookies)).filter(([it]) => name === undefined || it === name)
      return (await Promise.all(own.map(open))).flat()
    },
    drop: async ({ transaction }) => site.dropCookie(await nameOf(transaction.state)),
  }
}
