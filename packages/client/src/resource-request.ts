import { type AccessToken, type Presentation, presentationOf } from './access-token.ts'
import type { Fetch } from './options.ts'
import type { Party } from './party.ts'
import { isNonceChallenge } from './proven-exchange.ts'

/** What a request to an API may say; the access token is added. */
export type ResourceRequest = Omit<RequestInit, 'redirect'>

const attempt = async (
  fetch: Fetch,
  url: string,
  init: ResourceRequest,
  { access_token, authorization, dpop }: Presentation,
): Promise<Response> => {
  const { method } = new Request(url, { method: init.method ?? 'GET' })
  const headers = new Headers(init.headers)
  headers.set('authorization', authorization)
  if (dpop !== undefined) headers.set('dpop', await dpop.prove({ method, url, access_token }))
  const response = await fetch(url, { ...init, headers })
  dpop?.learn(url, response.headers)
  return response
}

/**
 * Asks an API with an access token (RFC 6750 §2.1), and with a proof for one that is bound to a key (RFC 9449 §7.1): once
 * more with the nonce that the API asks for, unless the body is a stream, which cannot be sent twice. Whatever the API
 * answers is the answer.
 */
export const requestResource = async (
  { dpop, api }: Pick<Party, 'dpop' | 'api'>,
  url: string,
  access: string | AccessToken,
  init: ResourceRequest = {},
): Promise<Response> => {
  api.check(url)
  const presentation = presentationOf({ dpop }, access)
  const first = await attempt(api.fetch, url, init, presentation)
  const isAgain = presentation.dpop !== undefined && !(init.body instanceof ReadableStream)
  if (!isAgain || !isNonceChallenge(first)) return first
  await first.body?.cancel()
  return attempt(api.fetch, url, init, presentation)
}
