/** Schemes that run or show what they hold, instead of going somewhere. */
const DANGEROUS_SCHEMES = [
  'javascript:',
  'data:',
  'vbscript:',
  'file:',
  'blob:',
  'about:',
  'view-source:',
]

const LOOPBACK_ADDRESS = /^http:\/\/(127\.0\.0\.1|\[::1\])(:\d{1,5})?(?=[/?]|$)/

/** Whether a host is this machine. */
export const isLoopbackHost = (hostname: string): boolean =>
  ['localhost', '127.0.0.1', '[::1]'].includes(hostname)

/**
 * Why a redirect_uri cannot be registered, or `undefined` if it can: absolute, without fragment (RFC 6749 §3.1.2), https,
 * or http to this machine, or a private-use scheme (RFC 8252 §7), and spelled as it will be sent.
 *
 * @example whyNotRedirectUri('https://rp.example/cb#x') // 'has a fragment'
 */
export function whyNotRedirectUri(text: string): string | undefined {
  const url = URL.parse(text)
  if (url === null) return 'is not an absolute URI'
  return REDIRECT_URI_RULES.find(([, broken]) => broken(url, text))?.[0]
}

const REDIRECT_URI_RULES: readonly (readonly [string, (url: URL, text: string) => boolean])[] = [
  ['has a fragment', (_, text) => text.includes('#')],
  ['is longer than 2000 characters', (_, text) => text.length > 2000],
  [
    'has characters that are not of a URI',
    (_, text) => !/^[\x21-\x7e]+$/.test(text) || /["<>\\^`{|}]/.test(text),
  ],
  ['has a user name or password', (url) => url.username !== '' || url.password !== ''],
  ['has a scheme that may not be redirected to', (url) => DANGEROUS_SCHEMES.includes(url.protocol)],
  [
    'is plain http to another machine; use https',
    (url) => url.protocol === 'http:' && !isLoopbackHost(url.hostname),
  ],
  ['has a wildcard', (url) => url.hostname.includes('*')],
  ['has a host that is neither a name nor an address', (url) => isWeb(url) && !isHost(url.host)],
  [
    'has a private-use scheme without a dot (RFC 8252 §7.1)',
    (url) => !isWeb(url) && !url.protocol.includes('.'),
  ],
]

const isWeb = ({ protocol }: URL) => /^https?:$/.test(protocol)

/** URLs let `;` and `,` into a host, where a Content-Security-Policy would take them for its own. */
const isHost = (host: string) => /^[a-z0-9._-]+(:\d+)?$|^\[[0-9a-f:.]+\](:\d+)?$/.test(host)

/**
 * Whether a sent redirect_uri is the registered one: the same string (RFC 6749 §3.1.2.3), but for the port of a loopback
 * address of a native app, which it cannot know beforehand (RFC 8252 §7.3).
 */
export const isSameRedirectUri = (registered: string, sent: string, native: boolean): boolean =>
  registered === sent ||
  (native &&
    LOOPBACK_ADDRESS.test(registered) &&
    URL.canParse(sent) &&
    withoutPort(registered) === withoutPort(sent))

const withoutPort = (uri: string) => uri.replace(LOOPBACK_ADDRESS, 'http://$1')

/**
 * What `form-action` of a page must allow so that the answer can reach this redirect_uri: its origin, or its scheme where
 * there is none or CSP cannot spell it, as with IPv6 addresses (PITFALLS 17; CSP3 §2.3.1).
 *
 * @example targetOf('https://rp.example/cb?x=1') // 'https://rp.example'
 */
export function targetOf(redirect_uri: string): string {
  const { origin, protocol } = new URL(redirect_uri)
  return origin === 'null' || origin.includes('[') ? protocol : origin
}

/**
 * The host in whose name a redirect_uri is (Core §8.1); `undefined` where that is nobody's: this machine, of which each person
 * has one, and a private-use scheme, which any app may claim (RFC 8252 §7).
 *
 * @example ownedHostOf('https://rp.example:8443/cb') // 'rp.example'
 */
export function ownedHostOf(redirect_uri: string): string | undefined {
  const { protocol, hostname } = new URL(redirect_uri)
  return /^https?:$/.test(protocol) && !isLoopbackHost(hostname) ? hostname : undefined
}

/**
 * The host that a redirect_uri leads to, on the web; empty for a private-use scheme, whose authority is whatever its app says.
 *
 * @example webHostOf('com.example.app://bank.example/cb') // ''
 */
export function webHostOf(redirect_uri: string): string {
  const { protocol, host } = new URL(redirect_uri)
  return /^https?:$/.test(protocol) ? host : ''
}
