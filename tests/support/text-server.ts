import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server that says one text to everyone, and counts. */
export interface TextServer {
  readonly url: string
  requests(): number
  close(): void
}

/** Serves a text on a free port of this machine. */
export async function serveText(text: string): Promise<TextServer> {
  let requests = 0
  const server = createServer((_, response) => {
    requests += 1
    response.end(text)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/request.jwt`,
    requests: () => requests,
    close: () => server.close(),
  }
}
