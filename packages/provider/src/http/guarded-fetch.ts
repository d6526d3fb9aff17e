import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { getCACertificates } from 'node:tls'
import { hostResolver, type ResolveHost } from './resolve-host.ts'
import { type Bounds, createTurns } from './turns.ts'

/** Fetches JSON from an address that somebody else chose; with a form, by POST. */
export type GuardedFetch = (
  url: string,
  form?: Readonly<Record<string, string>>,
) => Promise<{ readonly status: number; readonly body: string }>

/** What a guarded fetch keeps to. */
export interface Guard {
  /** For development and tests: addresses of this machine and of private networks, and plain http to them. */
  readonly allow_private: boolean
  /** The whole exchange, in milliseconds. */
  readonly time: number
  /** The largest body, in bytes. */
  readonly size: number
  /** How many exchanges go on at once; others wait, within their time, and of those that wait there are so many. */
  readonly at_once: Bounds
  /** Certificates in PEM of authorities that are trusted beside those that Node.js trusts. */
  readonly ca: string | undefined
  /** Addresses of name servers; those of the system when `undefined`. */
  readonly name_servers: readonly string[] | undefined
}

const DEFAULT_GUARD: Guard = {
  allow_private: false,
  time: 5000,
  size: 64 * 1024,
  at_once: { in_all: 32, per_host: 4, waiting: 256 },
  ca: undefined,
  name_servers: undefined,
}

// Special-purpose addresses (RFC 6890 and the IANA registries), IPv4 ones also as IPv4-mapped IPv6.
// biome-ignore format: a table
const NOT_PUBLIC = [
  ['0.0.0.0', 8, 'ipv4'], ['10.0.0.0', 8, 'ipv4'], ['100.64.0.0', 10, 'ipv4'], ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'], ['172.16.0.0', 12, 'ipv4'], ['192.0.0.0', 24, 'ipv4'], ['192.0.2.0', 24, 'ipv4'],
  ['192.88.99.0', 24, 'ipv4'], ['192.168.0.0', 16, 'ipv4'], ['198.18.0.0', 15, 'ipv4'], ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'], ['224.0.0.0', 4, 'ipv4'], ['240.0.0.0', 4, 'ipv4'],
  ['::', 96, 'ipv6'], ['::ffff:0:0:0', 96, 'ipv6'], ['64:ff9b::', 96, 'ipv6'], ['64:ff9b:1::', 48, 'ipv6'], ['100::', 64, 'ipv6'],
  ['2001::', 23, 'ipv6'], ['2001:db8::', 32, 'ipv6'], ['2002::', 16, 'ipv6'], ['3fff::', 20, 'ipv6'],
  ['5f00::', 16, 'ipv6'], ['fc00::', 7, 'ipv6'], ['fe80::', 10, 'ipv6'], ['fec0::', 10, 'ipv6'], ['ff00::', 8, 'ipv6'],
] as const

const notPublic = new BlockList()
for (const [network, prefix, family] of NOT_PUBLIC) notPublic.addSubnet(network, prefix, family)

/**
 * Whether an IP address is one of the public internet: not of this machine, a private network, or a special purpose.
 *
 * @example isPublicAddress('169.254.169.254') // false
 */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  return family !== 0 && !notPublic.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

/**
 * Fetches from an address that somebody else chose: https only, no private addresses (judged on the address that is
 * connected to, so that a name cannot change its mind), no redirects, bounded in time and size,
 * and so many at once.
 *
 * @example const fetch = guardedFetch({ allow_private: true, ca: readFileSync('ca.pem', 'utf8') })
 */
export const guardedFetch = (guard: Partial<Guard> = {}): GuardedFetch => {
  const limits = { ...DEFAULT_GUARD, ...guard }
  const trusted = limits.ca === undefined ? {} : { ca: [...getCACertificates(), limits.ca] }
  const takeTurn = createTurns(limits.at_once)
  const resolve = hostResolver(limits)
  return async (text, form) => {
    const url = new URL(text)
    checkUrl(url, limits)
    const signal = AbortSignal.timeout(limits.time)
    const endTurn = await takeTurn(url.host, signal)
    const body = form && new URLSearchParams(form).toString()
    return exchange(url, { ...limits, trusted, signal, resolve }, body).finally(endTurn)
  }
}

/** The limits, and what `tls.connect` is told of authorities: nothing where the usual ones are meant. */
interface Limits extends Guard {
  readonly trusted: { readonly ca?: string[] }
  /** Says that the time is over. */
  readonly signal: AbortSignal
  readonly resolve: ResolveHost
}

function checkUrl(url: URL, { allow_private }: Guard): void {
  const plain = url.protocol === 'http:' && allow_private
  if (url.protocol !== 'https:' && !plain) throw new Error('the address is not https')
  if (url.username !== '' || url.password !== '') throw new Error('the address has a password')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (!allow_private && isIP(host) !== 0 && !isPublicAddress(host))
    throw new Error('the address is not public')
}

/** What is connected to is what was judged. */
const guardedLookup =
  ({ allow_private, resolve, signal }: Limits): LookupFunction =>
  (host, _, done) => {
    resolve(host, signal).then(
      (addresses) =>
        allow_private || addresses.every(({ address }) => isPublicAddress(address))
          ? done(null, [...addresses])
          : done(new Error('the address is not public'), []),
      (error: Error) => done(error, []),
    )
  }

const formHeaders = (form: string) => ({
  'content-type': 'application/x-www-form-urlencoded',
  'content-length': Buffer.byteLength(form),
})

/**
 * How many addresses of a host can be tried in the time. Node.js gives up one that has not answered within half a second, which a busy
 * process may have kept waiting itself; the next one may be of a family that the host does not listen on.
 */
const ADDRESSES = 3

const patienceOf = (time: number) => ({
  autoSelectFamilyAttemptTimeout: Math.ceil(time / ADDRESSES),
})

function exchange(url: URL, limits: Limits, form: string | undefined) {
  const { size, time, trusted, signal } = limits
  const send = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const request = send(url, {
      method: form === undefined ? 'GET' : 'POST',
      headers: { accept: 'application/json', ...(form === undefined ? {} : formHeaders(form)) },
      signal,
      agent: false,
      ...trusted,
      lookup: guardedLookup(limits),
      ...patienceOf(time),
    })
    request.on('error', reject)
    request.on('response', (response) => {
      const chunks: Buffer[] = []
      let bytes = 0
      response.on('error', reject)
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes <= size) return void chunks.push(chunk)
        reject(new Error('the answer is too large'))
        request.destroy()
      })
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
      )
    })
    request.end(form)
  })
}
