import { base64url } from '@gryphon/protocol'
import { calculateJwkThumbprint, exportJWK, SignJWT } from 'jose'
import { algOfKey, type DpopKeyPair } from './dpop-key.ts'
import type { Nonces } from './nonces.ts'

/** What a proof is for. */
export interface ProvenRequest {
  readonly method: string
  readonly url: string
  /** The access token that goes with it, if one does. */
  readonly access_token: string | undefined
}

/** The holder of one key, to which tokens are bound (RFC 9449). */
export interface Dpop {
  /** The JWS algorithm of its proofs. */
  readonly alg: string
  /** Thumbprint of the key, as `dpop_jkt` of an Authentication Request (§10). */
  readonly jkt: () => Promise<string>
  /** A proof of possession for one request (§4.2), with the nonce that its server gave last. */
  readonly prove: (request: ProvenRequest) => Promise<string>
  /** Keeps the nonce that a server has given, if it has (§8.2), for its origin. */
  readonly learn: (url: string, headers: Headers) => void
}

/** What the platform or the application passed in, and what servers gave. */
interface Holder {
  readonly now: () => number
  readonly random: (bytes: number) => Uint8Array
  readonly nonces: Nonces
}

/** RFC 9449 §4.2, §4.3: without query and fragment, in the form in which `fetch` asks for it. */
const htuOf = (url: string) => {
  const { origin, pathname } = new URL(url)
  return origin + pathname
}

/** RFC 9449 §4.2: of an access token. */
const athOf = async (access_token: string) => {
  const bytes = new TextEncoder().encode(access_token)
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))
}

/** Proofs with this key (RFC 9449 §4.2). */
export const createDpop = (
  { privateKey, publicKey }: DpopKeyPair,
  { now, random, nonces }: Holder,
): Dpop => {
  const alg = algOfKey(privateKey)
  const prove = async ({ method, url, access_token }: ProvenRequest) => {
    const nonce = nonces.of(new URL(url).origin)
    return new SignJWT({
      jti: base64url(random(16)),
      htm: method,
      htu: htuOf(url),
      iat: now(),
      ...(nonce && { nonce }),
      ...(access_token && { ath: await athOf(access_token) }),
    })
      .setProtectedHeader({ typ: 'dpop+jwt', alg, jwk: await exportJWK(publicKey) })
      .sign(privateKey)
  }
  return {
    alg,
    jkt: async () => calculateJwkThumbprint(await exportJWK(publicKey)),
    prove,
    learn: (url, headers) => {
      const nonce = headers.get('dpop-nonce')
      if (nonce) nonces.keep(new URL(url).origin, nonce)
    },
  }
}
