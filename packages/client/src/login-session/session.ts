import type { IdTokenClaims, Tokens, TokenType } from '../login.ts'

/** A person who is logged in at the application. */
export interface Session {
  /** Of the verified ID Token of the login. */
  readonly claims: IdTokenClaims
  /** As it came: the `id_token_hint` of a logout. */
  readonly id_token?: string
  readonly access_token?: string
  readonly token_type?: TokenType
  readonly refresh_token?: string
  /** When the access token ends, in seconds since the epoch. */
  readonly expires_at?: number
  /** Of the access token. */
  readonly scope?: string
  /** When the person logged in, and was last here; in seconds since the epoch. */
  readonly started_at: number
  readonly seen_at: number
}

/** How long a session lasts, in seconds. */
export interface Lifetimes {
  readonly idle: number
  readonly absolute: number
}

/** The last second of a session that is left alone from now on. */
export const endOf = ({ started_at, seen_at }: Session, { idle, absolute }: Lifetimes): number =>
  Math.min(seen_at + idle, started_at + absolute)

/** How often, in seconds, a session notes at most that its person is still here. */
const NOTED_EVERY = 60

/** Whether it is time to note that the person is here. */
export const isDue = ({ seen_at }: Session, { idle }: Lifetimes, now: number): boolean =>
  now - seen_at >= Math.min(NOTED_EVERY, idle / 2)

/** What a session keeps of an answer of the OP. */
export const tokensOf = (
  given: Partial<Omit<Tokens, 'claims' | 'checks'>>,
  now: number,
): Partial<Session> => ({
  ...(given.id_token !== undefined && { id_token: given.id_token }),
  ...(given.access_token !== undefined && {
    access_token: given.access_token,
    token_type: given.token_type ?? 'Bearer',
  }),
  ...(given.refresh_token !== undefined && { refresh_token: given.refresh_token }),
  ...(given.expires_in !== undefined && { expires_at: now + given.expires_in }),
  ...(given.scope !== undefined && { scope: given.scope }),
})
