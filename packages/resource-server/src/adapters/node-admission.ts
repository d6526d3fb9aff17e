import type { AccessToken, Needs } from '../access-token.ts'
import type { Verifier } from '../verifier.ts'
import { apiRequestOf, type NodeRequest, type NodeResponse } from './node-message.ts'

/** The token of a request of Node that is let through; `undefined` where it was refused, and so answered. */
export const admitMessage = async (
  api: Verifier,
  needs: Needs,
  request: NodeRequest,
  response: NodeResponse,
): Promise<AccessToken | undefined> => {
  try {
    const { token, headers } = await api.admit(apiRequestOf(request), needs)
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    return token
  } catch (error) {
    const { status, headers, body } = api.refusal(error)
    response.writeHead(status, { ...headers })
    response.end(body)
    return undefined
  }
}

/**
 * Answers a request for the API's metadata (RFC 9728 §3); tells whether it was one.
 *
 * @example const server = createServer((request, response) => answerMetadata(api, request, response) || response.end('hello'))
 */
export const answerMetadata = (
  api: Verifier,
  request: NodeRequest,
  response: NodeResponse,
): boolean => {
  const path = (request.originalUrl ?? request.url)?.split('?', 1)[0]
  if (api.metadata === undefined || path !== api.metadata.path) return false
  response.writeHead(200, { ...api.metadata.headers })
  response.end(api.metadata.body)
  return true
}
