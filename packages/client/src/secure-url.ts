import { ClientError } from './errors.ts'

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/**
 * Throws `ClientError` unless the URL is https, or http on a loopback host where that is allowed
 * (Core §16.17).
 */
export const checkSecureUrl = (
  url: string,
  name: string,
  insecure: 'allowed' | 'refused',
): void => {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  const isLoopback = parsed?.protocol === 'http:' && LOOPBACK.includes(parsed.hostname)
  if (parsed?.protocol === 'https:' || (isLoopback && insecure === 'allowed')) return
  const cure = isLoopback ? ': pass { [allowInsecure]: true } for http on this machine' : ''
  throw new ClientError('url_insecure', `${name} must be an https URL${cure}`, {
    section: 'Core §16.17',
    expected: insecure === 'allowed' ? 'https, or http on a loopback host' : 'https',
    found: url,
  })
}
