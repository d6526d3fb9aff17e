const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/**
 * Whether a host, with or without its port, is this device itself.
 *
 * @example isLoopbackHost('127.0.0.1:3000') // true
 */
export const isLoopbackHost = (host: string): boolean => LOOPBACK.test(host.replace(/:\d+$/, ''))

/** An address of a client's metadata that a page may show or link to: https, or http on this device. Anything else is none. */
export const webAddress = (uri: string | undefined): URL | undefined => {
  const url = uri === undefined ? null : URL.parse(uri)
  if (url === null || url.username !== '' || url.password !== '') return undefined
  const isSafe =
    url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname))
  return isSafe ? url : undefined
}
