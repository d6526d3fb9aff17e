import { AsyncResource } from 'node:async_hooks'
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { BODY_LIMIT, brokenOff, tooLarge, utf8 } from './fetch.ts'
import type { HttpRequest, HttpResponse } from './message.ts'
import { together } from './together.ts'

/** Node's way in, the fast path: requests that come together are begun together, and answered so. */
export function nodeListener(
  respond: (request: HttpRequest) => Promise<HttpResponse>,
): (request: IncomingMessage, response: ServerResponse) => void {
  const send = together(({ response, answer }: Answered) => {
    try {
      sendNodeResponse(response, answer)
    } catch {
      response.destroy()
    }
  })
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    try {
      send({ response, answer: await respond(fromNodeRequest(request)) })
    } catch {
      // What fails even in telling that it failed (a log that throws) must not end the process.
      response.destroy()
    }
  }
  const begin = together(({ request, response, context }: Asked) => {
    if (isGone(request.socket)) response.destroy()
    else context.runInAsyncScope(answer, undefined, request, response)
  })
  return (request, response) =>
    begin({ request, response, context: new AsyncResource('GRYPHON_REQUEST') })
}

interface Asked {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** What an application keeps by request (a trace, a transaction) is that of this one. */
  readonly context: AsyncResource
}

interface Answered {
  readonly response: ServerResponse
  readonly answer: HttpResponse
}

/** Nobody waits for an answer any more, and who asked can no longer be told from others: TCP has forgotten the address. */
const isGone = (socket: Socket): boolean =>
  socket.destroyed || (socket.remoteAddress === undefined && socket.localAddress !== undefined)

/** A Node request, as the engine reads it. */
function fromNodeRequest(request: IncomingMessage): HttpRequest {
  const target = originForm(request.url ?? '/')
  const mark = target.indexOf('?')
  return {
    method: request.method ?? 'GET',
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '' : target.slice(mark + 1),
    header: (name) => headerOf(request, name),
    address: request.socket.remoteAddress,
    body: () => readBody(request),
  }
}

/** RFC 9112 §3.2.2: a server must accept the absolute form too. */
function originForm(target: string): string {
  if (target.startsWith('/')) return target
  const url = URL.parse(target)
  return url === null ? '/' : url.pathname + url.search
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}

function readBody(request: IncomingMessage): Promise<string> {
  if (Number(request.headers['content-length'] ?? 0) > BODY_LIMIT) return Promise.reject(tooLarge())
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= BODY_LIMIT) chunks.push(chunk)
      else reject(tooLarge())
    })
    request.on('end', () => resolveText(chunks, resolve, reject))
    request.on('error', () => reject(brokenOff()))
    request.on('close', () => reject(brokenOff()))
    if (request.destroyed) reject(brokenOff())
  })
}

function resolveText(
  chunks: readonly Buffer[],
  resolve: (text: string) => void,
  reject: (error: unknown) => void,
): void {
  try {
    resolve(utf8(Buffer.concat(chunks)))
  } catch (error) {
    reject(error)
  }
}

/** Sends the engine's answer over a Node response. */
function sendNodeResponse(response: ServerResponse, { status, headers, body }: HttpResponse): void {
  const bytes = body === undefined ? 0 : Buffer.byteLength(body)
  const lengthless = status === 204 || status === 304
  const length = lengthless ? {} : { 'content-length': bytes }
  response.writeHead(status, { ...headers, ...length } as OutgoingHttpHeaders)
  response.end(response.req.method === 'HEAD' ? undefined : body)
}
