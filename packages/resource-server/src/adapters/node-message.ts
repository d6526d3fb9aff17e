import { type ApiRequest, isForm } from '../request/api-request.ts'

/** What is used of a request of `node:http`, `node:https` or `node:http2`, or of a framework on them. */
export interface NodeRequest {
  readonly method?: string | undefined
  readonly url?: string | undefined
  /** The whole path, where a router has taken a part off `url`. */
  readonly originalUrl?: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly rawHeaders?: readonly string[]
  readonly socket?: object
  /** What a parser of forms has made of the body. */
  readonly body?: unknown
}

/** What is used of a response of theirs. */
export interface NodeResponse {
  setHeader(name: string, value: string): unknown
  writeHead(status: number, headers: Record<string, string>): unknown
  end(): unknown
  end(body: string): unknown
}

/** Node itself keeps the first `Authorization` only, and says nothing of a second one. */
const headerOf = ({ headers, rawHeaders }: NodeRequest, name: string): string | undefined => {
  if (rawHeaders === undefined) return headers[name]?.toString()
  let value: string | undefined
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const found = rawHeaders[at]
    if (found?.length !== name.length || found.toLowerCase() !== name) continue
    value = value === undefined ? rawHeaders[at + 1] : `${value}, ${rawHeaders[at + 1]}`
  }
  return value
}

const formOf = async ({ headers, body }: NodeRequest): Promise<URLSearchParams | undefined> => {
  if (!isForm(headers['content-type']?.toString())) return undefined
  if (typeof body !== 'object' || body === null || !('access_token' in body)) return undefined
  const tokens = [body.access_token].flat().map((token) => ['access_token', String(token)])
  return new URLSearchParams(tokens)
}

interface TlsSocket {
  getPeerCertificate(): { readonly raw?: Uint8Array } | undefined
}

const isTls = (socket: object | undefined): socket is TlsSocket =>
  socket !== undefined &&
  'getPeerCertificate' in socket &&
  typeof socket.getPeerCertificate === 'function'

/** A request of Node, as a guard looks at it. */
export const apiRequestOf = (request: NodeRequest): ApiRequest => ({
  method: request.method ?? 'GET',
  url: request.originalUrl ?? request.url ?? '/',
  header: (name) => headerOf(request, name),
  form: () => formOf(request),
  certificate: () => (isTls(request.socket) ? request.socket.getPeerCertificate()?.raw : undefined),
})
