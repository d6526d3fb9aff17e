import type { Grant } from '../model/grant.ts'
import type { Seconds } from '../model/seconds.ts'
import type { Op } from '../op.ts'

/** Which of its grant's refresh tokens one is, and when the last of them ends. */
export interface RefreshTurn {
  readonly generation: number
  /** However often they are used, no refresh token of the grant is good beyond it (RFC 9700 §4.14.2). */
  readonly ends_at: Seconds
}

/** What a refresh token holds: the grant, and which of its generations this one is. */
export interface RefreshTokenContent extends RefreshTurn {
  readonly grant_id: string
  readonly client_id: string
}

/** The first refresh token of a grant that is opened now. */
export const firstTurn = (op: Op): RefreshTurn => ({
  generation: 0,
  ends_at: op.now() + op.lifetimes.refresh_token_absolute,
})

/** A refresh token: a sealed value; the grant's row knows the current generation. */
export const issueRefreshToken = (
  op: Op,
  { grant_id, client_id }: Grant,
  { generation, ends_at }: RefreshTurn,
): string =>
  op.keys.seal(
    'refresh_token',
    { grant_id, client_id, generation, ends_at },
    refreshExpiry(op, ends_at),
  )

/** Until when a refresh token that is issued now may be used: for as long as it may lie idle, but never beyond the end of all. */
const refreshExpiry = ({ now, lifetimes }: Op, ends_at: Seconds): Seconds =>
  Math.min(now() + lifetimes.refresh_token, ends_at)

/** Clocks of several machines may differ by so much. In seconds. */
const LEEWAY = 60

/**
 * Until when the row of a grant, or of its revocation, is kept that is written now: longer than its code, any token of it and,
 * where there are refresh tokens (until `ends_at`), the next of those may be used. Without it a code could be redeemed anew, and
 * a revocation would be forgotten.
 */
export const rowExpiry = (op: Op, ends_at: Seconds | undefined): Seconds => {
  const { code, access_token, front_channel_access_token } = op.lifetimes
  const tokens = op.now() + code + Math.max(access_token, front_channel_access_token) + LEEWAY
  return ends_at === undefined ? tokens : Math.max(refreshExpiry(op, ends_at), tokens)
}

/** What a refresh token of this tenant holds; `undefined` for anything else, and once it has expired. */
export function openRefreshToken(op: Op, text: string): RefreshTokenContent | undefined {
  const opened = op.keys.open('refresh_token', text)
  return opened.outcome === 'opened' ? (opened.value as RefreshTokenContent) : undefined
}
