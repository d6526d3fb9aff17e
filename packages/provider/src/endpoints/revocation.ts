import { TokenError } from '@gryphon/protocol'
import {
  ASSERTION_ALGORITHMS,
  CLIENT_AUTHENTICATION,
} from '../client-authentication/authenticate.ts'
import { type ClientRequest, respondToClient } from '../client-authentication/respond-to-client.ts'
import type { Endpoint } from '../endpoint.ts'
import { json } from '../http/responses.ts'
import type { AccessTokenClaims } from '../issuance/access-token.ts'
import { openAccessToken } from '../issuance/access-token-format.ts'
import { openRefreshToken, type RefreshTokenContent, rowExpiry } from '../issuance/refresh-token.ts'
import type { Op } from '../op.ts'

/** Token revocation (RFC 7009): a refresh token takes its whole grant with it, an access token only itself. */
export const revocationEndpoint: Endpoint = {
  path: '/oauth/revoke',
  methods: ['POST'],
  cors: true,
  audience: 'program',
  metadata: ({ issuer }) => ({
    revocation_endpoint: `${issuer}/oauth/revoke`,
    revocation_endpoint_auth_methods_supported: CLIENT_AUTHENTICATION.map(({ method }) => method),
    revocation_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
  }),
  respond: (op, request, request_id) =>
    respondToClient(op, request, { endpoint: 'revocation', request_id }, async (asked) => {
      await revoke(op, asked)
      return json(200, {})
    }),
}

/** An invalid token is answered as a revoked one (RFC 7009 §2.2): the client has what it wanted. */
async function revoke(op: Op, { client, parameters, request_id }: ClientRequest): Promise<void> {
  const token = parameters.get('token')
  if (token === undefined)
    throw new TokenError('invalid_request', 'token is missing', 'RFC 7009 §2.1')
  const refresh = openRefreshToken(op, token)
  const access = refresh === undefined ? openAccessToken(op, token) : undefined
  const owner = (refresh ?? access)?.client_id
  if (owner !== undefined && owner !== client.client_id)
    throw new TokenError('invalid_grant', 'token was issued to another client', 'RFC 7009 §2.1')
  if (refresh !== undefined) await revokeGrant(op, refresh, request_id)
  if (access !== undefined) await revokeToken(op, access)
}

async function revokeGrant(op: Op, content: RefreshTokenContent, request_id: string) {
  const { grant_id, client_id, ends_at } = content
  const { tenant_id } = op.tenant
  const reason = 'revoked_by_client'
  const outcome = await op.store.revokeGrant(tenant_id, {
    grant_id,
    client_id,
    reason,
    now: op.now(),
    expires_at: rowExpiry(op, ends_at),
  })
  if (outcome === 'revoked')
    op.log({ event: 'grant.revoked', tenant_id, request_id, client_id, grant_id, reason })
}

const revokeToken = (op: Op, { jti, exp }: AccessTokenClaims) =>
  op.store.revokeToken(op.tenant.tenant_id, jti, exp)
