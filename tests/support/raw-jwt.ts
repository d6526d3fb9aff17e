import { sign } from 'node:crypto'
import type { ClientKey } from './assertions.ts'

const part = (text: string) => Buffer.from(text).toString('base64url')

/** A JWT of these very texts, whatever is in them, with a signature that is none. */
export const unsignedJwt = (header: string, payload: string, signature = 'AAAA'): string =>
  `${part(header)}.${part(payload)}.${signature}`

/** A JWT of these very texts, whatever is in them, rightly signed with ES256 (RFC 7518 §3.4). */
export function signText({ key }: ClientKey, header: string, payload: string): string {
  const signed = `${part(header)}.${part(payload)}`
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' })
  return `${signed}.${signature.toString('base64url')}`
}
