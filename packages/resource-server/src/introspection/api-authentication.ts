import { base64url, JWT_BEARER } from '@gryphon/protocol'
import { importJWK, SignJWT } from 'jose'
import type { ApiAuthentication, IntrospectionConfig } from './introspection-config.ts'

/** What a request of an API to its issuer says, so that the issuer knows whose it is. */
export interface Proof {
  readonly headers: Readonly<Record<string, string>>
  readonly parameters: Readonly<Record<string, string>>
}

/** What a proof is made with. */
export interface ProofMeans {
  readonly issuer: string
  readonly now: () => number
  readonly random: (octets: number) => Uint8Array
}

/** Makes a proof for one request. */
export type Authenticate = () => Promise<Proof>

/** For how many seconds an assertion is good. */
const LIFETIME = 60

/** RFC 6749 appendix B. */
const formEncoded = (text: string) => new URLSearchParams([['', text]]).toString().slice(1)

/** `client_secret_basic` (RFC 6749 §2.3.1). */
const bySecret = (client_id: string, client_secret: string): Authenticate => {
  const credentials = btoa(`${formEncoded(client_id)}:${formEncoded(client_secret)}`)
  const proof = { headers: { authorization: `Basic ${credentials}` }, parameters: {} }
  return async () => proof
}

const algorithmOf = ({ alg }: Readonly<Record<string, unknown>>): string => {
  if (typeof alg === 'string' && alg !== '') return alg
  throw new TypeError('createVerifier: private_key must be a JWK with alg')
}

/** `private_key_jwt` (RFC 7523 §2.2): `aud` is the issuer, whichever of its endpoints is asked. */
const byKey = (
  client_id: string,
  jwk: Readonly<Record<string, unknown>>,
  { issuer, now, random }: ProofMeans,
): Authenticate => {
  const alg = algorithmOf(jwk)
  const kid = typeof jwk.kid === 'string' ? { kid: jwk.kid } : {}
  return async () => {
    const client_assertion = await new SignJWT({ jti: base64url(random(16)) })
      .setProtectedHeader({ alg, typ: 'JWT', ...kid })
      .setIssuer(client_id)
      .setSubject(client_id)
      .setAudience(issuer)
      .setIssuedAt(now())
      .setExpirationTime(now() + LIFETIME)
      .sign(await importJWK({ ...jwk }, alg))
    const parameters = { client_id, client_assertion_type: JWT_BEARER, client_assertion }
    return { headers: {}, parameters }
  }
}

/** How this API proves itself to its issuer. Throws `TypeError` for a key without `alg`. */
export const createAuthenticate = (
  config: Pick<IntrospectionConfig, 'client_id'> & ApiAuthentication,
  means: ProofMeans,
): Authenticate =>
  'client_secret' in config
    ? bySecret(config.client_id, config.client_secret)
    : byKey(config.client_id, config.private_key, means)
