import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Seconds } from '../model/seconds.ts'

/** What a sealed value is for; one made for one purpose does not open for another. */
export type SealPurpose =
  | 'interaction'
  | 'code'
  | 'code_reference'
  | 'refresh_token'
  | 'kept_grant'
  | 'pushed_request'
  | 'access_token'
  | 'carried_grant'
  | 'client_secret'
  | 'initial_access_token'
  | 'logout'
  | 'signed_out'

/** A key that seals; its `kid` has 8 characters and stands at the head of what it sealed. */
export interface SealKey {
  readonly kid: string
  readonly key: KeyObject
}

/** What came of opening a sealed value. Both `opened` and `expired` are genuine: an expired ticket still knows the way home. */
export type Opened =
  | {
      readonly outcome: 'opened' | 'expired'
      readonly value: unknown
      readonly expires_at: Seconds
    }
  | { readonly outcome: 'invalid' }

const KID = 8
const IV = 12
const TAG = 16
const SMALL = 512
const PLAIN = 0
const DEFLATED = 1
const LARGEST = 256 * 1024

const associatedData = (kid: string, purpose: SealPurpose, tenant_id: string) =>
  Buffer.from(`${kid} ${purpose} ${tenant_id}`)

/** A value, encrypted and authenticated (AES-256-GCM), for one purpose and tenant, until a time: base64url text. */
export function seal(
  { kid, key }: SealKey,
  to: { readonly purpose: SealPurpose; readonly tenant_id: string; readonly iv: Uint8Array },
  value: unknown,
  expires_at: Seconds,
): string {
  const cipher = createCipheriv('aes-256-gcm', key, to.iv)
  cipher.setAAD(associatedData(kid, to.purpose, to.tenant_id))
  const sealed = Buffer.concat([
    to.iv,
    cipher.update(pack(JSON.stringify([expires_at, value]))),
    cipher.final(),
    cipher.getAuthTag(),
  ])
  return kid + sealed.toString('base64url')
}

function pack(text: string): Buffer {
  return text.length <= SMALL
    ? Buffer.concat([Buffer.of(PLAIN), Buffer.from(text)])
    : Buffer.concat([Buffer.of(DEFLATED), deflateRawSync(text)])
}

const unpack = (packed: Buffer): string =>
  packed[0] === DEFLATED
    ? inflateRawSync(packed.subarray(1), { maxOutputLength: LARGEST }).toString()
    : packed.toString('utf8', 1)

/** Opens what `seal` made, with the key that its head names. Never throws: what is not ours is `invalid`. */
export function unseal(
  text: string,
  to: { readonly purpose: SealPurpose; readonly tenant_id: string; readonly now: Seconds },
  findKey: (kid: string) => SealKey | undefined,
): Opened {
  const key = findKey(text.slice(0, KID))
  const bytes = Buffer.from(text.slice(KID), 'base64url')
  // Base64url ignores what it does not know and spare bits: a second spelling of a code is not that code.
  const genuine = bytes.length > IV + TAG && bytes.toString('base64url') === text.slice(KID)
  if (key === undefined || !genuine) return { outcome: 'invalid' }
  const packed = decrypt(key, associatedData(key.kid, to.purpose, to.tenant_id), bytes)
  if (packed === undefined) return { outcome: 'invalid' }
  const [expires_at, value] = JSON.parse(unpack(packed)) as [Seconds, unknown]
  return { outcome: expires_at > to.now ? 'opened' : 'expired', value, expires_at }
}

function decrypt({ key }: SealKey, data: Buffer, bytes: Buffer): Buffer | undefined {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV))
  decipher.setAAD(data)
  decipher.setAuthTag(bytes.subarray(-TAG))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(IV, -TAG)), decipher.final()])
  } catch {
    return undefined
  }
}
