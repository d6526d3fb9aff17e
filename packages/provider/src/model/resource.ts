/** How access tokens look: signed claims that an API reads by itself (RFC 9068), or a text that means nothing but to introspection. */
export type AccessTokenFormat = 'jwt' | 'opaque'

/** An API that access tokens can be for (RFC 8707), with the permissions it knows. */
export interface Resource {
  /** Its resource indicator: an absolute URI without fragment (RFC 8707 §2). */
  readonly resource: string
  /** The name that people read on the consent page. */
  readonly name: string
  readonly scopes: readonly ResourceScope[]
  /** How its access tokens look; `jwt` when absent. */
  readonly access_token_format?: AccessTokenFormat
}

/** A permission of an API, and how a consent page says it. */
export interface ResourceScope {
  readonly scope: string
  readonly description: string
}
