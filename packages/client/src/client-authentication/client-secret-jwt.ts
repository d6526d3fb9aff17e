import { HMAC_ALGORITHMS, type HmacAlgorithm } from '@gryphon/protocol'
import { ClientError } from '../errors.ts'
import { type AssertionAudience, assertClient } from './client-assertion.ts'
import type { ClientAuthentication } from './client-authentication.ts'

/** How the secret is used. */
export interface ClientSecretJwtOptions {
  /** The registered `token_endpoint_auth_signing_alg`; HS256 when left out. */
  readonly alg?: HmacAlgorithm
  /** The assertion's audience; `issuer` when left out. */
  readonly aud?: AssertionAudience
}

/**
 * A JWT with a MAC of the client's secret (Core §9, RFC 7523 §2.2), so that the secret itself never travels. Throws
 * `ClientError` when the secret is too short for `alg` (RFC 7518 §3.2).
 *
 * @example const authentication = clientSecretJwt(secret)
 */
export const clientSecretJwt = (
  client_secret: string,
  { alg = 'HS256', aud = 'issuer' }: ClientSecretJwtOptions = {},
): ClientAuthentication => {
  const key = new TextEncoder().encode(client_secret)
  const { secret_octets } = HMAC_ALGORITHMS[alg]
  if (key.byteLength < secret_octets)
    throw new ClientError('configuration_invalid', `the client secret is too short for ${alg}`, {
      section: 'RFC 7518 §3.2',
      expected: `at least ${secret_octets} octets`,
      found: `${key.byteLength} octets`,
    })
  return {
    method: 'client_secret_jwt',
    authenticate: (input) => assertClient(input, { header: { alg }, key, aud }),
  }
}
