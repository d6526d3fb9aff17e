import { base64url } from '@gryphon/protocol'
import { sessionIdFor, subjectFor } from '../issuance/subject.ts'
import { isOwnAlgorithm } from '../keys/create.ts'
import type { Client } from '../model/client.ts'
import type { LogoutDelivery } from '../model/logout.ts'
import type { Op } from '../op.ts'

/** The `typ` of a logout token (Back-Channel Logout §2.4). */
export const LOGOUT_TOKEN_TYP = 'logout+jwt'

/** The member of `events` that says it is a logout (Back-Channel Logout §2.4). */
const BACKCHANNEL_LOGOUT = 'http://schemas.openid.net/event/backchannel-logout'

/** How long a logout token is good for, in seconds: two minutes at most are recommended (Back-Channel Logout §2.4). */
const LIFETIME = 120

/** A logout token (Back-Channel Logout §2.4): `sub` and `sid` as this client knows them, and never a nonce. */
export function issueLogoutToken(
  op: Op,
  client: Client,
  { sub, sid }: LogoutDelivery,
): Promise<string> {
  const alg = client.id_token_signed_response_alg
  if (!isOwnAlgorithm(alg)) throw new Error(`client ${client.client_id} has an alg we do not sign`)
  const iat = op.now()
  return op.keys.sign(alg, LOGOUT_TOKEN_TYP, {
    iss: op.issuer,
    sub: subjectFor(op, client, sub),
    aud: client.client_id,
    iat,
    exp: iat + LIFETIME,
    jti: base64url(op.random(16)),
    events: { [BACKCHANNEL_LOGOUT]: {} },
    sid: sessionIdFor(op, client, sid),
  })
}
