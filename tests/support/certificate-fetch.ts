import { request } from 'node:https'
import { Readable } from 'node:stream'
import type { Fetch } from '@gryphon/client'

/** A `fetch` over TLS that trusts `ca` and presents a certificate, if it is given one (RFC 8705 §2). */
export const certificateFetch =
  (tls: { readonly ca: string; readonly cert?: string; readonly key?: string }): Fetch =>
  async (url, { method = 'GET', headers, body, signal }) => {
    const { promise, resolve, reject } = Promise.withResolvers<Response>()
    const sent = new Request(url, { method, ...(headers && { headers }), ...(body && { body }) })
    const options = { ...tls, method, headers: Object.fromEntries(sent.headers) }
    request(url, { ...options, ...(signal && { signal }) }, (answer) => {
      const { statusCode: status = 500, headersDistinct } = answer
      const received = new Headers()
      for (const [name, values = []] of Object.entries(headersDistinct))
        for (const value of values) received.append(name, value)
      const stream = status === 204 ? null : (Readable.toWeb(answer) as ReadableStream)
      resolve(new Response(stream, { status, headers: received }))
    })
      .on('error', reject)
      .end(Buffer.from(await sent.arrayBuffer()))
    return promise
  }
