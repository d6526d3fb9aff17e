/** How an API proves to an issuer who it is: a secret, or a key of its own (Core §9). */
export type ApiAuthentication =
  /** `client_secret_basic` (RFC 6749 §2.3.1). */
  | { readonly client_secret: string }
  /** `private_key_jwt` (RFC 7523 §2.2): a private JWK with `alg`. */
  | { readonly private_key: Readonly<Record<string, unknown>> }

/** How an issuer is asked about tokens (RFC 7662). */
export type IntrospectionConfig = ApiAuthentication & {
  readonly client_id: string
  /** Where it is asked; its metadata say when left out. */
  readonly introspection_endpoint?: string
  /** Whether tokens that are no JWTs are its own; `accept`. */
  readonly opaque?: 'accept' | 'refuse'
  /** Whether the issuer signs its answers (RFC 9701), so that they can be shown later; `unsigned`. */
  readonly answers?: 'signed' | 'unsigned'
  /** For how many seconds an answer is believed; 10. */
  readonly cache_lifetime?: number
  /** How many answers are kept; 10000. */
  readonly cache_size?: number
}
