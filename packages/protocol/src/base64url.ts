/**
 * Base64url without padding (RFC 7515 §2).
 *
 * @example base64url(new Uint8Array([251, 255, 254])) // '-__-'
 */
export const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
