import type { SendCookie, Visit, VisitRequest, WebLogin } from '../login-session/web-login.ts'

/** The part of a request of `node:http` or `node:http2` that is used; of Express, `originalUrl` and a body that is read already too. */
export interface NodeRequest extends AsyncIterable<unknown> {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly originalUrl?: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body?: unknown
}

/** The part of their response that is used. */
export interface NodeResponse {
  statusCode: number
  setHeader(name: string, value: string | readonly string[]): unknown
  appendHeader(name: string, value: string): unknown
  end(): unknown
  end(body: string): unknown
}

/** Goes on to what comes next, or to the framework's error handling. */
export type Next = (error?: unknown) => void

/** A pseudo-header of HTTP/2 (RFC 9113 §8.3) is no field. */
const isField = ([name]: readonly [string, unknown]) => !name.startsWith(':')

const headersOf = ({ headers }: NodeRequest): Headers =>
  new Headers(
    Object.entries(headers)
      .filter(isField)
      .flatMap(([name, value]) =>
        [value ?? []].flat().map((each): [string, string] => [name, each]),
      ),
  )

async function* bytesOf(request: NodeRequest): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for await (const part of request) yield part as Uint8Array<ArrayBuffer>
}

/** A stream of the body, which is read only as far as somebody asks for it. */
const streamOf = (request: NodeRequest): ReadableStream<Uint8Array<ArrayBuffer>> => {
  const parts = bytesOf(request)
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: async (controller) => {
      const { done, value } = await parts.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: async () => {
      await parts.return(undefined)
    },
  })
}

/** A form that another middleware has read, as it was. */
const formOf = (body: object): URLSearchParams =>
  new URLSearchParams(
    Object.entries(body).flatMap(([name, value]) =>
      [value].flat().map((each): [string, string] => [name, String(each)]),
    ),
  )

const isRead = (body: unknown): body is object => typeof body === 'object' && body !== null

/** Fetch: a body that streams needs `duplex`, which the types of browsers do not know. */
const bodyOf = (request: NodeRequest): RequestInit & { readonly duplex?: 'half' } =>
  request.method !== 'POST'
    ? {}
    : { body: isRead(request.body) ? formOf(request.body) : streamOf(request), duplex: 'half' }

/** What a request is without its body; its host is that of `base_url`, whatever it says. */
export const visitRequest = (request: NodeRequest, { site }: WebLogin): VisitRequest => {
  const path = request.originalUrl ?? request.url ?? '/'
  return {
    method: request.method ?? 'GET',
    url: site.origin + (path.startsWith('/') ? path : '/'),
    headers: headersOf(request),
  }
}

/** The Web-standard request that Node was sent. */
export const webRequest = ({ url, ...head }: VisitRequest, request: NodeRequest): Request =>
  new Request(url, { ...head, ...bodyOf(request) })

/** Sends a Web-standard answer by Node. */
export const sendAnswer = async (answer: Response, response: NodeResponse): Promise<void> => {
  response.statusCode = answer.status
  for (const [name, value] of answer.headers)
    if (name !== 'set-cookie') response.setHeader(name, value)
  for (const cookie of answer.headers.getSetCookie()) response.appendHeader('set-cookie', cookie)
  response.end(await answer.text())
}

/** Adds a cookie to an answer, which no cache keeps then. */
export const sendCookie =
  (response: NodeResponse): SendCookie =>
  (header) => {
    response.setHeader('cache-control', 'no-store')
    response.appendHeader('set-cookie', header)
  }

const VISITS = new WeakMap<object, Visit>()

/** Notes who makes a request. */
export const keepVisit = (request: object, visit: Visit): void => {
  VISITS.set(request, visit)
}

/**
 * Who makes a request. Throws where the middleware has not seen it: it must come before.
 *
 * @example const server = createServer((request, response) => login(request, response, () => response.end(loginOf(request).claims?.sub)))
 */
export const loginOf = (request: object): Visit => {
  const visit = VISITS.get(request)
  if (visit === undefined) throw new Error('gryphonLogin must come before what asks for the login')
  return visit
}
