import type { AccessToken, Admission, Needs } from './access-token.ts'
import type { MtlsConfig } from './certificate.ts'
import type { DpopConfig } from './dpop/dpop-config.ts'
import type { AccessError } from './errors.ts'
import type { IssuerConfig } from './issuer/issuer-config.ts'
import type { ApiRequest } from './request/api-request.ts'
import type { Refusal } from './request/challenge.ts'
import type { ResourceMetadata, ResourceMetadataDocument } from './resource-metadata.ts'

/**
 * Key of the option that accepts an `http` issuer. On a loopback host only; any other stays
 * refused.
 */
export const allowInsecure: unique symbol = Symbol('@gryphon/resource-server allowInsecure')

/** Key of the option that accepts tokens in the query too, where they are logged (RFC 6750 §5.3). */
export const tokenInQuery: unique symbol = Symbol('@gryphon/resource-server tokenInQuery')

/** The part of `fetch` that is used. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** How strict an API is, whoever issued the token. */
export interface GuardConfig {
  /** Whether tokens that came through a browser are good here; `accept`. */
  readonly frontChannel?: 'accept' | 'refuse'
  /** Where the token may be (RFC 9728 §2, RFC 6750 §2); `['header']`. */
  readonly bearer_methods?: readonly ('header' | 'body')[]
  /** `realm` of the challenges (RFC 9110 §11.5). */
  readonly realm?: string
  /** Accepts tokens that are bound to a key (RFC 9449); without it they are refused. */
  readonly dpop?: DpopConfig
  /** Accepts tokens that are bound to a certificate (RFC 8705 §3); without it they are refused. */
  readonly mtls?: MtlsConfig
  /** What the API says of itself (RFC 9728 §2); challenges name where. */
  readonly resource_metadata?: ResourceMetadata
  /** By how many seconds the issuer's clock may differ; 30. */
  readonly clock_tolerance?: number
  /** How many seconds the issuer may take to answer; 10. */
  readonly timeout?: number
  /** Now, in seconds. */
  readonly now?: () => number
  /** So many random octets. */
  readonly random?: (octets: number) => Uint8Array
  readonly fetch?: Fetch
  /** Is told why a request was refused: code, section, expected and found. */
  readonly log?: (error: AccessError) => void
  readonly [allowInsecure]?: boolean
  readonly [tokenInQuery]?: true
}

/** Whose tokens an API accepts, and how strictly. Only issuer and audience have no default. */
export type VerifierConfig = GuardConfig &
  (IssuerConfig | { readonly issuers: readonly IssuerConfig[] })

/** What answers a request that was let through. */
export type ProtectedHandler<Rest extends readonly unknown[] = readonly unknown[]> = (
  request: Request,
  token: AccessToken,
  ...rest: Rest
) => Response | Promise<Response>

/** The guard of one API. */
export interface Verifier {
  /** The access token of a request, or given bare, verified. Throws `AccessError`. */
  verify(source: Request | ApiRequest | string, needs?: Needs): Promise<AccessToken>
  /** The same, with what the answer must tell the client; for adapters. Throws `AccessError`. */
  admit(source: Request | ApiRequest, needs?: Needs): Promise<Admission>
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
  /** The same as plain values; for adapters. */
  refusal(error: unknown): Refusal
  /** Throws `TypeError` for needs that this guard can never see met; for adapters. */
  checkNeeds(needs: Needs | undefined): void
  /** What the API says of itself and where (RFC 9728 §3); with `resource_metadata` only. */
  readonly metadata: ResourceMetadataDocument | undefined
  /** The answer to a request for that (RFC 9728 §3); `undefined` for any other request. */
  answerMetadata(request: Request): Response | undefined
}
