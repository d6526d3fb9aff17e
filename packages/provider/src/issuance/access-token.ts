import { base64url } from '@gryphon/protocol'
import type { Client } from '../model/client.ts'
import type { Grant } from '../model/grant.ts'
import type { Op } from '../op.ts'
import { ACCESS_TOKEN_POLICY, type Channel } from './channel.ts'
import type { ResponseParameters } from './issue.ts'

/** The `typ` of an access token (RFC 9068 §2.1). */
export const ACCESS_TOKEN_TYP = 'at+jwt'

/** What an access token of ours says (RFC 9068 §2.2), with the grant it belongs to and the mark of the front channel. */
export interface AccessTokenClaims {
  readonly iss: string
  readonly sub: string
  readonly aud: readonly string[] | string
  readonly client_id: string
  readonly scope: string
  readonly iat: number
  readonly exp: number
  readonly jti: string
  readonly auth_time: number
  readonly acr?: string
  readonly amr?: readonly string[]
  readonly grant_id: string
  readonly front_channel?: true
}

/** An access token, and what RFC 6749 §5.1 says beside it. */
export async function issueAccessToken(
  op: Op,
  { client_id }: Client,
  grant: Grant,
  channel: Channel,
): Promise<ResponseParameters> {
  const { lifetime, withheld_scope, mark } = ACCESS_TOKEN_POLICY[channel]
  const withheld: readonly string[] = withheld_scope
  const scope = grant.scope.filter((word) => !withheld.includes(word)).join(' ')
  const iat = op.now()
  const expires_in = op.lifetimes[lifetime]
  const { sub, auth_time, acr, amr, grant_id } = grant
  const claims: AccessTokenClaims = {
    iss: op.issuer,
    sub,
    aud: audience(op.issuer, grant),
    client_id,
    scope,
    iat,
    exp: iat + expires_in,
    jti: base64url(op.random(16)),
    auth_time,
    ...(acr === undefined ? {} : { acr }),
    ...(amr === undefined ? {} : { amr }),
    grant_id,
    ...mark,
  }
  const access_token = await op.keys.sign('ES256', ACCESS_TOKEN_TYP, claims)
  return { access_token, token_type: 'Bearer', expires_in, scope }
}

/** The APIs of the grant, and the OP itself where UserInfo may be asked (RFC 9068 §3: without a resource, the OP's own default). */
function audience(issuer: string, { resource, scope }: Grant): readonly string[] | string {
  const all = resource.length === 0 || scope.includes('openid') ? [...resource, issuer] : resource
  const [only, ...others] = all
  return only !== undefined && others.length === 0 ? only : all
}

/** The claims of an access token that this OP issued and that has not expired; `undefined` for anything else. */
export function openAccessToken(op: Op, text: string): AccessTokenClaims | undefined {
  const claims = op.keys.verify(text, ACCESS_TOKEN_TYP) as AccessTokenClaims | undefined
  return claims !== undefined && claims.iss === op.issuer && claims.exp > op.now()
    ? claims
    : undefined
}
