/** The cookies of a request, by name; of one that is there twice, the first (RFC 6265 §5.4). */
export type Cookies = ReadonlyMap<string, string>

/** Browsers keep 4096 bytes of a cookie, its name and attributes among them (RFC 6265 §6.1). */
export const LONGEST_VALUE = 3800

/** A cookie to be kept for `max_age` seconds. */
export interface NewCookie {
  readonly name: string
  readonly value: string
  readonly max_age: number
  /** `None` for the one that must come with a POST from the OP's site. */
  readonly same_site: 'Lax' | 'None'
}

/**
 * Reads a `Cookie` header (RFC 6265 §4.2). Before a name only blanks and tabs are no part of it: other white space, if it
 * were dropped, would let any host of the domain send a cookie as `__Host-` (RFC 6265bis §4.1.3.2).
 *
 * @example parseCookies('a=1; b=2').get('b') // '2'
 */
export const parseCookies = (header: string | null): Cookies =>
  new Map(
    (header ?? '')
      .split(';')
      .map((pair) => pair.replace(/^[ \t]+/, '').split(/=(.*)/s, 2))
      .filter((pair): pair is [string, string] => pair.length === 2)
      .reverse(),
  )

/** A `Set-Cookie` header: for this host and all its paths, not for scripts (RFC 6265 §4.1). */
export const setCookie = (
  { name, value, max_age, same_site }: NewCookie,
  secure: 'secure' | 'insecure',
): string =>
  [
    `${name}=${value}`,
    'Path=/',
    'HttpOnly',
    `SameSite=${same_site}`,
    ...(secure === 'secure' ? ['Secure'] : []),
    `Max-Age=${max_age}`,
  ].join('; ')

/** A `Set-Cookie` header that takes a cookie back. */
export const dropCookie = (name: string, secure: 'secure' | 'insecure'): string =>
  setCookie({ name, value: '', max_age: 0, same_site: 'Lax' }, secure)
