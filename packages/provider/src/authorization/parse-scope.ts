import {
  AuthorizationError,
  type ResponseType,
  requiresNonce,
  STANDARD_SCOPES,
  takesCodeChallenge,
} from '@gryphon/protocol'
import type { Client } from '../model/client.ts'
import { askedResources, type Parameters } from '../model/parameters.ts'
import type { Resource } from '../model/resource.ts'

/** RFC 6749 §3.3. */
const isScopeToken = (word: string) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(word)

/**
 * What of the asked scope can be granted: what is not understood is ignored (Core §3.1.2.1), what the client may not have is
 * left out, and the granted scope is told (RFC 6749 §3.3). Throws where nothing remains.
 */
export function parseScope(
  asked: readonly string[],
  client: Client,
  type: ResponseType,
  resources: readonly Resource[],
): readonly string[] {
  if (!asked.every(isScopeToken))
    throw new AuthorizationError('invalid_scope', 'scope is malformed', 'RFC 6749 §3.3')
  const known: readonly string[] = [
    ...STANDARD_SCOPES,
    ...resources.flatMap(({ scopes }) => scopes.map(({ scope }) => scope)),
  ]
  const scope = asked.filter(
    (word) =>
      known.includes(word) &&
      client.scope.includes(word) &&
      (word !== 'offline_access' || mayBeOffline(client, type)),
  )
  if (requiresNonce(type) && !scope.includes('openid'))
    throw new AuthorizationError(
      'invalid_scope',
      'scope must have openid for an ID Token',
      'Core §3.1.2.1',
    )
  if (scope.length === 0)
    throw new AuthorizationError(
      'invalid_scope',
      'scope has nothing that this client may ask for',
      'RFC 6749 §3.3',
    )
  return scope
}

/** Core §11: `offline_access` is ignored where no code, hence no refresh token, comes of the request. */
const mayBeOffline = (client: Client, type: ResponseType) =>
  takesCodeChallenge(type) && client.grant_types.includes('refresh_token')

/** The APIs asked for by `resource` (RFC 8707 §2) or its synonym `audience`. Throws `invalid_target` for one that is not known. */
export function parseResources(
  parameters: Parameters,
  known: readonly Resource[],
): readonly Resource[] {
  return askedResources(parameters).map((indicator) => {
    const resource = known.find((one) => one.resource === indicator)
    if (resource === undefined)
      throw new AuthorizationError('invalid_target', 'resource is not known here', 'RFC 8707 §2')
    return resource
  })
}

/** Required exactly where an ID Token comes from the authorization endpoint (Core §3.2.2.1, §3.3.2.1). */
export function parseNonce(parameters: Parameters, type: ResponseType): string | undefined {
  const nonce = parameters.get('nonce')
  if (nonce === undefined && requiresNonce(type))
    throw new AuthorizationError('invalid_request', 'nonce is required', 'Core §3.3.2.1')
  return nonce
}
