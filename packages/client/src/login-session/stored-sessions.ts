import { base64url } from '@gryphon/protocol'
import type { Cookies } from './cookies.ts'
import type { Seal } from './seal.ts'
import { endOf, type Lifetimes, type Session } from './session.ts'
import type { SessionRecord, SessionStore } from './session-store.ts'
import type { Sessions } from './sessions.ts'
import { digestOf, type Site } from './site.ts'

/** What sessions in a store are made with. */
export interface StoredSessionParts {
  readonly site: Site
  readonly seal: Seal
  readonly store: SessionStore
  readonly now: () => number
  readonly random: (bytes: number) => Uint8Array
}

/** What is sealed for the store: with its key, so that no value serves under another. */
interface Kept {
  readonly key: string
  readonly session: Session
}

/**
 * Sessions that the application keeps: the browser has a random id, the store its hash and a sealed value, so that neither
 * of them opens a session by itself.
 */
export const storedSessions = (
  { site, seal, store, now, random }: StoredSessionParts,
  lifetimes: Lifetimes,
): Sessions => {
  const nameOf = () => site.cookieName('session')

  const keyOf = async (cookies: Cookies) => {
    const id = cookies.get(await nameOf())
    return id === undefined ? undefined : digestOf(id)
  }

  const put = async (key: string, session: Session, only: SessionRecord['only']) => {
    const { iss, sub, sid } = session.claims
    const expires_at = endOf(session, lifetimes)
    const value = await seal.close({ key, session })
    await store.set(key, value, { expires_at, only, iss, sub, sid })
  }

  const cookieOf = async (id: string, session: Session) =>
    site.setCookie({
      name: await nameOf(),
      value: id,
      max_age: endOf(session, lifetimes) - now(),
      same_site: 'Lax',
    })

  const forget = async (cookies: Cookies) => {
    const key = await keyOf(cookies)
    if (key !== undefined) await store.delete(key)
  }

  return {
    find: async (cookies) => {
      const key = await keyOf(cookies)
      const value = key === undefined ? undefined : await store.get(key)
      const kept = (value && (await seal.open(value))) as Kept | undefined
      const isLive =
        kept?.key === key && kept !== undefined && now() < endOf(kept.session, lifetimes)
      return isLive ? kept.session : undefined
    },
    start: async (cookies, session) => {
      await forget(cookies)
      const id = base64url(random(32))
      await put(await digestOf(id), session, 'new')
      return [await cookieOf(id, session)]
    },
    renew: async (cookies, session) => {
      const id = cookies.get(await nameOf())
      if (id === undefined) return []
      await put(await digestOf(id), session, 'existing')
      return [await cookieOf(id, session)]
    },
    end: async (cookies) => {
      await forget(cookies)
      const name = await nameOf()
      return cookies.has(name) ? [site.dropCookie(name)] : []
    },
  }
}
