import { readBody } from './read-body.ts'

/** What a guard looks at of a request; adapters make it of what their framework has. */
export interface ApiRequest {
  readonly method: string
  /** The path with its query, or the whole URL. */
  readonly url: string
  /** A header field by its name in lower case; of several, all, joined by commas (RFC 9110 §5.3). */
  readonly header: (name: string) => string | undefined
  /** The body, where it is a form. Asked for only where a token might be in it. */
  readonly form?: () => Promise<URLSearchParams | undefined>
  /** The client's certificate of the TLS connection, in DER. */
  readonly certificate?: () => Uint8Array | undefined
}

/** A form further on than this is not looked through. */
const LONGEST_FORM = 65_536

const FORM = 'application/x-www-form-urlencoded'

/** Whether a `Content-Type` is that of a form. */
export const isForm = (type: string | null | undefined): boolean =>
  type?.split(';', 1)[0]?.trim().toLowerCase() === FORM

/** The request's own body is left as it was. */
const formOf = async (request: Request): Promise<URLSearchParams | undefined> => {
  if (request.body === null || request.bodyUsed) return undefined
  if (!isForm(request.headers.get('content-type'))) return undefined
  const text = await readBody(request.clone().body, LONGEST_FORM)
  return new URLSearchParams(text)
}

/** A Web-standard request, as a guard looks at it. */
export const apiRequestOf = (request: Request): ApiRequest => ({
  method: request.method,
  url: request.url,
  header: (name) => request.headers.get(name) ?? undefined,
  form: () => formOf(request),
})
