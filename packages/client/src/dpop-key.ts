import type { SigningAlgorithm } from '@gryphon/protocol'
import { generateKeyPair } from 'jose'
import { ClientError } from './errors.ts'

/** A WebCrypto key pair that tokens are bound to (RFC 9449 §4.2), as `crypto.subtle.generateKey` and `generateDpopKey` make it. */
export interface DpopKeyPair {
  readonly privateKey: CryptoKey
  readonly publicKey: CryptoKey
}

/** Of a WebCrypto key: its name, and its curve or its hash; with the JWS `alg` that it signs with. */
// biome-ignore format: a table
const KEY_ALGORITHMS: readonly (readonly [name: string, of: string | undefined, alg: SigningAlgorithm])[] = [
  ['ECDSA',             'P-256',   'ES256'],
  ['ECDSA',             'P-384',   'ES384'],
  ['ECDSA',             'P-521',   'ES512'],
  ['Ed25519',           undefined, 'EdDSA'],
  ['RSASSA-PKCS1-v1_5', 'SHA-256', 'RS256'],
  ['RSASSA-PKCS1-v1_5', 'SHA-384', 'RS384'],
  ['RSASSA-PKCS1-v1_5', 'SHA-512', 'RS512'],
  ['RSA-PSS',           'SHA-256', 'PS256'],
  ['RSA-PSS',           'SHA-384', 'PS384'],
  ['RSA-PSS',           'SHA-512', 'PS512'],
]

/** The `alg` that a key signs with. Throws `configuration_invalid` for a key that signs nothing. */
export const algOfKey = ({ algorithm }: CryptoKey): SigningAlgorithm => {
  const { name, namedCurve, hash } = algorithm as EcKeyAlgorithm & Partial<RsaHashedKeyAlgorithm>
  const of = namedCurve ?? hash?.name
  const row = KEY_ALGORITHMS.find(([known, detail]) => known === name && detail === of)
  if (row !== undefined) return row[2]
  throw new ClientError('configuration_invalid', 'the DPoP key cannot sign', {
    section: 'RFC 9449 §4.2',
    found: [name, of].join(' '),
  })
}

/**
 * A new key pair to bind tokens to (RFC 9449 §4.2), by WebCrypto. The private part cannot be exported; a browser may keep
 * the pair in IndexedDB.
 *
 * @example const dpop = await generateDpopKey()
 */
export const generateDpopKey = async (alg: SigningAlgorithm = 'ES256'): Promise<DpopKeyPair> =>
  generateKeyPair(alg, { extractable: false })
