import {
  type ContentEncryptionAlgorithm,
  DEFAULT_CONTENT_ENCRYPTION,
  isContentEncryptionAlgorithm,
  isKeyManagementAlgorithm,
  isSigningAlgorithm,
  type KeyManagementAlgorithm,
  type SigningAlgorithm,
} from '@gryphon/protocol'
import { ClientError } from './errors.ts'
import type { ClientMetadata } from './metadata.ts'

/** How a JWT for this client is encrypted. */
export interface Encryption {
  readonly alg: KeyManagementAlgorithm
  readonly enc: ContentEncryptionAlgorithm
}

/** How JWTs of one kind are registered to come: nothing else is accepted. */
export interface JwtProtection {
  readonly alg: SigningAlgorithm
  /** Absent when they come plain. */
  readonly encryption: Encryption | undefined
}

/** The kinds of JWT, by the beginning of their names in client metadata. */
type Kind = 'id_token' | 'authorization' | 'userinfo'

const invalid = (name: string, found: unknown) =>
  new ClientError('configuration_invalid', `${name} is not supported`, {
    section: 'Dynamic Registration §2',
    found: String(found),
  })

/**
 * How JWTs of this kind are registered to be encrypted, if they are (Dynamic Registration §2).
 * Throws `ClientError`.
 */
export const encryptionOf = (client: ClientMetadata, kind: Kind): Encryption | undefined => {
  const { [`${kind}_encrypted_response_alg` as const]: alg, decryption_keys = [] } = client
  const { [`${kind}_encrypted_response_enc` as const]: enc = DEFAULT_CONTENT_ENCRYPTION } = client
  if (alg === undefined) return undefined
  if (!isKeyManagementAlgorithm(alg)) throw invalid(`${kind}_encrypted_response_alg`, alg)
  if (!isContentEncryptionAlgorithm(enc)) throw invalid(`${kind}_encrypted_response_enc`, enc)
  if (decryption_keys.length === 0)
    throw new ClientError('configuration_invalid', 'encryption needs decryption_keys', {
      section: 'Core §10.2',
      found: `${kind}_encrypted_response_alg ${alg}`,
    })
  return { alg, enc }
}

/**
 * How JWTs of this kind are registered to come (Dynamic Registration §2, JARM §3). RS256 is the default; `none` and
 * shared secrets are no way to sign what comes by the browser. Throws `ClientError`.
 */
export const protectionOf = (client: ClientMetadata, kind: Kind): JwtProtection => {
  const { [`${kind}_signed_response_alg` as const]: alg = 'RS256' } = client
  if (!isSigningAlgorithm(alg)) throw invalid(`${kind}_signed_response_alg`, alg)
  return { alg, encryption: encryptionOf(client, kind) }
}
