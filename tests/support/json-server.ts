import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a server gives: a status, and a text or what is written as JSON. */
export interface Given {
  readonly status?: number
  readonly body: unknown
}

/** A server of a client's site, that gives what it is told to, and counts how often it was asked. */
export interface JsonServer {
  readonly url: string
  readonly asked: () => number
  give(given: Given): void
  close(): Promise<void>
}

/** Starts one on a free port of this machine. */
export async function startJsonServer(first: Given): Promise<JsonServer> {
  let given = first
  let asked = 0
  const server = createServer((_, response) => {
    asked += 1
    const { status = 200, body } = given
    response.writeHead(status, { 'content-type': 'application/json', location: '/elsewhere' })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/jwks.json`,
    asked: () => asked,
    give: (next) => {
      given = next
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
