import { TokenError, wordsOf } from '@gryphon/protocol'
import { parseResources } from '../authorization/parse-scope.ts'
import { issueClientAccessToken } from '../issuance/access-token.ts'
import type { Client } from '../model/client.ts'
import type { Parameters } from '../model/parameters.ts'
import type { Resource } from '../model/resource.ts'
import type { GrantType } from './grant-type.ts'

/**
 * A client acts for itself (RFC 6749 §4.4): an access token for APIs, and no more: no refresh token (§4.4.3), no ID Token and
 * no row, for nobody is signed in.
 */
export const clientCredentials: GrantType = {
  grant_type: 'client_credentials',
  async redeem(op, client, parameters) {
    if (client.token_endpoint_auth_method === 'none')
      throw new TokenError(
        'unauthorized_client',
        'client_credentials is for clients that can keep a secret',
        'RFC 6749 §4.4',
      )
    const named = parseResources(parameters, op.resources)
    const scope = grantedScope(client, parameters, named.length === 0 ? op.resources : named)
    const apis = named.length === 0 ? withScope(op.resources, scope) : named
    const resource = apis.map((api) => api.resource)
    return { parameters: await issueClientAccessToken(op, client, { scope, resource }) }
  },
}

/**
 * The permissions of these APIs that the client asks for and may have, or all that it may have when it asks for none (RFC 6749
 * §3.3). What is about a person is none of an API's, and is left out as for any request.
 */
function grantedScope(client: Client, parameters: Parameters, apis: readonly Resource[]) {
  const known = apis.flatMap(({ scopes }) => scopes.map(({ scope }) => scope))
  const asked = parameters.has('scope') ? wordsOf(parameters.get('scope')) : client.scope
  const scope = asked.filter((word) => known.includes(word) && client.scope.includes(word))
  if (scope.length === 0)
    throw new TokenError(
      'invalid_scope',
      'scope has nothing that this client may have for itself',
      'RFC 6749 §3.3',
    )
  return scope
}

/** The APIs that a scope is of: whom a token is for that names none (RFC 9068 §3). */
const withScope = (apis: readonly Resource[], granted: readonly string[]) =>
  apis.filter(({ scopes }) => scopes.some(({ scope }) => granted.includes(scope)))
