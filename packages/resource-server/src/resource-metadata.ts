/** What an API says of itself beside what its guard knows (RFC 9728 §2). */
export interface ResourceMetadata {
  /** Its resource identifier: an https URL without fragment, as clients and issuers know it. */
  readonly resource: string
  readonly scopes_supported?: readonly string[]
  readonly resource_name?: string
  readonly resource_documentation?: string
  readonly resource_policy_uri?: string
  readonly resource_tos_uri?: string
  readonly jwks_uri?: string
  readonly [name: string]: unknown
}

/** Protected resource metadata, and where they are (RFC 9728 §3). */
export interface ResourceMetadataDocument {
  readonly url: string
  /** The path of `url`. */
  readonly path: string
  /** JSON. */
  readonly body: string
  /** Header fields of the answer: anyone may read it, from any site, and keep it for a while. */
  readonly headers: Readonly<Record<string, string>>
}

/** What a guard knows of its API by itself. */
export interface GuardFacts {
  readonly issuers: readonly string[]
  readonly bearer_methods: readonly string[]
  readonly dpop_algorithms: readonly string[] | undefined
  readonly unbound_by_key: 'accept' | 'refuse' | undefined
  readonly mtls: 'accepted' | undefined
}

const HEADERS = {
  'content-type': 'application/json',
  'cache-control': 'public, max-age=3600',
  'access-control-allow-origin': '*',
} as const

/** RFC 9728 §3: the well-known path comes between host and path. */
const wellKnownUrl = (resource: string): URL => {
  const url = new URL(resource)
  const path = url.pathname === '/' ? '' : url.pathname
  return new URL(`${url.origin}/.well-known/oauth-protected-resource${path}${url.search}`)
}

/** The document that clients find an API's issuers by (RFC 9728 §2), and where it is. */
export const resourceMetadataDocument = (
  { resource, ...more }: ResourceMetadata,
  facts: GuardFacts,
): ResourceMetadataDocument => {
  const url = wellKnownUrl(resource)
  const { dpop_algorithms, unbound_by_key, mtls } = facts
  const document = {
    resource,
    authorization_servers: facts.issuers,
    bearer_methods_supported: facts.bearer_methods,
    dpop_signing_alg_values_supported: dpop_algorithms,
    ...(unbound_by_key === 'refuse' ? { dpop_bound_access_tokens_required: true } : {}),
    ...(mtls === undefined ? {} : { tls_client_certificate_bound_access_tokens: true }),
    ...more,
  }
  return { url: url.href, path: url.pathname, body: JSON.stringify(document), headers: HEADERS }
}
