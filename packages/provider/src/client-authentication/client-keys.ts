import { type Jwks, TokenError } from '@gryphon/protocol'
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import type { Client } from '../model/client.ts'
import { isLightKey } from '../model/rsa-key.ts'
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

const local = (jwks: Jwks) => createLocalJWKSet(jwks as JSONWebKeySet)

const isKey = (value: unknown): value is Jwks['keys'][number] =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The keys of a set; those that would take too long to verify with are left out. */
function parseJwks(text: string): Jwks {
  try {
    const value: unknown = JSON.parse(text)
    if (isKey(value) && Array.isArray(value.keys) && value.keys.every(isKey))
      return { keys: value.keys.filter(isLightKey) }
  } catch {
    // Falls through: what is not JSON is no key set either.
  }
  throw new TokenError('invalid_client', 'jwks_uri does not give a JWK Set', 'RFC 7517 §5')
}
