import { createApplication, type Registration } from './application.ts'
import { routerOf } from './router.ts'
import { PLATFORM } from './web/platform.ts'
import { type Running, serve } from './web/serve.ts'

/** How the playground is registered, where it listens, and what it is given instead of the machine's own. */
export interface PlaygroundOptions extends Registration {
  readonly host?: string
  readonly port?: number
  /** Now, in seconds, with their fraction. */
  readonly now?: () => number
  readonly random?: (bytes: number) => Uint8Array
}

/**
 * Starts the sample application. Its `redirect_uri` is `/callback` at its own address. The provider need not run yet: it
 * is asked what it can at the first login.
 *
 * @example const { url, close } = await startPlayground({ issuer, client_id, client_secret, resource })
 */
export const startPlayground = async ({
  host = '127.0.0.1',
  port = 4001,
  now = PLATFORM.now,
  random = PLATFORM.random,
  ...registration
}: PlaygroundOptions): Promise<Running> => {
  const answer = { fetch: (_request: Request): Response | Promise<Response> => new Response() }
  const running = await serve((request) => answer.fetch(request), { host, port })
  answer.fetch = routerOf(createApplication(registration, running.url, { now, random })).fetch
  return running
}
