import { once } from 'node:events'
import { createServer, request as requestHttp } from 'node:http'
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

const OPEN = {
  fetch: async (op: Provider): Promise<Door> => ({
    host: op.issuer,
    send: async (asked) => {
      const { method = 'GET', path, body } = asked
      const response = await op.fetch(
        new Request(`${op.issuer}${path}`, {
          method,
          headers: headersOf(asked),
          ...(body === undefined ? {} : { body: String(body) }),
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

function sendOverSocket(port: number, asked: Asked): Promise<Answer> {
  const { method = 'GET', path, body } = asked
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
    request.end(body === undefined ? undefined : String(body))
  })
}

function toHeaders(raw: readonly string[]): Headers {
  const headers = new Headers()
  for (let i = 0; i < raw.length; i += 2) headers.append(raw[i] ?? '', raw[i + 1] ?? '')
  return headers
}
