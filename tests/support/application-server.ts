import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server of an application that somebody else wrote, on a free port of this machine. */
export interface ApplicationServer {
  /** At `127.0.0.1`: to a browser another site than the provider, which is at `localhost`. */
  readonly origin: string
  /** The same server at `localhost`: the provider's own site, though another origin. */
  readonly same_site_origin: string
  /** Answers so from now on; until then nobody is answered. */
  answer(listener: RequestListener): void
  close(): Promise<void>
}

/** Starts it; its origin is known before what it answers, for that is where redirect URIs are of. */
export const startApplicationServer = async (): Promise<ApplicationServer> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    same_site_origin: `http://localhost:${port}`,
    answer: (listener) => {
      server.on('request', listener)
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
