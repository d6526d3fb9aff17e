import type { Op } from '../op.ts'
import type { AccessTokenClaims, CarriedGrant } from './access-token.ts'
import { openAccessToken } from './access-token-format.ts'

/** An access token that is worth something. */
export interface LiveAccessToken {
  readonly claims: AccessTokenClaims
  /** On whose behalf it was issued; `undefined` where the client acts for itself. */
  readonly grant: CarriedGrant | undefined
}

/**
 * An access token that is ours, not expired, and of a grant that stands. The grant of one from the front channel may not be
 * opened yet, for its code may still be on the way, and a client that acts for itself has none: such a token falls with its
 * grant, by itself, and with its client all the same (PITFALLS 9).
 */
export async function findAccessToken(op: Op, text: string): Promise<LiveAccessToken | undefined> {
  const claims = openAccessToken(op, text)
  if (claims === undefined) return undefined
  const { grant_id, jti, front_channel, client_id } = claims
  if ((await op.findClient(client_id)) === undefined) return undefined
  const standing = await op.store.findGrant(op.tenant.tenant_id, grant_id ?? jti, op.now(), jti)
  if (standing.outcome === 'live') return { claims, grant: standing.grant }
  const mayLackRow = front_channel === true || grant_id === undefined
  if (standing.outcome === 'revoked' || !mayLackRow) return undefined
  return { claims, grant: grant_id === undefined ? undefined : (claims.carried_grant ?? claims) }
}

/** Whether there is such a person, still: without one, nothing is issued and no token means anything. */
export const isKnownPerson = async (op: Op, sub: string): Promise<boolean> =>
  (await op.claims(op.tenant.tenant_id, sub, [])) !== undefined
