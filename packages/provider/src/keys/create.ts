import { generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { base64url } from '@gryphon/protocol'
import type { JWK } from 'jose'
import type { Seconds } from '../model/seconds.ts'
import type { StoredKey } from '../store/store.ts'
import { wrapKey } from './wrap.ts'

type KeyPair = { readonly privateKey: KeyObject; readonly publicKey: KeyObject }
const generate = promisify(generateKeyPair) as (type: string, options: object) => Promise<KeyPair>

/** The algs that tenants have signing keys for. RSA of 2048 bits (RFC 7518 §3.3), one key per alg (RFC 8725 §3.1). */
export const KEY_PAIRS = {
  RS256: { type: 'rsa', options: { modulusLength: 2048 } },
  PS256: { type: 'rsa', options: { modulusLength: 2048 } },
  ES256: { type: 'ec', options: { namedCurve: 'P-256' } },
  EdDSA: { type: 'ed25519', options: {} },
} as const

/** An alg that this OP signs with. */
export type OwnAlgorithm = keyof typeof KEY_PAIRS

/** The algs that this OP signs with. */
export const OWN_ALGORITHMS = Object.keys(KEY_PAIRS) as readonly OwnAlgorithm[]

/** Whether this OP signs with that alg. */
export const isOwnAlgorithm = (alg: string): alg is OwnAlgorithm => Object.hasOwn(KEY_PAIRS, alg)

/** What a new key is made with. */
export interface KeyMaking {
  readonly tenant_id: string
  readonly master_key: Uint8Array
  readonly random: (bytes: number) => Uint8Array
  readonly now: Seconds
  readonly active_from: Seconds
}

/** A new signing key, wrapped. */
export async function createSigningKey(alg: OwnAlgorithm, making: KeyMaking): Promise<StoredKey> {
  const { type, options } = KEY_PAIRS[alg]
  const { privateKey, publicKey } = await generate(type, options)
  const kid = base64url(making.random(12))
  return {
    ...(await store(privateKey.export({ format: 'jwk' }) as JWK, kid, making)),
    use: 'sig',
    alg,
    public_jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' },
  }
}

/** Secret keys of the OP itself: their use, and how many characters their `kid` has, which a sealed value begins with. */
const SECRET_KEYS = {
  seal: { alg: 'A256GCM', kid_bytes: 6 },
  mac: { alg: 'HS256', kid_bytes: 6 },
} as const

/** A new key for sealing (AES-256-GCM) or keyed hashes (HMAC-SHA-256), wrapped. */
export async function createSecretKey(
  use: keyof typeof SECRET_KEYS,
  making: KeyMaking,
): Promise<StoredKey> {
  const { alg, kid_bytes } = SECRET_KEYS[use]
  const jwk: JWK = { kty: 'oct', k: base64url(making.random(32)) }
  return {
    ...(await store(jwk, base64url(making.random(kid_bytes)), making)),
    use,
    alg,
  }
}

const store = async (
  jwk: JWK,
  kid: string,
  { tenant_id, master_key, now, active_from }: KeyMaking,
) => ({ kid, created_at: now, active_from, wrapped: await wrapKey(jwk, tenant_id, master_key) })

/** The first keys of a tenant, all of them, so that there is never a request without a key (PITFALLS 29). */
export const createFirstKeys = (making: KeyMaking): Promise<readonly StoredKey[]> =>
  Promise.all([
    ...OWN_ALGORITHMS.map((alg) => createSigningKey(alg, making)),
    createSecretKey('seal', making),
    createSecretKey('mac', making),
  ])
