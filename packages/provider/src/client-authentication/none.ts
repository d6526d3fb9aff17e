import type { AuthenticationMethod } from './method.ts'

/** A public client says who it is and proves nothing (RFC 6749 §2.1): the code challenge binds its code (RFC 7636). */
export const none: AuthenticationMethod = {
  method: 'none',
  presented(request, parameters) {
    const client_id = parameters.get('client_id')
    const proves =
      parameters.has('client_secret') ||
      parameters.has('client_assertion') ||
      request.header('authorization') !== undefined
    return client_id === undefined || proves ? undefined : { client_id, proof: '' }
  },
  async check() {},
}
