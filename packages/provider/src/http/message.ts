/** What an endpoint is given: a request, plain. Header names are lower case; a repeated header is joined by `, `. */
export interface HttpRequest {
  readonly method: string
  /** The path, still percent-encoded, without the query: `/authorize`. */
  readonly path: string
  /** The query, still encoded, without its `?`; empty when there is none. */
  readonly query: string
  header(name: string): string | undefined
  /** The address at the other end of the connection, which may be a proxy's; absent where it is not known. */
  readonly address?: string | undefined
  /** The body as text (UTF-8); read once, bounded. Throws `HttpError` 413 past the limit, 400 for broken UTF-8. */
  body(): Promise<string>
}

/** What an endpoint answers. A list as a header's value stands for one header each (`set-cookie`). */
export interface HttpResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body?: string | Uint8Array
}

/** A request that fails before any protocol is spoken: the wrong method, a body too large, broken UTF-8. */
export class HttpError extends Error {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message)
    this.name = 'HttpError'
    this.status = status
    this.headers = headers
  }
}
