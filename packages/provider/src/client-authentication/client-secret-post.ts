import type { AuthenticationMethod } from './method.ts'
import { checkSecret } from './secret.ts'

/** RFC 6749 §2.3.1: id and secret in the form. */
export const clientSecretPost: AuthenticationMethod = {
  method: 'client_secret_post',
  presented(_, parameters) {
    const proof = parameters.get('client_secret')
    return proof === undefined ? undefined : { client_id: parameters.get('client_id') ?? '', proof }
  },
  check: checkSecret,
}
