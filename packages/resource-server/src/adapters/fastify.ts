import type { Needs } from '../access-token.ts'
import type { Verifier } from '../verifier.ts'
import { keepToken } from './admitted-token.ts'
import { apiRequestOf, type NodeRequest } from './node-message.ts'

export { tokenOf } from './admitted-token.ts'

/** What is used of a request of Fastify. */
export interface FastifyRequest {
  readonly raw: NodeRequest
  readonly originalUrl: string
  readonly body: unknown
}

/** What is used of a reply of Fastify. */
export interface FastifyReply {
  code(status: number): unknown
  header(name: string, value: string): unknown
  send(body: string): unknown
}

/** A hook of a route. */
export type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

/** What is used of an instance of Fastify. */
export interface FastifyInstance {
  get(
    path: string,
    handler: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>,
  ): unknown
}

const send = (
  reply: FastifyReply,
  status: number,
  { headers, body }: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
) => {
  reply.code(status)
  for (const [name, value] of Object.entries(headers)) reply.header(name, value)
  reply.send(body)
  return reply
}

/**
 * Makes hooks (`onRequest`; `preHandler` where tokens may be in the body) that let only requests through whose token
 * meets the needs, and answer the others (RFC 6750 §3); `tokenOf(request)` is the token, for the handler.
 *
 * @example app.get('/notes', { onRequest: guard(api)({ scope: ['read'] }) }, async (request) => tokenOf(request).scope)
 */
export const guard =
  (api: Verifier) =>
  (needs: Needs = {}): Hook => {
    api.checkNeeds(needs)
    return async (request, reply) => {
      const { raw, originalUrl, body } = request
      const { method, headers, rawHeaders, socket } = raw
      const message = { method, headers, originalUrl, body, ...(socket && { socket }) }
      const source = apiRequestOf(rawHeaders === undefined ? message : { ...message, rawHeaders })
      try {
        const admission = await api.admit(source, needs)
        keepToken(request, admission.token)
        for (const [name, value] of Object.entries(admission.headers)) reply.header(name, value)
      } catch (error) {
        const refusal = api.refusal(error)
        return send(reply, refusal.status, refusal)
      }
    }
  }

/**
 * A plugin that answers requests for the API's metadata (RFC 9728 §3).
 *
 * @example app.register(metadata(api))
 */
export const metadata =
  (api: Verifier) =>
  async (app: FastifyInstance): Promise<void> => {
    const document = api.metadata
    if (document === undefined) throw new TypeError('the guard has no resource_metadata')
    app.get(document.path, async (_request, reply) => send(reply, 200, document))
  }
