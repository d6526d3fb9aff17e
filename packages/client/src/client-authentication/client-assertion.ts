import { base64url, JWT_BEARER } from '@gryphon/protocol'
import { type CryptoKey, type JWTHeaderParameters, SignJWT } from 'jose'
import type { Authentication, AuthenticationInput } from './client-authentication.ts'

/**
 * The audience of an assertion: the OP by its `issuer`, by the URL of its token endpoint, or any other text that it asks
 * for. RFC 7523 §3 allows both; only the issuer is told by no other OP's metadata.
 */
export type AssertionAudience = 'issuer' | 'token_endpoint' | (string & {})

/** How long an assertion is good for, in seconds. */
const LIFETIME = 60

const audienceOf = (
  aud: AssertionAudience,
  { issuer, token_endpoint }: AuthenticationInput,
): string => {
  if (aud === 'issuer') return issuer
  return aud === 'token_endpoint' ? token_endpoint : aud
}

/** Signs a client assertion (RFC 7523 §2.2, §3), a new one with its own `jti` for each request. */
export const assertClient = async (
  input: AuthenticationInput,
  {
    header,
    key,
    aud,
  }: {
    readonly header: JWTHeaderParameters
    readonly key: CryptoKey | Uint8Array
    readonly aud: AssertionAudience
  },
): Promise<Authentication> => {
  const { client_id, now, random } = input
  const client_assertion = await new SignJWT({ jti: base64url(random(16)) })
    .setProtectedHeader(header)
    .setIssuer(client_id)
    .setSubject(client_id)
    .setAudience(audienceOf(aud, input))
    .setIssuedAt(now)
    .setExpirationTime(now + LIFETIME)
    .sign(key)
  return { parameters: { client_id, client_assertion_type: JWT_BEARER, client_assertion } }
}
