import { constants, type KeyObject, sign as signBytes, verify as verifyBytes } from 'node:crypto'
import type { OwnAlgorithm } from './create.ts'
import type { RecentlySigned } from './recently-signed.ts'

/** How Node makes and checks each signature. RSA takes 0.7 ms: it goes to the thread pool, the others are quicker at once. */
const PRIMITIVES = {
  RS256: { digest: 'sha256', options: {}, pooled: true },
  PS256: {
    digest: 'sha256',
    options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 },
    pooled: true,
  },
  ES256: { digest: 'sha256', options: { dsaEncoding: 'ieee-p1363' }, pooled: false },
  EdDSA: { digest: null, options: {}, pooled: false },
} as const

/** A private key with what is the same in every JWS it makes. */
export interface SigningKey {
  readonly kid: string
  readonly alg: OwnAlgorithm
  readonly key: KeyObject
  /** The encoded protected header, by `typ`. */
  readonly headers: Map<string, string>
}

/** A compact JWS (RFC 7515 §7.1) over claims: our own, for it is made several times a login (see ARCHITECTURE.md). */
export async function signClaims(key: SigningKey, typ: string, claims: object): Promise<string> {
  const input = `${headerOf(key, typ)}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`
  const signature = await sign(key, Buffer.from(input, 'ascii'))
  return `${input}.${signature.toString('base64url')}`
}

function headerOf({ alg, kid, headers }: SigningKey, typ: string): string {
  const known = headers.get(typ)
  if (known !== undefined) return known
  const header = Buffer.from(JSON.stringify({ alg, typ, kid })).toString('base64url')
  headers.set(typ, header)
  return header
}

function sign({ alg, key }: SigningKey, input: Buffer): Buffer | Promise<Buffer> {
  const { digest, options, pooled } = PRIMITIVES[alg]
  if (!pooled) return signBytes(digest, input, { key, ...options })
  return new Promise((resolve, reject) => {
    signBytes(digest, input, { key, ...options }, (error, signature) =>
      error ? reject(error) : resolve(signature),
    )
  })
}

/** A public key of ours. */
export interface VerifyingKey {
  readonly kid: string
  readonly alg: OwnAlgorithm
  readonly key: KeyObject
}

/**
 * The claims of a JWS that we made, of that `typ`, or `undefined`. The key is chosen by `kid` and the algorithm by the key,
 * never by the header (RFC 8725 §3.1). Of one that was made here lately, the signature is not computed again.
 */
export function verifyOwn(
  text: string,
  typ: string,
  keys: ReadonlyMap<string, VerifyingKey>,
  recent?: Pick<RecentlySigned, 'has'>,
): Readonly<Record<string, unknown>> | undefined {
  const [header = '', payload = '', signature, ...rest] = text.split('.', 4)
  if (signature === undefined || rest.length > 0) return undefined
  const { kid, alg, typ: found, ...more } = parseObject(header)
  const key = typeof kid === 'string' ? keys.get(kid) : undefined
  if (key === undefined) return undefined
  if (alg !== key.alg || found !== typ || Object.keys(more).length > 0) return undefined
  if (recent?.has(text)) return parseObject(payload)
  const { digest, options } = PRIMITIVES[key.alg]
  const input = Buffer.from(`${header}.${payload}`)
  const bytes = Buffer.from(signature, 'base64url')
  // A signature has one spelling: a second one would let a revoked token be written anew.
  if (bytes.toString('base64url') !== signature) return undefined
  return verifyBytes(digest, input, { key: key.key, ...options }, bytes)
    ? parseObject(payload)
    : undefined
}

function parseObject(part: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}
