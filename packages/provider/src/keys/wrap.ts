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

/** The key again. Throws `SettingError` where another master key wrapped it, or it is another tenant's. */
export async function unwrapKey(
  wrapped: string,
  tenant_id: string,
  master_key: Uint8Array,
): Promise<JWK> {
  const { plaintext, protectedHeader } = await decrypt(wrapped, master_key)
  if (protectedHeader.tenant_id !== tenant_id)
    throw new SettingError('store', `a key of tenant ${tenant_id} was wrapped for another tenant`)
  return JSON.parse(new TextDecoder().decode(plaintext)) as JWK
}

async function decrypt(wrapped: string, master_key: Uint8Array) {
  try {
    return await compactDecrypt(wrapped, master_key, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    })
  } catch {
    throw new SettingError(
      'master_key',
      'master_key does not open the keys in this store: use the master key that the store was made with',
    )
  }
}
