import { TokenError } from '@gryphon/protocol'
import type { HttpRequest } from '../http/message.ts'
import type { Client } from '../model/client.ts'
import type { Parameters } from '../model/parameters.ts'
import type { Op } from '../op.ts'
import { clientSecretBasic } from './client-secret-basic.ts'
import { clientSecretJwt } from './client-secret-jwt.ts'
import { clientSecretPost } from './client-secret-post.ts'
import type { AuthenticationMethod } from './method.ts'
import { none } from './none.ts'
import { privateKeyJwt } from './private-key-jwt.ts'

/** The ways there are for a client to authenticate. */
export const CLIENT_AUTHENTICATION: readonly AuthenticationMethod[] = [
  clientSecretBasic,
  clientSecretPost,
  clientSecretJwt,
  privateKeyJwt,
  none,
]

/** The algs that assertions of clients may have, for discovery. */
export const ASSERTION_ALGORITHMS: readonly string[] = CLIENT_AUTHENTICATION.flatMap(
  ({ algorithms = [] }) => algorithms,
)

/**
 * The client that sent a request, proved (RFC 6749 §2.3, Core §9): by exactly one method, and the one it is registered for.
 * Throws `TokenError`.
 */
export async function authenticateClient(
  op: Op,
  request: HttpRequest,
  parameters: Parameters,
): Promise<Client> {
  const used = CLIENT_AUTHENTICATION.flatMap((method) => {
    const presented = method.presented(request, parameters)
    return presented === undefined ? [] : [{ method, ...presented }]
  })
  const [only, ...others] = used
  if (others.length > 0)
    throw new TokenError(
      'invalid_request',
      `the client used several methods at once: ${used.map(({ method }) => method.method).join(', ')}`,
      'RFC 6749 §2.3',
    )
  if (only === undefined)
    throw new TokenError('invalid_client', 'the client did not authenticate', 'RFC 6749 §3.2.1')
  checkSameClient(only.client_id, parameters)
  const client = await op.findClient(only.client_id)
  if (client === undefined)
    throw new TokenError('invalid_client', 'client_id is unknown', 'RFC 6749 §5.2')
  const registered = client.token_endpoint_auth_method
  if (registered !== only.method.method)
    throw new TokenError(
      'invalid_client',
      `the client used ${only.method.method}; it is registered for ${registered}`,
      'Core §9',
    )
  await only.method.check(only.proof, client, op)
  return client
}

function checkSameClient(client_id: string, parameters: Parameters): void {
  const said = parameters.get('client_id')
  if (said !== undefined && said !== client_id)
    throw new TokenError('invalid_request', 'client_id names another client', 'RFC 6749 §3.2.1')
}
