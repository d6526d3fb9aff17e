import { base64url } from '@gryphon/protocol'
import type { Client } from '../model/client.ts'
import type { Grant } from '../model/grant.ts'
import type { Op } from '../op.ts'
import { formatFor, writeAccessToken } from './access-token-format.ts'
import { ACCESS_TOKEN_POLICY, type Channel } from './channel.ts'
import type { ResponseParameters } from './issue.ts'
import { subjectFor } from './subject.ts'

/** What UserInfo needs of a grant, for a token whose grant may have no row yet. */
export type CarriedGrant = Pick<Grant, 'sub' | 'claims' | 'claims_locales'>

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
  readonly auth_time?: number
  readonly acr?: string
  readonly amr?: readonly string[]
  /** Absent where a client acts for itself (RFC 6749 §4.4). */
  readonly grant_id?: string
  readonly front_channel?: true
  /** Only where the token's other claims do not say it: never told to anybody. */
  readonly carried_grant?: CarriedGrant
}

/** An access token on behalf of a person, and what RFC 6749 §5.1 says beside it. */
export function issueAccessToken(
  op: Op,
  client: Client,
  grant: Grant,
  channel: Channel,
): Promise<ResponseParameters> {
  const { lifetime, withheld_scope, mark } = ACCESS_TOKEN_POLICY[channel]
  const withheld: readonly string[] = withheld_scope
  const { auth_time, acr, amr, grant_id, resource } = grant
  const sub = subjectFor(op, client, grant.sub)
  return issueFor(op, client, {
    sub,
    scope: grant.scope.filter((word) => !withheld.includes(word)),
    resource,
    expires_in: op.lifetimes[lifetime],
    more: {
      auth_time,
      ...(acr === undefined ? {} : { acr }),
      ...(amr === undefined ? {} : { amr }),
      grant_id,
      ...mark,
      ...(channel === 'front' ? carriedIn(grant, sub) : {}),
    },
  })
}

/** Nothing is written for the front channel, so its token carries what only a row could tell. */
function carriedIn(
  { sub, claims, claims_locales }: Grant,
  told_sub: string,
): Pick<AccessTokenClaims, 'carried_grant'> {
  if (sub === told_sub && claims === undefined && claims_locales === undefined) return {}
  return {
    carried_grant: {
      sub,
      ...(claims === undefined ? {} : { claims }),
      ...(claims_locales === undefined ? {} : { claims_locales }),
    },
  }
}

/** An access token of a client that acts for itself (RFC 6749 §4.4): it is its own subject (RFC 9068 §2.2), and nobody's grant. */
export const issueClientAccessToken = (
  op: Op,
  client: Client,
  { scope, resource }: Pick<Grant, 'scope' | 'resource'>,
): Promise<ResponseParameters> =>
  issueFor(op, client, {
    sub: client.client_id,
    scope,
    resource,
    expires_in: op.lifetimes.access_token,
    more: {},
  })

interface Issued extends Pick<Grant, 'sub' | 'scope' | 'resource'> {
  readonly expires_in: number
  readonly more: Partial<AccessTokenClaims>
}

async function issueFor(
  op: Op,
  { client_id }: Client,
  { sub, scope, resource, expires_in, more }: Issued,
): Promise<ResponseParameters> {
  const iat = op.now()
  const access_token = await writeAccessToken(op, formatFor(op, resource), {
    iss: op.issuer,
    sub,
    aud: audience(op.issuer, { scope, resource }),
    client_id,
    scope: scope.join(' '),
    iat,
    exp: iat + expires_in,
    jti: base64url(op.random(16)),
    ...more,
  })
  return { access_token, token_type: 'Bearer', expires_in, scope: scope.join(' ') }
}

/** The APIs of the grant, and the OP itself where UserInfo may be asked (RFC 9068 §3: without a resource, the OP's own default). */
function audience(
  issuer: string,
  { resource, scope }: Pick<Grant, 'scope' | 'resource'>,
): readonly string[] | string {
  const all = resource.length === 0 || scope.includes('openid') ? [...resource, issuer] : resource
  const [only, ...others] = all
  return only !== undefined && others.length === 0 ? only : all
}
