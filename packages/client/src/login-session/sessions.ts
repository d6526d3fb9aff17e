import type { Cookies } from './cookies.ts'
import type { Session } from './session.ts'

/** The sessions of an application: each answers with the `Set-Cookie` headers that it needs. */
export interface Sessions {
  /** The live session of the browser with these cookies. */
  readonly find: (cookies: Cookies) => Promise<Session | undefined>
  /** Begins a session, under a name that is new; the one that was there before ends. */
  readonly start: (cookies: Cookies, session: Session) => Promise<readonly string[]>
  /** Goes on with a session that has changed. */
  readonly renew: (cookies: Cookies, session: Session) => Promise<readonly string[]>
  readonly end: (cookies: Cookies) => Promise<readonly string[]>
}
