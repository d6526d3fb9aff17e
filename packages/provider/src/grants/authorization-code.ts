import { createHash, timingSafeEqual } from 'node:crypto'
import { type Artefact, isCodeVerifier, TokenError } from '@gryphon/protocol'
import { type CodeContent, openCode } from '../issuance/code.ts'
import { issue } from '../issuance/issue.ts'
import { issuersOf } from '../issuance/issuers.ts'
import { firstTurn, rowExpiry } from '../issuance/refresh-token.ts'
import { isKnownPerson } from '../issuance/standing.ts'
import type { Client } from '../model/client.ts'
import type { Grant } from '../model/grant.ts'
import type { Parameters } from '../model/parameters.ts'
import type { Seconds } from '../model/seconds.ts'
import type { Op } from '../op.ts'
import type { Granted, GrantType } from './grant-type.ts'
import { narrowed } from './narrow.ts'

const refuse = (description: string, section: string) =>
  new TokenError('invalid_grant', description, section)

/** RFC 6749 §4.1.3, Core §3.1.3, §3.3.3, RFC 7636 §4.6. Everything is checked before the one write, which opens the grant. */
export const authorizationCode: GrantType = {
  grant_type: 'authorization_code',
  async redeem(op, client, parameters, request_id) {
    const code = parameters.get('code')
    if (code === undefined)
      throw new TokenError('invalid_request', 'code is missing', 'RFC 6749 §4.1.3')
    const opened = await openCode(op, code)
    if (opened.outcome === 'invalid') throw refuse('code is not known', 'RFC 6749 §5.2')
    const { content } = opened
    checkBinding(content, client, parameters)
    const grant = narrowed(content.grant, parameters)
    if (opened.outcome === 'expired') {
      await revokeIfUsed(op, content.grant, request_id)
      throw refuse('code has expired', 'RFC 6749 §4.1.2')
    }
    if (!(await isKnownPerson(op, grant.sub)))
      throw refuse('the End-User is no longer known', 'RFC 6749 §5.2')
    return openGrant(op, client, { content, grant }, request_id)
  },
}

function checkBinding(
  { grant, redirect_uri, code_challenge }: CodeContent,
  client: Client,
  parameters: Parameters,
): void {
  if (grant.client_id !== client.client_id)
    throw refuse('code was issued to another client', 'RFC 6749 §4.1.3')
  const sent = parameters.get('redirect_uri')
  const omitted = redirect_uri === undefined && sent === undefined
  if (!omitted && sent !== (redirect_uri ?? client.redirect_uris[0]))
    throw refuse('redirect_uri is not the one of the Authorization Request', 'RFC 6749 §4.1.3')
  checkVerifier(code_challenge, parameters.get('code_verifier'))
}

/** Neither can be left out without the other: that would be a downgrade (RFC 9700 §2.1.1, PITFALLS 6). */
function checkVerifier(challenge: string | undefined, verifier: string | undefined): void {
  if (challenge === undefined && verifier === undefined) return
  if (challenge === undefined)
    throw refuse('code_verifier came, but the request had no code_challenge', 'RFC 9700 §4.8.2')
  if (verifier === undefined) throw refuse('code_verifier is missing', 'RFC 7636 §4.6')
  const made = createHash('sha256').update(verifier).digest()
  const bound = Buffer.from(challenge, 'base64url')
  if (!isCodeVerifier(verifier) || made.length !== bound.length || !timingSafeEqual(made, bound))
    throw refuse('code_verifier does not match', 'RFC 7636 §4.6')
}

const expiryOf = (op: Op, { scope }: Grant): Seconds =>
  rowExpiry(op, scope.includes('offline_access') ? firstTurn(op).ends_at : undefined)

async function openGrant(
  op: Op,
  client: Client,
  { content, grant }: { readonly content: CodeContent; readonly grant: Grant },
  request_id: string,
): Promise<Granted> {
  const times = { now: op.now(), expires_at: expiryOf(op, content.grant) }
  const outcome = await op.store.openGrant(op.tenant.tenant_id, content.grant, times)
  if (outcome === 'replayed') {
    logReplay(op, content.grant, request_id)
    throw refuse('code was used before', 'RFC 6749 §4.1.2')
  }
  if (outcome === 'unknown_client') {
    op.forgetClient(client.client_id)
    throw new TokenError('invalid_client', 'the client is not registered any more', 'RFC 6749 §5.2')
  }
  if (outcome === 'signed_out')
    throw refuse('the End-User has signed out', 'Back-Channel Logout §2.7')
  const issuers = issuersOf(op, {
    ...{ client, grant, channel: 'back', binding: {} },
    ...{ scope_claims: 'userinfo', turn: firstTurn(op) },
  })
  const parameters = await issue(artefactsOf(content.grant), issuers)
  return { grant_id: grant.grant_id, parameters }
}

/** A second ID Token where OpenID is spoken (Core §3.3.3.3), a refresh token where `offline_access` was granted (Core §11). */
const artefactsOf = ({ scope }: Grant): readonly Artefact[] => [
  'token',
  ...(scope.includes('offline_access') ? (['refresh_token'] as const) : []),
  ...(scope.includes('openid') ? (['id_token'] as const) : []),
]

/** A used code that comes again after its end is a replay all the same. */
async function revokeIfUsed(op: Op, { grant_id, client_id }: Grant, request_id: string) {
  const { tenant_id } = op.tenant
  const now = op.now()
  const standing = await op.store.findGrant(tenant_id, grant_id, now)
  if (standing.outcome !== 'live') return
  await op.store.revokeGrant(tenant_id, {
    grant_id,
    client_id,
    reason: 'code_replayed',
    now,
    expires_at: expiryOf(op, standing.grant),
  })
  logReplay(op, standing.grant, request_id)
}

const logReplay = (op: Op, { grant_id, client_id }: Grant, request_id: string) =>
  op.log({
    event: 'grant.revoked',
    tenant_id: op.tenant.tenant_id,
    request_id,
    client_id,
    grant_id,
    reason: 'code_replayed',
  })
