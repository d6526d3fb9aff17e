/** The code challenge methods supported; `plain` is not among them (RFC 9700 §2.1.1). */
export const CODE_CHALLENGE_METHODS = ['S256'] as const

/**
 * 43 to 128 unreserved characters (RFC 7636 §4.1).
 *
 * @example isCodeVerifier('too short') // false
 */
export const isCodeVerifier = (text: string): boolean => /^[A-Za-z0-9\-._~]{43,128}$/.test(text)

/**
 * An S256 challenge is a SHA-256 digest in base64url, 43 characters (RFC 7636 §4.2).
 *
 * @example isCodeChallenge('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM') // true
 */
export const isCodeChallenge = (text: string): boolean => /^[A-Za-z0-9\-_]{43}$/.test(text)
