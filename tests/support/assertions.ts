import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto'
import { JWT_BEARER } from '@gryphon/protocol'
import { type JWTPayload, SignJWT } from 'jose'
import { ISSUER } from './op.ts'

/** A client's key: the private half, and the public one as it is published. */
export interface ClientKey {
  readonly alg: string
  readonly kid: string
  readonly key: KeyObject
  readonly public_jwk: Readonly<Record<string, unknown>>
}

// biome-ignore format: a table
const KEY_PAIRS = {
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  EdDSA: () => generateKeyPairSync('ed25519'),
} as const

/** Makes a key of a client. */
export function clientKey(alg: keyof typeof KEY_PAIRS, kid: string): ClientKey {
  const { privateKey, publicKey } = KEY_PAIRS[alg]()
  const jwk = publicKey.export({ format: 'jwk' })
  return { alg, kid, key: privateKey, public_jwk: { ...jwk, kid, alg, use: 'sig' } }
}

/** What an assertion of a client says, unless told otherwise (RFC 7523 §3). */
export const assertionClaims = (client_id: string, now: number): JWTPayload => ({
  iss: client_id,
  sub: client_id,
  aud: ISSUER,
  jti: randomUUID(),
  iat: now,
  exp: now + 60,
})

/** Signs an assertion. */
export const signAssertion = ({ alg, kid, key }: ClientKey, claims: JWTPayload): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg, kid }).sign(key)

/** The form members that carry an assertion (RFC 7523 §2.2). */
export const assertionForm = (client_assertion: string) => ({
  client_assertion_type: JWT_BEARER,
  client_assertion,
})
