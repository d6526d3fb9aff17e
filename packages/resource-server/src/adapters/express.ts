import type { Needs } from '../access-token.ts'
import type { Verifier } from '../verifier.ts'
import { keepToken } from './admitted-token.ts'
import { admitMessage, answerMetadata } from './node-admission.ts'
import type { NodeRequest, NodeResponse } from './node-message.ts'

export { tokenOf } from './admitted-token.ts'
export type { NodeRequest, NodeResponse } from './node-message.ts'

/** A middleware of Express, or of whatever else has `(request, response, next)`. */
export type Middleware = (
  request: NodeRequest,
  response: NodeResponse,
  next: (error?: unknown) => void,
) => void

/**
 * Makes middlewares that let only requests through whose token meets the needs, and answer the others (RFC 6750 §3);
 * `tokenOf(request)` is the token, for what comes after.
 *
 * @example app.get('/notes', guard(api)({ scope: ['read'] }), (request, response) => response.json(tokenOf(request).scope))
 */
export const guard =
  (api: Verifier) =>
  (needs: Needs = {}): Middleware => {
    api.checkNeeds(needs)
    return (request, response, next) => {
      admitMessage(api, needs, request, response).then((token) => {
        if (token === undefined) return
        keepToken(request, token)
        next()
      }, next)
    }
  }

/**
 * A middleware that answers requests for the API's metadata (RFC 9728 §3), wherever it is used.
 *
 * @example app.use(metadata(api))
 */
export const metadata =
  (api: Verifier): Middleware =>
  (request, response, next) => {
    if (!answerMetadata(api, request, response)) next()
  }
