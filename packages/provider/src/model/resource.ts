/** An API that access tokens can be for (RFC 8707), with the permissions it knows. */
export interface Resource {
  /** Its resource indicator: an absolute URI without fragment (RFC 8707 §2). */
  readonly resource: string
  /** The name that people read on the consent page. */
  readonly name: string
  readonly scopes: readonly ResourceScope[]
  /** How its access tokens look: `jwt` (RFC 9068) when absent, `opaque` ones mean nothing but to introspection. */
  readonly access_token_format?: 'jwt' | 'opaque'
}

/** A permission of an API, and how a consent page says it. */
export interface ResourceScope {
  readonly scope: string
  readonly description: string
}
