import type { Needs } from '../access-token.ts'
import type { Verifier } from '../verifier.ts'
import { keepToken } from './admitted-token.ts'

export { tokenOf } from './admitted-token.ts'

/** What is used of a context of Hono. */
export interface Context {
  readonly req: { readonly raw: Request }
  header(name: string, value: string): void
}

/** A middleware of Hono. */
export type Middleware = (
  context: Context,
  next: () => Promise<void>,
) => Promise<Response | undefined>

/**
 * Makes middlewares that let only requests through whose token meets the needs, and answer the others (RFC 6750 §3);
 * `tokenOf(context)` is the token, for what comes after.
 *
 * @example app.get('/notes', guard(api)({ scope: ['read'] }), (context) => context.json(tokenOf(context).scope))
 */
export const guard =
  (api: Verifier) =>
  (needs: Needs = {}): Middleware => {
    api.checkNeeds(needs)
    return async (context, next) => {
      const admission = await api.admit(context.req.raw, needs).catch(api.refuse)
      if (admission instanceof Response) return admission
      keepToken(context, admission.token)
      for (const [name, value] of Object.entries(admission.headers)) context.header(name, value)
      await next()
      return undefined
    }
  }

/**
 * A middleware that answers requests for the API's metadata (RFC 9728 §3).
 *
 * @example app.use(metadata(api))
 */
export const metadata =
  (api: Verifier): Middleware =>
  async (context, next) => {
    const answer = api.answerMetadata(context.req.raw)
    if (answer !== undefined) return answer
    await next()
    return undefined
  }
