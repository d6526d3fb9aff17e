import { HttpError, type HttpRequest, type HttpResponse } from './message.ts'

/** The most bytes of a body that are read. */
export const BODY_LIMIT = 64 * 1024

/** A Web-standard `Request`, as the engine reads it. */
export function fromWebRequest(request: Request): HttpRequest {
  const { pathname, search } = new URL(request.url)
  return {
    method: request.method,
    path: pathname,
    query: search.slice(1),
    header: (name) => request.headers.get(name) ?? undefined,
    body: () => readBody(request),
  }
}

async function readBody(request: Request): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of request.body ?? []) {
      size += chunk.byteLength
      if (size > BODY_LIMIT) throw tooLarge()
      chunks.push(chunk)
    }
  } catch (error) {
    throw error instanceof HttpError ? error : brokenOff()
  }
  return utf8(Buffer.concat(chunks))
}

/** The refusal of a body over the limit. */
export const tooLarge = (): HttpError =>
  new HttpError(413, `the body is larger than ${BODY_LIMIT} bytes`, { connection: 'close' })

/** The refusal of a body that did not come to its end: nobody waits for the answer, and it is no fault of ours. */
export const brokenOff = (): HttpError => new HttpError(400, 'the body broke off')

const decoder = new TextDecoder('utf-8', { fatal: true })

/** Bytes as text. Throws `HttpError` 400 where they are not UTF-8. */
export function utf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw new HttpError(400, 'the body is not UTF-8')
  }
}

/** The engine's answer as a Web-standard `Response`; to HEAD, without its body (RFC 9110 §9.3.2). */
export function toWebResponse(
  { status, headers, body }: HttpResponse,
  method: string = 'GET',
): Response {
  const list = Object.entries(headers).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value]] : value.map((one) => [name, one]),
  ) as [string, string][]
  const sent = method === 'HEAD' ? null : (body ?? null)
  return new Response(sent as BodyInit | null, { status, headers: list })
}
