import { isIP } from 'node:net'
import type { HttpRequest } from './message.ts'

/**
 * The address of whoever sent a request, as far as it may be believed: what the reverse proxy says in the header of this name,
 * the last one, for those before it came from outside; without a header, the other end of the connection.
 */
export const clientAddress = (
  { header, address }: Pick<HttpRequest, 'header' | 'address'>,
  proxy_header: string | undefined,
): string | undefined =>
  proxy_header === undefined
    ? address
    : header(proxy_header.toLowerCase())?.split(',').at(-1)?.trim()

/**
 * What counts as one sender: an IPv4 address, and of IPv6 the first 64 bits, for who has one address of them has all (RFC 4291
 * §2.5.4). What is no address is no sender.
 *
 * @example senderOf('2001:db8::1') // '2001:db8:0:0'
 */
export function senderOf(address: string | undefined): string | undefined {
  const [plain = ''] = (address ?? '').split('%')
  const mapped = plain.replace(/^::ffff:(?=\d+\.)/i, '')
  if (isIP(mapped) === 4) return mapped
  return isIP(mapped) === 6 ? firstHalf(mapped) : undefined
}

/** The first four groups, spelled in one way. */
function firstHalf(address: string): string {
  const [left = '', right] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const before = left === '' ? [] : left.split(':')
  const after = right === undefined || right === '' ? [] : right.split(':')
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0')
  return [...before, ...zeros, ...after].slice(0, 4).join(':')
}
