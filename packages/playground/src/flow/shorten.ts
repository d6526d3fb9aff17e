const FIRST = 4
const LAST = 6

/** The fewest characters of a secret of which any are shown: half of them stay unseen. */
const LONG = 2 * (FIRST + LAST)

const SECRET_NAMES = [
  'code',
  'access_token',
  'id_token',
  'refresh_token',
  'token',
  'client_assertion',
  'code_verifier',
  'csrf',
]

const COMPACT_JWS = /[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}/g

/** A secret that outlives this login: nothing of it is shown. */
const hide = (secret: string): string => `… (${secret.length} characters)`

/**
 * A secret as it may be shown, so that two can be told apart: its first four characters, its last six and its length; of
 * one with fewer than twenty, the length alone.
 *
 * @example shorten('SplxlOBeZQQYbYS6WxSbIA') // 'Splx…WxSbIA (22 characters)'
 */
export const shorten = (secret: string): string =>
  secret.length < LONG
    ? hide(secret)
    : `${secret.slice(0, FIRST)}…${secret.slice(-LAST)} (${secret.length} characters)`

/** A parameter's value as it may be shown: shortened where its name or its form says that it is a secret. */
export const showParameter = (name: string, value: string): string => {
  if (name === 'client_secret') return hide(value)
  return SECRET_NAMES.includes(name) ? shorten(value) : value.replace(COMPACT_JWS, shorten)
}

const showCredentials = (value: string): string => {
  const [scheme = '', credentials] = value.split(' ', 2)
  if (credentials === undefined) return hide(value)
  return `${scheme} ${scheme.toLowerCase() === 'basic' ? hide(credentials) : shorten(credentials)}`
}

const showCookie = (cookie: string): string => {
  const [name = '', value] = cookie.split(/=(.*)/s, 2)
  return value === undefined ? name : `${name}=${shorten(value)}`
}

const showCookies = (header: string): string => header.split('; ').map(showCookie).join('; ')

const showSetCookie = (header: string): string => {
  const [cookie = '', ...attributes] = header.split('; ')
  return [showCookie(cookie), ...attributes].join('; ')
}

const showLocation = (header: string): string =>
  header.replace(
    /([?&#])([^=&#?]+)=([^&#]*)/g,
    (_whole, mark: string, name: string, value: string) =>
      `${mark}${name}=${SECRET_NAMES.includes(name) ? shorten(value) : value}`,
  )

const HEADERS: Readonly<Record<string, (value: string) => string>> = {
  authorization: showCredentials,
  cookie: showCookies,
  'set-cookie': showSetCookie,
  location: showLocation,
}

/**
 * A header's value as it may be shown.
 *
 * @example showHeader('authorization', 'Bearer 2YotnFZFEjr1zCsicMWpAA') // 'Bearer 2Yot…cMWpAA (22 characters)'
 */
export const showHeader = (name: string, value: string): string =>
  (HEADERS[name.toLowerCase()] ?? ((other: string) => other.replace(COMPACT_JWS, shorten)))(value)
