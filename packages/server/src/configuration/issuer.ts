const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/** Whether a URL leads to this machine and nowhere else. */
export const isLoopback = (url: string): boolean =>
  URL.canParse(url) && LOOPBACK.includes(new URL(url).hostname)

/**
 * Whether this can be the Issuer Identifier of the default tenant (Discovery §3, RFC 8414 §2): an https origin, as browsers spell it.
 * The paths below it are the other tenants'. Plain http only where nothing leaves the machine.
 *
 * @example isIssuer('http://op.example') // false
 */
export const isIssuer = (text: string): boolean => {
  if (!URL.canParse(text)) return false
  const { protocol, origin } = new URL(text)
  const isSecure = protocol === 'https:' || (protocol === 'http:' && isLoopback(text))
  return isSecure && origin === text
}
