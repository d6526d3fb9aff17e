const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/** Whether a URL leads to this machine and nowhere else. */
export const isLoopback = (url: string): boolean =>
  URL.canParse(url) && LOOPBACK.includes(new URL(url).hostname)

/**
 * Whether this can be an Issuer Identifier (Discovery §3, RFC 8414 §2): an https URL of scheme, host, port and path alone. Plain http
 * only where nothing leaves the machine.
 *
 * @example isIssuer('http://op.example') // false
 */
export const isIssuer = (text: string): boolean => {
  if (!URL.canParse(text)) return false
  const { protocol, username, password, search, hash, href } = new URL(text)
  const isSecure = protocol === 'https:' || (protocol === 'http:' && isLoopback(text))
  const isCanonical = href === text || href === `${text}/`
  const isBare = username === '' && password === '' && search === '' && hash === ''
  return isSecure && isBare && isCanonical && !text.endsWith('/')
}
