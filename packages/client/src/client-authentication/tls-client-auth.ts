import type { ClientAuthentication } from './client-authentication.ts'

/**
 * The certificate of the TLS connection, which an authority has signed (RFC 8705 §2.1). The connection is made by the
 * `fetch` of the options: it presents the certificate. The body says the `client_id`, and `mtls_endpoint_aliases` are used.
 *
 * @example const authentication = tlsClientAuth()
 */
export const tlsClientAuth = (): ClientAuthentication => ({
  method: 'tls_client_auth',
  authenticate: ({ client_id }) => ({ parameters: { client_id } }),
})

/**
 * The certificate of the TLS connection, which is registered itself in the client's `jwks` (RFC 8705 §2.2); else as
 * `tlsClientAuth`.
 *
 * @example const authentication = selfSignedTlsClientAuth()
 */
export const selfSignedTlsClientAuth = (): ClientAuthentication => ({
  method: 'self_signed_tls_client_auth',
  authenticate: ({ client_id }) => ({ parameters: { client_id } }),
})
