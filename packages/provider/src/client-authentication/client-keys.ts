import { TokenError } from '@gryphon/protocol'
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import type { Client } from '../model/client.ts'
import type { Op } from '../op.ts'

/** The key of a client that an assertion names: registered by value, or at its `jwks_uri`, fetched again for a key not seen yet. */
export function clientKeys(client: Client, op: Op): JWTVerifyGetKey {
  const { jwks, jwks_uri } = client
  if (jwks_uri === undefined) return local(jwks ?? { keys: [] })
  return async (header, token) => {
    const known = local(parseJwks(await op.fetchJwks(jwks_uri)))
    try {
      return await known(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      return local(parseJwks(await op.fetchJwks(jwks_uri, 'again')))(header, token)
    }
  }
}

const local = (jwks: object) => createLocalJWKSet(jwks as JSONWebKeySet)

function parseJwks(text: string): object {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && 'keys' in value) return value
  } catch {
    // Falls through: what is not JSON is no key set either.
  }
  throw new TokenError('invalid_client', 'jwks_uri does not give a JWK Set', 'RFC 7517 §5')
}
