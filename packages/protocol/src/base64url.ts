const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/**
 * Base64url without padding (RFC 7515 §2).
 *
 * @example base64url(new Uint8Array([251, 255, 254])) // '-__-'
 */
export const base64url = (bytes: Uint8Array): string => {
  let text = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = [bytes[at], bytes[at + 1], bytes[at + 2]]
    const four = (a << 16) | (b << 8) | c
    text += letter(four >> 18) + letter(four >> 12) + letter(four >> 6) + letter(four)
  }
  return text.slice(0, Math.ceil((bytes.length * 4) / 3))
}

const letter = (bits: number): string => ALPHABET.charAt(bits & 63)
