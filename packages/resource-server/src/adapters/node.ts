import type { AccessToken, Needs } from '../access-token.ts'
import type { Verifier } from '../verifier.ts'
import { admitMessage } from './node-admission.ts'
import type { NodeRequest, NodeResponse } from './node-message.ts'

export { answerMetadata } from './node-admission.ts'
export type { NodeRequest, NodeResponse } from './node-message.ts'

/** What answers a request that was let through. */
export type GuardedListener<Request, Response> = (
  request: Request,
  response: Response,
  token: AccessToken,
) => unknown

/**
 * A listener for `node:http` that lets only requests through whose token meets the needs, and answers the others
 * (RFC 6750 §3). What the listener throws, and what is no refusal, rejects the promise.
 *
 * @example
 * const listener = guard(api, { scope: ['read'] }, (request, response, token) => response.end(token.sub))
 * createServer(listener).listening // false
 */
export const guard = <Request extends NodeRequest, Response extends NodeResponse>(
  api: Verifier,
  needs: Needs,
  listener: GuardedListener<Request, Response>,
): ((request: Request, response: Response) => Promise<void>) => {
  api.checkNeeds(needs)
  return async (request, response) => {
    const token = await admitMessage(api, needs, request, response)
    if (token !== undefined) await listener(request, response, token)
  }
}
