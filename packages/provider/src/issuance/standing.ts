import type { Op } from '../op.ts'
import { type AccessTokenClaims, openAccessToken } from './access-token.ts'

/**
 * The claims of an access token that is worth something: ours, not expired, of a grant that stands. The grant of one from the
 * front channel may not be opened yet, for its code may still be on the way; it falls with the grant, and with its client, all
 * the same (PITFALLS 9).
 */
export async function findAccessToken(
  op: Op,
  text: string,
): Promise<AccessTokenClaims | undefined> {
  const claims = openAccessToken(op, text)
  if (claims === undefined) return undefined
  const { grant_id, jti, front_channel, client_id } = claims
  const { outcome } = await op.store.findGrant(op.tenant.tenant_id, grant_id, op.now(), jti)
  const isUnopened = outcome === 'unknown' && front_channel === true
  const stands =
    outcome === 'live' || (isUnopened && (await op.findClient(client_id)) !== undefined)
  return stands ? claims : undefined
}

/** Whether there is such a person, still: without one, nothing is issued and no token means anything. */
export const isKnownPerson = async (op: Op, sub: string): Promise<boolean> =>
  (await op.claims(op.tenant.tenant_id, sub, [])) !== undefined
