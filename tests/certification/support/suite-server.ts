import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { TLSSocket } from 'node:tls'
import type { Certificate } from '../../support/certificate.ts'

/** A request that came to the suite. */
export interface Hit {
  readonly method: string
  /** Path and query as they came. */
  readonly target: string
  readonly content_type: string | undefined
  readonly body: string
  /** The version of TLS that was agreed on. */
  readonly tls: string | null
}

/** What the suite answers at a path. */
export interface Served {
  readonly status?: number
  readonly content_type?: string
  readonly body: string
}

/** The suite's own web server: callbacks, and whatever else clients have an address for. */
export interface SuiteServer {
  readonly origin: string
  /** Serves something at a path, from now on. */
  serve(path: string, served: Served): string
  /** The requests that came to a path, in order. */
  hits(path: string): readonly Hit[]
  /** The first request that comes to a path, if it comes in time. */
  firstHit(path: string): Promise<Hit>
  close(): Promise<void>
}

const PATIENCE = 20_000
const EMPTY: Served = { body: 'ok', content_type: 'text/plain' }

const readHit = async (request: IncomingMessage): Promise<Hit> => ({
  method: request.method ?? '',
  target: request.url ?? '',
  content_type: request.headers['content-type'],
  body: await text(request),
  tls: (request.socket as TLSSocket).getProtocol(),
})

/** Starts the suite's web server on a free port. What it has nothing for is answered 200 with nothing much. */
export const startSuiteServer = async (certificate: Certificate): Promise<SuiteServer> => {
  const served = new Map<string, Served>()
  const hits: Hit[] = []
  const waiting = new Set<() => void>()
  const server = createServer(certificate, async (request, response) => {
    const hit = await readHit(request)
    hits.push(hit)
    for (const look of waiting) look()
    const { status = 200, content_type, body } = served.get(pathOf(hit)) ?? EMPTY
    response.writeHead(status, content_type === undefined ? {} : { 'content-type': content_type })
    response.end(body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `https://localhost:${(server.address() as AddressInfo).port}`
  const hitsOf = (path: string) => hits.filter((hit) => pathOf(hit) === path)
  return {
    origin,
    serve: (path, answer) => {
      served.set(path, answer)
      return origin + path
    },
    hits: hitsOf,
    firstHit: (path) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`nothing came to ${path}`)), PATIENCE)
        const look = () => {
          const [first] = hitsOf(path)
          if (first === undefined) return
          clearTimeout(late)
          waiting.delete(look)
          resolve(first)
        }
        waiting.add(look)
        look()
      }),
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const pathOf = ({ target }: Hit) => target.split('?')[0] ?? ''
