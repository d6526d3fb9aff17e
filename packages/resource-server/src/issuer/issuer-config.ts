import type { SigningAlgorithm } from '@gryphon/protocol'
import type { IntrospectionConfig } from '../introspection/introspection-config.ts'

/**
 * Key of the option that accepts tokens whose `typ` says no more than `JWT`, or nothing, for platforms that do not set `at+jwt`.
 * Another type is refused nevertheless.
 */
export const untyped: unique symbol = Symbol('@gryphon/resource-server untyped')

/** Key of the option that accepts tokens for whichever audience, for platforms that name none. */
export const noAudience: unique symbol = Symbol('@gryphon/resource-server noAudience')

/** What a claim must be that may be anything, so long as it is there. */
export const present: unique symbol = Symbol('@gryphon/resource-server present')

/** What a claim must be: this value, one of these, or `present`. */
export type ClaimExpectation = string | readonly string[] | typeof present

/** Whose tokens an API accepts, and how they look. */
export interface IssuerConfig {
  readonly issuer: string
  /**
   * What its tokens must be made for, one of these if there are several: the API's resource indicator
   * (RFC 8707). Left out only beside `[noAudience]`.
   */
  readonly audience?: string | readonly string[]
  /** The algorithms accepted; every asymmetric one that Gryphon knows. */
  readonly algorithms?: readonly SigningAlgorithm[]
  /** Where the issuer's keys are; asked of the issuer when left out. */
  readonly jwks_uri?: string
  /** What else its tokens must say, by claim. */
  readonly claims?: Readonly<Record<string, ClaimExpectation>>
  /** The claims that say what a token allows; `['scope']`. */
  readonly scope_claims?: readonly string[]
  /** How the issuer is asked about tokens; without it, only JWTs are accepted. */
  readonly introspection?: IntrospectionConfig
  readonly [untyped]?: true
  readonly [noAudience]?: true
}
