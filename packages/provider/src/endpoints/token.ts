import {
  type ResponseType,
  requiredGrantTypes,
  TokenError,
  takesCodeChallenge,
} from '@gryphon/protocol'
import {
  ASSERTION_ALGORITHMS,
  CLIENT_AUTHENTICATION,
} from '../client-authentication/authenticate.ts'
import { respondToClient } from '../client-authentication/respond-to-client.ts'
import type { Endpoint } from '../endpoint.ts'
import { authorizationCode } from '../grants/authorization-code.ts'
import { clientCredentials } from '../grants/client-credentials.ts'
import type { GrantType } from '../grants/grant-type.ts'
import { refreshToken } from '../grants/refresh-token.ts'
import { json } from '../http/responses.ts'
import { keepInUse } from '../issuance/keep-in-use.ts'
import type { TokenKind } from '../model/event.ts'

/** The grant types there are. */
export const GRANT_TYPES: readonly GrantType[] = [
  authorizationCode,
  refreshToken,
  clientCredentials,
]

const TOKENS: readonly TokenKind[] = ['access_token', 'id_token', 'refresh_token']

/** The Token Endpoint (RFC 6749 §3.2, Core §3.1.3, §3.3.3). */
export const tokenEndpoint: Endpoint = {
  path: '/oauth/token',
  methods: ['POST'],
  cors: true,
  audience: 'program',
  metadata: ({ issuer, response_types }) => ({
    token_endpoint: `${issuer}/oauth/token`,
    grant_types_supported: grantTypesFor(response_types),
    token_endpoint_auth_methods_supported: CLIENT_AUTHENTICATION.map(({ method }) => method),
    token_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
  }),
  respond: (op, request, request_id) =>
    respondToClient(op, request, { endpoint: 'token', request_id }, async (asked) => {
      const { client, parameters } = asked
      const grantType = findGrantType(parameters.get('grant_type'), client.grant_types)
      const { grant_id, parameters: answer } = await grantType.redeem(
        op,
        client,
        parameters,
        request_id,
      )
      await keepInUse(op, client)
      op.log({
        event: 'token.issued',
        tenant_id: op.tenant.tenant_id,
        request_id,
        client_id: client.client_id,
        grant_id,
        grant_type: grantType.grant_type,
        tokens: TOKENS.filter((kind) => answer[kind] !== undefined),
      })
      return json(200, answer)
    }),
}

/** Nothing is redeemed or refreshed where no code is issued. */
const NEED_A_CODE = ['authorization_code', 'refresh_token']

/** The grant types that something comes of: those redeemed here, and what response types belong to. */
function grantTypesFor(response_types: readonly ResponseType[]): readonly string[] {
  const redeemed = GRANT_TYPES.map(({ grant_type }) => grant_type)
  const useful = response_types.some(takesCodeChallenge)
    ? redeemed
    : redeemed.filter((grant_type) => !NEED_A_CODE.includes(grant_type))
  return [...new Set([...useful, ...response_types.flatMap(requiredGrantTypes)])]
}

function findGrantType(asked: string | undefined, registered: readonly string[]): GrantType {
  if (asked === undefined)
    throw new TokenError('invalid_request', 'grant_type is missing', 'RFC 6749 §4.1.3')
  const found = GRANT_TYPES.find(({ grant_type }) => grant_type === asked)
  if (found === undefined)
    throw new TokenError('unsupported_grant_type', 'grant_type is not supported', 'RFC 6749 §5.2')
  if (!registered.includes(asked))
    throw new TokenError(
      'unauthorized_client',
      'the client is not registered for this grant_type',
      'RFC 6749 §5.2',
    )
  return found
}
