import type { SigningAlgorithm } from '@gryphon/protocol'
import { base64url } from 'jose'

/** What WebCrypto calls the JWS algorithms (RFC 7518 §3.1, RFC 8037 §3.1). */
// biome-ignore format: a table
const WEB_CRYPTO: Readonly<Record<SigningAlgorithm, Readonly<{ name: string; hash?: string; saltLength?: number }>>> = {
  RS256: { name: 'RSASSA-PKCS1-v1_5' },
  RS384: { name: 'RSASSA-PKCS1-v1_5' },
  RS512: { name: 'RSASSA-PKCS1-v1_5' },
  PS256: { name: 'RSA-PSS', saltLength: 32 },
  PS384: { name: 'RSA-PSS', saltLength: 48 },
  PS512: { name: 'RSA-PSS', saltLength: 64 },
  ES256: { name: 'ECDSA', hash: 'SHA-256' },
  ES384: { name: 'ECDSA', hash: 'SHA-384' },
  ES512: { name: 'ECDSA', hash: 'SHA-512' },
  EdDSA: { name: 'Ed25519' },
}

/** A compact JWS, taken apart; nothing of it is believed yet. */
export interface ParsedJws {
  /** Still encoded. */
  readonly header: string
  readonly payload: Uint8Array
  readonly signature: Uint8Array<ArrayBuffer>
  readonly signing_input: Uint8Array<ArrayBuffer>
}

/** Three parts in base64url, without padding (RFC 7515 §3.1, §2); a JWT without a signature has the last one empty. */
const COMPACT = /^([\w-]+)\.([\w-]+)\.([\w-]*)$/

const UTF8 = new TextEncoder()

/** The compact JWS that a text is; `undefined` for any other (RFC 7515 §7.1). */
export const parseJws = (jws: string): ParsedJws | undefined => {
  const [, header, payload = '', signature = ''] = COMPACT.exec(jws) ?? []
  if (header === undefined) return undefined
  try {
    return {
      header,
      payload: base64url.decode(payload),
      signature: base64url.decode(signature) as Uint8Array<ArrayBuffer>,
      signing_input: UTF8.encode(jws.slice(0, header.length + 1 + payload.length)),
    }
  } catch {
    return undefined
  }
}

/**
 * Whether the signature of a JWS is of this key, which was imported for this algorithm and no other (RFC 7515 §5.2): what
 * `jose` does, without what was looked at already.
 */
export const hasSignatureOf = (
  key: CryptoKey,
  alg: SigningAlgorithm,
  { signature, signing_input }: ParsedJws,
): Promise<boolean> => crypto.subtle.verify(WEB_CRYPTO[alg], key, signature, signing_input)
