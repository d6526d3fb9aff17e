import { once } from 'node:events'
import { type ClientRequest, createServer, request as requestHttp } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Provider } from '@gryphon/provider'
import type { Answer, Asked } from './user-agent.ts'

/** A way to a provider. The same tests go through each. */
export interface Door {
  /** The origin that requests are for. */
  readonly host: string
  send(asked: Asked): Promise<Answer>
  close(): Promise<void>
}

/** The ways there are. */
export const DOORS = ['fetch', 'socket'] as const

/** Opens a door of a provider. */
export const openDoor = (kind: (typeof DOORS)[number], op: Provider): Promise<Door> =>
  OPEN[kind](op)

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

const headersOf = ({ headers = {}, body }: Asked): Readonly<Record<string, string>> => ({
  ...(body === undefined ? {} : FORM),
  ...headers,
})

const bytesOf = (body: NonNullable<Asked['body']>): Uint8Array<ArrayBuffer> =>
  new Uint8Array(body instanceof Uint8Array ? body : Buffer.from(String(body)))

const PIECE = 16_384

/** A body in pieces: with its length told beforehand, or not. */
function* piecesOf(bytes: Uint8Array<ArrayBuffer>) {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE)
}

function streamOf(bytes: Uint8Array<ArrayBuffer>): ReadableStream {
  const pieces = piecesOf(bytes)
  return new ReadableStream({
    pull(stream) {
      const { done, value } = pieces.next()
      if (done) stream.close()
      else stream.enqueue(value)
    },
  })
}

const webBody = ({ body, chunked }: Asked) => {
  if (body === undefined) return {}
  const bytes = bytesOf(body)
  return chunked ? { body: streamOf(bytes), duplex: 'half' } : { body: bytes }
}

const OPEN = {
  fetch: async (op: Provider): Promise<Door> => ({
    host: op.issuer,
    send: async (asked) => {
      const { method = 'GET', path } = asked
      const response = await op.fetch(
        new Request(`${op.issuer}${path}`, {
          method,
          headers: headersOf(asked),
          ...webBody(asked),
        }),
      )
      const { status, headers } = response
      return { status, headers, text: await response.text() }
    },
    close: async () => undefined,
  }),
  socket: async (op: Provider): Promise<Door> => {
    const server = createServer(op.node).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    return {
      host: op.issuer,
      send: (asked) => sendOverSocket(port, asked),
      close: async () => {
        server.closeAllConnections()
        server.close()
        await once(server, 'close')
      },
    }
  },
}

/** Sends to a port of this machine, with exactly these headers: `fetch` adds its own. */
export function sendOverSocket(port: number, asked: Asked): Promise<Answer> {
  const { method = 'GET', path } = asked
  return new Promise((resolve, reject) => {
    const request = requestHttp(
      { host: '127.0.0.1', port, method, path, headers: headersOf(asked) },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: toHeaders(response.rawHeaders),
            text: Buffer.concat(chunks).toString(),
          }),
        )
      },
    )
    request.on('error', reject)
    endWith(request, asked)
  })
}

function endWith(request: ClientRequest, { body, chunked }: Asked): void {
  if (body === undefined) return void request.end()
  if (!chunked) return void request.end(bytesOf(body))
  for (const piece of piecesOf(bytesOf(body))) request.write(piece)
  request.end()
}

function toHeaders(raw: readonly string[]): Headers {
  const headers = new Headers()
  for (let i = 0; i < raw.length; i += 2) headers.append(raw[i] ?? '', raw[i + 1] ?? '')
  return headers
}
