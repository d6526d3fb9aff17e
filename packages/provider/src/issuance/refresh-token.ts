import type { Grant } from '../model/grant.ts'
import type { Seconds } from '../model/seconds.ts'
import type { Op } from '../op.ts'

/** What a refresh token holds: the grant, and which of its generations this one is. */
export interface RefreshTokenContent {
  readonly grant_id: string
  readonly client_id: string
  readonly generation: number
}

/** A refresh token: a sealed value; the grant's row knows the current generation. */
export const issueRefreshToken = (
  op: Op,
  { grant_id, client_id }: Grant,
  generation: number,
): string => op.keys.seal('refresh_token', { grant_id, client_id, generation }, refreshExpiry(op))

/** Until when a refresh token that is issued now may be used, and its grant is kept. */
export const refreshExpiry = (op: Op): Seconds => op.now() + op.lifetimes.refresh_token

/** What a refresh token of this tenant holds; `undefined` for anything else, and once it has expired. */
export function openRefreshToken(op: Op, text: string): RefreshTokenContent | undefined {
  const opened = op.keys.open('refresh_token', text)
  return opened.outcome === 'opened' ? (opened.value as RefreshTokenContent) : undefined
}
