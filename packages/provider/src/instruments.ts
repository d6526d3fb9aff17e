import type { HttpRequest, HttpResponse } from './http/message.ts'

/** A request as it is watched. */
export interface WatchedRequest {
  readonly request: HttpRequest
  /** Path of the endpoint at the default tenant, as `/oauth/token` or `/interaction/*`; absent where there is no such page. */
  readonly endpoint: string | undefined
}

/**
 * What watches a provider at work: times it, counts it, traces it. Each is given the work, does it once, and returns what came of
 * it; nothing of it is in the way where none is given.
 */
export interface Instruments {
  readonly request: (
    watched: WatchedRequest,
    respond: () => Promise<HttpResponse>,
  ) => Promise<HttpResponse>
  /** A JWS is made, with a key of this alg. */
  readonly signature: (alg: string, sign: () => Promise<string>) => Promise<string>
}
