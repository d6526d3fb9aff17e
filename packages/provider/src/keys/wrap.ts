import { CompactEncrypt, compactDecrypt, type JWK } from 'jose'
import { SettingError } from '../model/admin.ts'

/** Bytes of a master key. */
export const MASTER_KEY_BYTES = 32

/** Throws `SettingError` unless these bytes can be a master key. */
export function checkMasterKey(master_key: Uint8Array): void {
  if (master_key.byteLength !== MASTER_KEY_BYTES)
    throw new SettingError(
      'master_key',
      `master_key has ${master_key.byteLength} bytes; it must be ${MASTER_KEY_BYTES} random bytes`,
    )
}

/** A key as a store may keep it: a compact JWE under the master key (RFC 7516 §7.1), bound to its tenant. */
export const wrapKey = (jwk: JWK, tenant_id: string, master_key: Uint8Array): Promise<string> =>
  new CompactEncrypt(new TextEncoder().encode(JSON.stringify(jwk)))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', tenant_id })
    .encrypt(master_key)

/** The master key, and what else may have wrapped a key while one takes the place of another. */
export interface MasterKeys {
  /** Wraps what is new. */
  readonly master_key: Uint8Array
  /** Those that may open what `master_key` does not; asked for only then. */
  readonly other_master_keys?: (() => Promise<readonly Uint8Array[]>) | undefined
}

/** A key that was unwrapped, and by which master key. */
export interface Unwrapped {
  readonly jwk: JWK
  readonly by: 'master_key' | 'other'
}

/** The key again. Throws `SettingError` where no master key here wrapped it, or it is another tenant's. */
export async function unwrapKey(
  wrapped: string,
  tenant_id: string,
  { master_key, other_master_keys = async () => [] }: MasterKeys,
): Promise<Unwrapped> {
  const own = await decrypt(wrapped, master_key)
  const opened = own ?? (await decryptWithAny(wrapped, await other_master_keys()))
  if (opened === undefined)
    throw new SettingError(
      'master_key',
      'master_key does not open the keys in this store: use the master key that the store was made with',
    )
  if (opened.protectedHeader.tenant_id !== tenant_id)
    throw new SettingError('store', `a key of tenant ${tenant_id} was wrapped for another tenant`)
  const jwk = JSON.parse(new TextDecoder().decode(opened.plaintext)) as JWK
  return { jwk, by: own === undefined ? 'other' : 'master_key' }
}

async function decryptWithAny(wrapped: string, keys: readonly Uint8Array[]) {
  const opened = await Promise.all(keys.map((key) => decrypt(wrapped, key)))
  return opened.find((one) => one !== undefined)
}

async function decrypt(wrapped: string, master_key: Uint8Array) {
  try {
    return await compactDecrypt(wrapped, master_key, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    })
  } catch {
    return undefined
  }
}
