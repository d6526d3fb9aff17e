import { ClientError } from '../errors.ts'
import { type Cookies, LONGEST_VALUE } from './cookies.ts'
import type { Seal } from './seal.ts'
import { endOf, type Lifetimes, type Session } from './session.ts'
import type { Sessions } from './sessions.ts'
import type { Site } from './site.ts'

/** Servers take 8 to 16 KiB of headers. */
const MOST_PARTS = 3

const split = (text: string): readonly string[] => {
  const parts = Array.from({ length: Math.ceil(text.length / LONGEST_VALUE) }, (_, index) =>
    text.slice(index * LONGEST_VALUE, (index + 1) * LONGEST_VALUE),
  )
  if (parts.length <= MOST_PARTS) return parts
  throw new ClientError(
    'session_too_large',
    'the session is too large for cookies: give session.store, or ask for fewer claims',
    { expected: `${MOST_PARTS * LONGEST_VALUE} bytes`, found: `${text.length} bytes` },
  )
}

/**
 * Sessions that the browser keeps, sealed, in one cookie or several parts of one. The application keeps nothing: it cannot
 * end a copy that somebody has made before `absolute` does.
 */
export const cookieSessions = (
  { site, seal, now }: { readonly site: Site; readonly seal: Seal; readonly now: () => number },
  lifetimes: Lifetimes,
): Sessions => {
  const namesOf = async () => {
    const name = await site.cookieName('session')
    return Array.from({ length: MOST_PARTS }, (_, index) => `${name}.${index}`)
  }

  const drop = async (cookies: Cookies, from = 0) =>
    (await namesOf())
      .slice(from)
      .filter((name) => cookies.has(name))
      .map(site.dropCookie)

  const keep = async (cookies: Cookies, session: Session) => {
    const parts = split(await seal.close(session))
    const names = await namesOf()
    const max_age = endOf(session, lifetimes) - now()
    return [
      ...parts.map((value, index) =>
        site.setCookie({ name: names[index] ?? '', value, max_age, same_site: 'Lax' }),
      ),
      ...(await drop(cookies, parts.length)),
    ]
  }

  return {
    find: async (cookies) => {
      const parts = (await namesOf()).map((name) => cookies.get(name) ?? '')
      if (parts[0] === '') return undefined
      const session = (await seal.open(parts.join(''))) as Session | undefined
      return session !== undefined && now() < endOf(session, lifetimes) ? session : undefined
    },
    start: keep,
    renew: keep,
    end: drop,
  }
}
