import { base64url } from '@gryphon/protocol'

/** Nonces that tell their own age (RFC 9449 §9). */
export interface Nonces {
  /** The nonce of now. */
  current(): Promise<string>
  /** How a nonce is to be taken: `old` is still good, and its client wants the current one. */
  judge(nonce: string): Promise<'current' | 'old' | 'invalid'>
}

const UTF8 = new TextEncoder()

/** The time of its making, in seconds, and the HMAC of that. */
const NONCE = /^([0-9a-z]{1,10})\.([A-Za-z0-9_-]{43})$/

const octetsOf = (text: string) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))

/**
 * Makes and judges nonces with this secret: the same for half a lifetime, good for a whole one.
 * `lifetime` is in seconds.
 */
export const createNonces = (
  secret: Uint8Array,
  { now, lifetime }: { readonly now: () => number; readonly lifetime: number },
): Nonces => {
  const half = Math.max(1, Math.floor(lifetime / 2))
  const algorithm = { name: 'HMAC', hash: 'SHA-256' } as const
  const key = crypto.subtle.importKey('raw', new Uint8Array(secret), algorithm, false, [
    'sign',
    'verify',
  ])
  const content = (time: string) => UTF8.encode(`dpop-nonce.${time}`)
  const currentTime = () => now() - (now() % half)
  return {
    async current() {
      const time = currentTime().toString(36)
      const mac = await crypto.subtle.sign('HMAC', await key, content(time))
      return `${time}.${base64url(new Uint8Array(mac))}`
    },
    async judge(nonce) {
      const [, time = '', mac = ''] = NONCE.exec(nonce) ?? []
      const made = Number.parseInt(time, 36)
      if (!(made <= now() && now() < made + 2 * half)) return 'invalid'
      const isOurs = await crypto.subtle.verify('HMAC', await key, octetsOf(mac), content(time))
      if (!isOurs) return 'invalid'
      return made === currentTime() ? 'current' : 'old'
    },
  }
}
