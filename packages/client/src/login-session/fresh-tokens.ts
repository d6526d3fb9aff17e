import { ClientError } from '../errors.ts'
import type { Flights } from '../flights.ts'
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

const isGood = ({ expires_at }: Session, margin: number, now: number) =>
  expires_at === undefined || now + margin < expires_at

const refreshed = (session: Session, tokens: Tokens, now: number): Session => {
  const { expires_at: _, ...rest } = session
  return { ...rest, ...tokensOf(tokens, now) }
}

/** What is thrown where somebody must be logged in, and nobody is. */
export const sessionMissing = (): ClientError =>
  new ClientError(
    'session_missing',
    'nobody is logged in: put requiresLogin (Next.js: protect) before what needs somebody',
  )

const missing = () =>
  new ClientError('access_token_missing', 'the login gave no access token', { section: 'Core §3' })

const expired = () =>
  new ClientError('access_token_expired', 'the access token has expired, and nothing renews it', {
    section: 'RFC 6749 §1.5',
  })

/** What refreshes are remembered by: the flights are those that the relying party shares. */
export interface FreshTokensMeans {
  readonly now: () => number
  readonly client_id: string
  readonly flights: Flights
}

/**
 * Access tokens that are good (Core §12). That requests at the same time use a refresh token once, whose second use could
 * end the session at the OP (RFC 9700 §4.14.2), is the relying party's doing.
 */
export const createFreshTokens = ({ now, client_id, flights }: FreshTokensMeans): FreshTokens => {
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

  return {
    refresh: async (session, means) => {
      const { access_token, refresh_token } = session
      if (access_token === undefined) throw missing()
      if (isGood(session, MARGIN, now())) return session
      if (refresh_token !== undefined) return exchange(refresh_token, means)
      if (isGood(session, 0, now())) return session
      throw expired()
    },
    newest: async (session) => {
      const tokens = await flights.latest(client_id, session.refresh_token ?? '')
      return tokens === undefined ? session : refreshed(session, tokens, now())
    },
  }
}
