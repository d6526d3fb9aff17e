import type { ClientAuthentication } from './client-authentication.ts'

/**
 * A public client: it only says its `client_id` (Core §9, RFC 6749 §3.2.1). PKCE binds its codes.
 *
 * @example const authentication = none()
 */
export const none = (): ClientAuthentication => ({
  method: 'none',
  authenticate: ({ client_id }) => ({ parameters: { client_id } }),
})
