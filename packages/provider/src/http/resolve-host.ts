import { type LookupAddress, lookup } from 'node:dns'
import { Resolver } from 'node:dns/promises'
import { createTurns } from './turns.ts'

/** The addresses of a host. Rejects where it has none, or where they are not there before `signal`. */
export type ResolveHost = (host: string, signal: AbortSignal) => Promise<readonly LookupAddress[]>

/** Where names are asked for. */
export interface NameServers {
  /** Addresses of name servers, with a port where it is another than 53; those of the system when `undefined`. */
  readonly name_servers: readonly string[] | undefined
}

/** How long one name server has, in milliseconds. */
const TIME = 2000

/** What says that the name servers do not know a host, or that there are none: this system may know it by itself. */
const UNKNOWN = ['ENOTFOUND', 'ENODATA', 'ECONNREFUSED']

/** `lookup` has few threads, which all of the process shares, and cannot be stopped: a name that is slow there keeps one at the most. */
const SYSTEM = { in_all: 1, per_host: 1, waiting: 64 } as const

/** RFC 6761 §6.3: never asked of anybody. */
const LOOPBACK: readonly LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
]

const isLocalhost = (host: string) => /(^|\.)localhost\.?$/i.test(host)

/**
 * Resolves hosts that others chose, by the name servers themselves, so that one whose answer never comes is given up and keeps nobody
 * else waiting; after them by what this system knows (a hosts file), one at a time.
 *
 * @example const resolve = hostResolver({ name_servers: undefined })
 */
export const hostResolver = ({ name_servers }: NameServers): ResolveHost => {
  const takeTurn = createTurns(SYSTEM)
  return async (host, signal) => {
    if (isLocalhost(host)) return LOOPBACK
    const { addresses, codes } = await askNameServers(host, name_servers, signal)
    if (addresses.length > 0) return addresses
    signal.throwIfAborted()
    if (!codes.every((code) => UNKNOWN.includes(code)))
      throw new Error('the host could not be resolved')
    const endTurn = await takeTurn(host, signal)
    return askSystem(host).finally(endTurn)
  }
}

async function askNameServers(
  host: string,
  name_servers: readonly string[] | undefined,
  signal: AbortSignal,
) {
  const resolver = new Resolver({ timeout: TIME, tries: 1 })
  if (name_servers !== undefined) resolver.setServers(name_servers)
  const cancel = () => resolver.cancel()
  signal.addEventListener('abort', cancel, { once: true })
  const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)])
  signal.removeEventListener('abort', cancel)
  return {
    addresses: answers.flatMap((answer, nth): readonly LookupAddress[] =>
      answer.status === 'rejected'
        ? []
        : answer.value.map((address) => ({ address, family: nth === 0 ? 4 : 6 })),
    ),
    codes: answers.flatMap((answer) =>
      answer.status === 'rejected' ? [String(answer.reason?.code)] : [],
    ),
  }
}

const askSystem = (host: string) =>
  new Promise<readonly LookupAddress[]>((resolve, reject) => {
    lookup(host, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)))
  })
