import { base64url, JWT_BEARER, type SigningAlgorithm } from '@gryphon/protocol'
import { type CryptoKey, importJWK, type JWK, SignJWT } from 'jose'
import { ClientError } from '../errors.ts'
import type { ClientAuthentication } from './client-authentication.ts'

/** What a private key does not say of itself. */
export interface PrivateKeyJwtOptions {
  /** Needed for a `CryptoKey`, and for a JWK without `alg`. */
  readonly alg?: SigningAlgorithm
  readonly kid?: string
  /**
   * The assertion's audience; the issuer when left out, which no other OP can pass on (Entra wants
   * its token endpoint).
   */
  readonly aud?: string
}

/** How long an assertion is good for, in seconds. */
const LIFETIME = 60

/**
 * A JWT signed with the client's private key (Core §9, RFC 7523 §2.2), a new one for each request.
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
  const header = kid === undefined ? { alg } : { alg, kid }
  return {
    method: 'private_key_jwt',
    authenticate: async ({ client_id, issuer, now, random }) => {
      const client_assertion = await new SignJWT({ jti: base64url(random(16)) })
        .setProtectedHeader(header)
        .setIssuer(client_id)
        .setSubject(client_id)
        .setAudience(options.aud ?? issuer)
        .setIssuedAt(now)
        .setExpirationTime(now + LIFETIME)
        .sign(jwk === undefined ? (key as CryptoKey) : await importJWK(jwk, alg))
      return { parameters: { client_id, client_assertion_type: JWT_BEARER, client_assertion } }
    },
  }
}
