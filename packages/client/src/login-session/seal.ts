import { CompactEncrypt, compactDecrypt } from 'jose'
import { ClientError } from '../errors.ts'
import { type JsonObject, parseJsonObject } from '../json.ts'

/** Closes values so that only whoever has the secret can read or make them. */
export interface Seal {
  readonly close: (value: object) => Promise<string>
  /** The value; `undefined` for a text that none of the secrets has closed for this purpose. */
  readonly open: (text: string) => Promise<JsonObject | undefined>
}

/** What a secret must have at least, in characters: those of 24 random bytes in base64. */
const SHORTEST = 32

const utf8 = (text: string) => new TextEncoder().encode(text)

/** RFC 5869; the purpose keeps a value of one kind from being taken for one of another. */
const deriveKey = async (secret: string, purpose: string): Promise<CryptoKey> => {
  const material = await crypto.subtle.importKey('raw', utf8(secret), 'HKDF', false, ['deriveKey'])
  return crypto.subtle.deriveKey(
    {
      name: 'HKDF',
      hash: 'SHA-256',
      salt: new Uint8Array(32),
      info: utf8(`@gryphon/client ${purpose}`),
    },
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  )
}

const ALGORITHMS = {
  keyManagementAlgorithms: ['dir'],
  contentEncryptionAlgorithms: ['A256GCM'],
}

const openWith = async (key: CryptoKey, text: string): Promise<JsonObject | undefined> => {
  const opened = await compactDecrypt(text, key, ALGORITHMS).catch(() => undefined)
  return opened && parseJsonObject(new TextDecoder().decode(opened.plaintext))
}

const checkSecrets = (secrets: readonly string[]) => {
  const isWrong = secrets.length === 0 || secrets.some((secret) => (secret?.length ?? 0) < SHORTEST)
  if (isWrong)
    throw new ClientError(
      'configuration_invalid',
      `secret must have ${SHORTEST} characters or more: make it of random bytes, and keep it`,
    )
}

/**
 * Seals of one purpose: AES-256-GCM (RFC 7516, `dir`), by a key that HKDF-SHA256 derives from the secret. The first secret
 * closes, every one opens, so that a new one can take over. Throws `ClientError` for a secret that is too short.
 */
export const createSeal = (secrets: readonly string[], purpose: string): Seal => {
  checkSecrets(secrets)
  let derived: Promise<readonly CryptoKey[]> | undefined
  const keysOf = () => {
    derived ??= Promise.all(secrets.map((secret) => deriveKey(secret, purpose)))
    return derived
  }
  return {
    close: async (value) => {
      const [key] = (await keysOf()) as readonly [CryptoKey]
      return new CompactEncrypt(utf8(JSON.stringify(value)))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .encrypt(key)
    },
    open: async (text) => {
      for (const key of await keysOf()) {
        const value = await openWith(key, text)
        if (value !== undefined) return value
      }
      return undefined
    },
  }
}
