import { checkSecret } from '../check-metadata.ts'
import type { ClientAuthentication } from './client-authentication.ts'

/**
 * `application/x-www-form-urlencoded`, as RFC 6749 §2.3.1 asks before the joining by `:` (its
 * appendix B).
 */
const formUrlEncoded = (text: string) => new URLSearchParams({ '': text }).toString().slice(1)

/**
 * The secret in the `Authorization` header, identifier and secret form-urlencoded first (Core §9, RFC 6749 §2.3.1). Throws `ClientError` for an
 * empty one.
 *
 * @example const authentication = clientSecretBasic('a secret')
 */
export const clientSecretBasic = (client_secret: string): ClientAuthentication => {
  checkSecret(client_secret)
  return {
    method: 'client_secret_basic',
    authenticate: ({ client_id }) => {
      const credentials = `${formUrlEncoded(client_id)}:${formUrlEncoded(client_secret)}`
      return { headers: { authorization: `Basic ${btoa(credentials)}` } }
    },
  }
}
