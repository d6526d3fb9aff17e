import { ClientError } from '../errors.ts'
import type { Tokens } from '../login.ts'
import type { RelyingParty } from '../relying-party.ts'
import { type Session, tokensOf } from './session.ts'

/** Refreshes sessions, each once, however many requests ask at the same time. */
export interface FreshTokens {
  /**
   * The session with an access token that is still good; the very same one where nothing was to be done. `reload` reads it
   * once more before its refresh token is used: another process may have been there first, or the person may have left.
   */
  readonly refresh: (session: Session, means: RefreshMeans) => Promise<Session>
  /** The newest state of a session that other requests may have refreshed. */
  readonly newest: (session: Session) => Promise<Session>
}

/** What a refresh is made with. */
export interface RefreshMeans {
  readonly relyingParty: () => Promise<RelyingParty>
  readonly reload: () => Promise<Session | undefined>
}

/** An access token that ends within so many seconds is refreshed. */
const MARGIN = 30

/** For so many seconds, requests that still carry the old refresh token get what the new one brought. */
const GRACE = 60

interface Flight {
  readonly at: number
  readonly landed: Promise<Session>
}

const isGood = ({ expires_at }: Session, margin: number, now: number) =>
  expires_at === undefined || now + margin < expires_at

const refreshed = (session: Session, tokens: Tokens, now: number): Session => {
  const { expires_at: _, ...rest } = session
  return { ...rest, ...tokensOf(tokens, now) }
}

/** What is thrown where somebody must be logged in, and nobody is. */
export const sessionMissing = (): ClientError =>
  new ClientError('session_missing', 'nobody is logged in')

const missing = () =>
  new ClientError('access_token_missing', 'the login gave no access token', { section: 'Core §3' })

const expired = () =>
  new ClientError('access_token_expired', 'the access token has expired, and nothing renews it', {
    section: 'RFC 6749 §1.5',
  })

/**
 * Access tokens that are good (Core §12): one flight for a refresh token, whose use a second time could end the session at
 * the OP (RFC 9700 §4.14.2).
 */
export const createFreshTokens = (now: () => number): FreshTokens => {
  const flights = new Map<string, Flight>()

  const forgetOld = () => {
    for (const [token, { at }] of flights) if (now() - at >= GRACE) flights.delete(token)
  }

  const exchange = async (
    refresh_token: string,
    { relyingParty, reload }: RefreshMeans,
  ): Promise<Session> => {
    const session = await reload()
    if (session === undefined) throw sessionMissing()
    if (session.refresh_token !== refresh_token) return session
    const rp = await relyingParty()
    const tokens = await rp.refresh(refresh_token, { claims: session.claims })
    return refreshed(session, tokens, now())
  }

  const fly = (refresh_token: string, means: RefreshMeans): Promise<Session> => {
    const landed = exchange(refresh_token, means)
    flights.set(refresh_token, { at: now(), landed })
    landed.catch(() => flights.delete(refresh_token))
    return landed
  }

  return {
    refresh: async (session, means) => {
      forgetOld()
      const { access_token, refresh_token } = session
      if (access_token === undefined) throw missing()
      if (isGood(session, MARGIN, now())) return session
      if (refresh_token !== undefined)
        return flights.get(refresh_token)?.landed ?? fly(refresh_token, means)
      if (isGood(session, 0, now())) return session
      throw expired()
    },
    newest: async (session) => {
      const flight = flights.get(session.refresh_token ?? '')
      return flight === undefined ? session : flight.landed.catch(() => session)
    },
  }
}
