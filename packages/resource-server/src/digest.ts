import { base64url } from '@gryphon/protocol'

const UTF8 = new TextEncoder()

/** The SHA-256 digest of text or octets, in base64url. */
export const sha256 = async (content: string | Uint8Array): Promise<string> => {
  const octets = typeof content === 'string' ? UTF8.encode(content) : new Uint8Array(content)
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', octets)))
}
