import { type Artefact, TokenError } from '@gryphon/protocol'
import { issue } from '../issuance/issue.ts'
import { issuersOf } from '../issuance/issuers.ts'
import { openRefreshToken, type RefreshTokenContent, rowExpiry } from '../issuance/refresh-token.ts'
import { isKnownPerson } from '../issuance/standing.ts'
import type { Client } from '../model/client.ts'
import type { Grant } from '../model/grant.ts'
import type { Parameters } from '../model/parameters.ts'
import type { Op } from '../op.ts'
import type { GrantType } from './grant-type.ts'
import { narrowed, narrowedScope } from './narrow.ts'

const refuse = (description: string, section: string) =>
  new TokenError('invalid_grant', description, section)

/** RFC 6749 §6, Core §12: one compare-and-set on the grant's generation. */
export const refreshToken: GrantType = {
  grant_type: 'refresh_token',
  async redeem(op, client, parameters, request_id) {
    const token = parameters.get('refresh_token')
    if (token === undefined)
      throw new TokenError('invalid_request', 'refresh_token is missing', 'RFC 6749 §6')
    const content = openRefreshToken(op, token)
    if (content === undefined) throw refuse('refresh_token is not known', 'RFC 6749 §5.2')
    if (content.client_id !== client.client_id)
      throw refuse('refresh_token was issued to another client', 'RFC 6749 §6')
    await checkBeforehand(op, content, parameters)
    const { grant, generation } = await advance(op, client, content, request_id)
    const narrow = narrowedScope(narrowed(grant, parameters), parameters)
    const issuers = issuersOf(op, {
      ...{ client, grant: withoutNonce(narrow), channel: 'back', binding: {} },
      ...{ scope_claims: 'userinfo', turn: { generation, ends_at: content.ends_at } },
    })
    return { grant_id: grant.grant_id, parameters: await issue(artefactsOf(narrow), issuers) }
  },
}

/** The refresh token is always new; an ID Token comes where OpenID is still spoken (Core §12.2). */
const artefactsOf = ({ scope }: Grant): readonly Artefact[] => [
  'token',
  'refresh_token',
  ...(scope.includes('openid') ? (['id_token'] as const) : []),
]

/** Core §12.2: a refreshed ID Token should have no nonce, for there was no Authentication Request. */
const withoutNonce = ({ nonce: _, ...grant }: Grant): Grant => grant

/** What would be refused is refused before the generation goes up: a refused request changes nothing. */
async function checkBeforehand(op: Op, { grant_id }: RefreshTokenContent, parameters: Parameters) {
  const standing = await op.store.findGrant(op.tenant.tenant_id, grant_id, op.now())
  if (standing.outcome !== 'live') return
  const { sub } = narrowedScope(narrowed(standing.grant, parameters), parameters)
  if (!(await isKnownPerson(op, sub)))
    throw refuse('the End-User is no longer known', 'RFC 6749 §5.2')
}

async function advance(
  op: Op,
  { token_endpoint_auth_method }: Client,
  { ends_at, ...content }: RefreshTokenContent,
  request_id: string,
) {
  const { tenant_id } = op.tenant
  const { refresh_grace_public, refresh_grace_confidential } = op.lifetimes
  const refreshed = await op.store.refreshGrant(tenant_id, {
    ...content,
    grace:
      token_endpoint_auth_method === 'none' ? refresh_grace_public : refresh_grace_confidential,
    expires_at: rowExpiry(op, ends_at),
    now: op.now(),
  })
  switch (refreshed.outcome) {
    case 'refreshed':
      return refreshed
    case 'retried': {
      const { grant, generation } = refreshed
      const { grant_id, client_id } = grant
      op.log({ event: 'refresh.grace', tenant_id, request_id, client_id, grant_id, generation })
      return refreshed
    }
    case 'unknown':
      throw refuse('refresh_token has expired or was revoked', 'RFC 6749 §5.2')
    case 'reused': {
      const { grant_id, client_id } = refreshed.grant
      const reason = 'refresh_token_reused'
      op.log({ event: 'grant.revoked', tenant_id, request_id, client_id, grant_id, reason })
      throw refuse('refresh_token was used before', 'RFC 9700 §4.14.2')
    }
  }
}
