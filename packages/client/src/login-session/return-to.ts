/**
 * A path of one's own site: neither `//host` nor `/\host`, written plainly or percent-encoded, and without the characters
 * that browsers drop from URLs.
 */
const OWN_PATH = /^\/(?!\/|\\|%2f|%5c)[^\\\s\p{Cc}]*$/iu

/**
 * Where to go after the login: the path, with query and fragment, if it is one of this site, else `undefined` (RFC 9700
 * §4.11.1, no open redirector). It is written as a browser writes it: in ASCII, as a header needs it, without dot segments.
 *
 * @example parseReturnTo('//evil.example', 'https://app.example.org') // undefined
 */
export const parseReturnTo = (text: string, base_url: string): string | undefined => {
  if (!OWN_PATH.test(text) || !URL.canParse(base_url + text)) return undefined
  const { href } = new URL(base_url + text)
  const path = href.startsWith(`${base_url}/`) ? href.slice(base_url.length) : ''
  return OWN_PATH.test(path) ? path : undefined
}
