import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Something that answers requests (Fetch Standard). */
export type Fetch = (request: Request) => Response | Promise<Response>

/** A server that runs: where it answers, and how it stops. */
export interface Running {
  readonly url: string
  close(): Promise<void>
}

/** The largest body that is read, in bytes. */
export const BODY_LIMIT = 64 * 1024

const readBody = async (message: IncomingMessage): Promise<Buffer<ArrayBuffer> | 'too large'> => {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of message as AsyncIterable<Uint8Array>) {
    length += chunk.length
    if (length > BODY_LIMIT) return 'too large'
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const headersOf = (message: IncomingMessage): Headers => {
  const headers = new Headers()
  for (const [name, values] of Object.entries(message.headersDistinct))
    for (const value of values ?? []) headers.append(name, value)
  return headers
}

const refuse = (response: ServerResponse, status: number, text: string): void => {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
  response.end(`${text}\n`)
}

const requestOf = (message: IncomingMessage, origin: string, body: Buffer<ArrayBuffer>) => {
  const method = message.method ?? 'GET'
  return new Request(new URL(`${origin}${message.url ?? '/'}`), {
    method,
    headers: headersOf(message),
    ...(body.length === 0 || method === 'GET' || method === 'HEAD' ? {} : { body }),
  })
}

const send = async (answer: Response, response: ServerResponse): Promise<void> => {
  const cookies = answer.headers.getSetCookie()
  const headers = [...answer.headers].filter(([name]) => name !== 'set-cookie')
  response.writeHead(answer.status, [
    ...headers.flat(),
    ...cookies.flatMap((cookie) => ['set-cookie', cookie]),
  ])
  response.end(Buffer.from(await answer.arrayBuffer()))
}

const answerOn =
  (fetch: Fetch, origin: () => string) =>
  async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const body = await readBody(message)
      if (body === 'too large') return refuse(response, 413, 'the body is too large')
      await send(await fetch(requestOf(message, origin(), body)), response)
    } catch {
      if (response.headersSent) response.destroy()
      else refuse(response, 400, 'the request cannot be read')
    }
  }

/**
 * Serves on one address, and resolves once it listens; port 0 takes a free one. Rejects with Node's own error
 * (`EADDRINUSE`) when the port is taken.
 *
 * @example const { url, close } = await serve(app.fetch, { host: '127.0.0.1', port: 0 })
 */
export const serve = async (
  fetch: Fetch,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Running> => {
  let url = ''
  const server = createServer(answerOn(fetch, () => url))
  server.listen(port, host)
  await once(server, 'listening')
  const shownHost = host.includes(':') ? `[${host}]` : host
  url = `http://${shownHost}:${(server.address() as AddressInfo).port}`
  return {
    url,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
