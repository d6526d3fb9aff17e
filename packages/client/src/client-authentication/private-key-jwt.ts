import type { SigningAlgorithm } from '@gryphon/protocol'
import { type CryptoKey, importJWK, type JWK } from 'jose'
import { ClientError } from '../errors.ts'
import { type AssertionAudience, assertClient } from './client-assertion.ts'
import type { ClientAuthentication } from './client-authentication.ts'

/** What a private key does not say of itself. */
export interface PrivateKeyJwtOptions {
  /** Needed for a `CryptoKey`, and for a JWK without `alg`. */
  readonly alg?: SigningAlgorithm
  readonly kid?: string
  /**
   * The assertion's audience; `issuer` when left out, which no other OP can pass on (Entra wants
   * its `token_endpoint`).
   */
  readonly aud?: AssertionAudience
}

/**
 * A JWT signed with the client's private key (Core §9, RFC 7523 §2.2), a new one for each request. Throws `ClientError`
 * for a public key, and for one without `alg`.
 *
 * @example const authentication = privateKeyJwt(jwk) // a private JWK with `alg` and `kid`
 */
export const privateKeyJwt = (
  key: CryptoKey | JWK,
  options: PrivateKeyJwtOptions = {},
): ClientAuthentication => {
  const jwk = 'kty' in key ? key : undefined
  const alg = options.alg ?? jwk?.alg
  const kid = options.kid ?? jwk?.kid
  if (alg === undefined)
    throw new ClientError('configuration_invalid', 'private_key_jwt needs alg', {
      section: 'RFC 7515 §4.1.1',
    })
  if (jwk !== undefined && jwk.d === undefined)
    throw new ClientError('configuration_invalid', 'private_key_jwt needs the private key', {
      section: 'RFC 7523 §3',
      found: 'a public JWK',
    })
  const header = kid === undefined ? { alg } : { alg, kid }
  return {
    method: 'private_key_jwt',
    authenticate: async (input) =>
      assertClient(input, {
        header,
        key: jwk === undefined ? (key as CryptoKey) : await importJWK(jwk, alg),
        aud: options.aud ?? 'issuer',
      }),
  }
}
