import { once } from 'node:events'
import { createConnection } from 'node:net'

/** An answer, read to its end, byte for byte: each character is one byte. */
export interface Answer {
  readonly status: number
  readonly head: string
  readonly body: string
}

/** One connection that is kept, with one request on it at a time: leaner than any client, for it shares the machine. */
export interface Connection {
  ask(request: string): Promise<Answer>
  close(): void
}

/** A request's text. */
export const requestText = (
  {
    host,
    method,
    target,
  }: { readonly host: string; readonly method: string; readonly target: string },
  headers: Readonly<Record<string, string>>,
  body = '',
): string => {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const length = method === 'POST' ? `content-length: ${Buffer.byteLength(body)}\r\n` : ''
  return `${method} ${target} HTTP/1.1\r\nhost: ${host}\r\n${lines.join('')}${length}\r\n${body}`
}

const END_OF_HEAD = '\r\n\r\n'

/** The answer at the head of what was received, if it is there whole. */
const parseAnswer = (text: string): Answer | undefined => {
  const end = text.indexOf(END_OF_HEAD)
  if (end < 0) return undefined
  const head = text.slice(0, end)
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (length === undefined) throw new Error(`an answer without a length: ${head}`)
  const begin = end + END_OF_HEAD.length
  if (text.length < begin + Number(length)) return undefined
  return { status: Number(head.slice(9, 12)), head, body: text.slice(begin) }
}

/** Connects to a port of this machine. */
export const connect = async (port: number): Promise<Connection> => {
  const socket = createConnection({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  socket.setEncoding('latin1')
  let received = ''
  let waiting: PromiseWithResolvers<Answer> | undefined
  const fail = (error: Error) => {
    waiting?.reject(error)
    waiting = undefined
  }
  socket.on('data', (chunk: string) => {
    received = received === '' ? chunk : received + chunk
    try {
      const answer = parseAnswer(received)
      if (answer === undefined) return
      received = ''
      const { resolve } = waiting ?? {}
      waiting = undefined
      resolve?.(answer)
    } catch (error) {
      fail(error as Error)
    }
  })
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('the server closed the connection')))
  return {
    ask(request) {
      waiting = Promise.withResolvers<Answer>()
      socket.write(request, 'latin1')
      return waiting.promise
    },
    close: () => socket.destroy(),
  }
}
