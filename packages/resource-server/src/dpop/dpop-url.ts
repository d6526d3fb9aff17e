const UNRESERVED = /[A-Za-z0-9\-._~]/

/** RFC 3986 §6.2.2: percent-encoding in upper case, and none of what needs none. */
const normalizePath = (path: string) =>
  path.replace(/%[0-9a-fA-F]{2}/g, (escaped) => {
    const character = String.fromCharCode(Number.parseInt(escaped.slice(1), 16))
    return UNRESERVED.test(character) ? character : escaped.toUpperCase()
  })

/**
 * A URL as it is compared with another: without query and fragment, normalised (RFC 9449 §4.3,
 * RFC 3986 §6.2.2, §6.2.3); `undefined` for what is none.
 *
 * @example normalizeUrl('HTTPS://API.example.com:443/%7ea?b#c') // 'https://api.example.com/~a'
 */
export const normalizeUrl = (url: unknown): string | undefined => {
  if (typeof url !== 'string' || !URL.canParse(url)) return undefined
  const { origin, pathname } = new URL(url)
  return origin + normalizePath(pathname)
}

/** The URL that a request is for, as its client wrote it: `base_url`, and the request's path. */
export const requestUrl = (base_url: string, url: string): string | undefined => {
  const whole = url.startsWith('/') ? `http://localhost${url}` : url
  if (!URL.canParse(whole)) return undefined
  return normalizeUrl(base_url.replace(/\/$/, '') + new URL(whole).pathname)
}
