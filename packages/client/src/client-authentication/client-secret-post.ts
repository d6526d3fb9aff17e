import { checkSecret } from '../check-metadata.ts'
import type { ClientAuthentication } from './client-authentication.ts'

/**
 * The secret in the body (Core §9, RFC 6749 §2.3.1). Throws `ClientError` for an
 * empty one.
 *
 * @example const authentication = clientSecretPost('a secret')
 */
export const clientSecretPost = (client_secret: string): ClientAuthentication => {
  checkSecret(client_secret)
  return {
    method: 'client_secret_post',
    authenticate: ({ client_id }) => ({ parameters: { client_id, client_secret } }),
  }
}
