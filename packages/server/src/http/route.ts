import type { RequestListener, ServerResponse } from 'node:http'
import type { Asset } from '@gryphon/accounts'

const isReading = (method: string | undefined) => method === 'GET' || method === 'HEAD'

const sendAsset = (response: ServerResponse, { content_type, body, cache_control }: Asset) => {
  response.writeHead(200, {
    'content-type': content_type,
    'content-length': Buffer.byteLength(body),
    'cache-control': cache_control,
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
  })
  response.end(response.req.method === 'HEAD' ? undefined : body)
}

const sendHealth = (response: ServerResponse) => {
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(response.req.method === 'HEAD' ? undefined : '{"status":"ok"}')
}

/** Answers a request before there is a provider, or when there is none any more. */
export const notReady: RequestListener = (_request, response) => {
  response.writeHead(503, { 'retry-after': '1', 'content-length': 0 })
  response.end()
}

/** The files of the pages and `/health` by their paths; everything else is the provider's. */
export const route =
  (assets: ReadonlyMap<string, Asset>, provider: RequestListener): RequestListener =>
  (request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
    const asset = assets.get(path)
    if (asset !== undefined && isReading(request.method)) sendAsset(response, asset)
    else if (path === '/health' && isReading(request.method)) sendHealth(response)
    else provider(request, response)
  }
