import type { SigningAlgorithm } from '@gryphon/protocol'
import type { AccessToken, Needs } from './access-token.ts'

/**
 * Key of the option that accepts an `http` issuer. On a loopback host only; any other stays
 * refused.
 */
export const allowInsecure: unique symbol = Symbol('@gryphon/resource-server allowInsecure')

/** The part of `fetch` that is used. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** Whose tokens an API accepts, and how strictly. Only the first two have no default. */
export interface VerifierConfig {
  readonly issuer: string
  /** What its tokens must be made for: the API's resource indicator (RFC 8707). */
  readonly audience: string
  /** The algorithms accepted; every asymmetric one that Gryphon knows. */
  readonly algorithms?: readonly SigningAlgorithm[]
  /** Whether tokens that came through a browser are good here; `accept`. */
  readonly frontChannel?: 'accept' | 'refuse'
  /**
   * Where the token may be (RFC 9728 §2, RFC 6750 §2); `['header']`. The query never: URLs are
   * logged.
   */
  readonly bearer_methods?: readonly ('header' | 'body')[]
  /** `realm` of the challenges (RFC 9110 §11.5). */
  readonly realm?: string
  /** Where the issuer's keys are; asked of the issuer when left out. */
  readonly jwks_uri?: string
  /** By how many seconds the issuer's clock may differ; 30. */
  readonly clock_tolerance?: number
  /** How many seconds the issuer may take to answer; 10. */
  readonly timeout?: number
  /** Now, in seconds. */
  readonly now?: () => number
  readonly fetch?: Fetch
  readonly [allowInsecure]?: boolean
}

/** What answers a request that was let through. */
export type ProtectedHandler<Rest extends readonly unknown[] = readonly unknown[]> = (
  request: Request,
  token: AccessToken,
  ...rest: Rest
) => Response | Promise<Response>

/** The guard of one API. */
export interface Verifier {
  /** The access token of a request, or given bare, verified. Throws `AccessError`. */
  verify(source: Request | string, needs?: Needs): Promise<AccessToken>
  /**
   * A `fetch` handler that lets only such requests through and answers the others with a challenge
   * (RFC 6750 §3).
   */
  protect<Rest extends readonly unknown[]>(
    handler: ProtectedHandler<Rest>,
    needs?: Needs,
  ): (request: Request, ...rest: Rest) => Promise<Response>
  /**
   * The answer to a refused request: status, `WWW-Authenticate`, JSON. Throws what is no
   * `AccessError` on.
   */
  refuse(error: unknown): Response
}
