import type { Json } from './http.ts'
import type { SuiteServer } from './suite-server.ts'

const ALL_TYPES = [
  ...['code', 'id_token', 'id_token token'],
  ...['code id_token', 'code token', 'code id_token token'],
]

/** The clients that the operator registers by hand: two, and one that authenticates by client_secret_post. */
export const clientsByHand = ({ origin }: SuiteServer): Readonly<Record<string, Json>> => {
  const usual = {
    redirect_uris: [`${origin}/callback`],
    response_types: ALL_TYPES,
    grant_types: ['authorization_code', 'implicit', 'refresh_token'],
  }
  return {
    first: { ...usual, client_name: 'first' },
    second: { ...usual, client_name: 'second' },
    post: { ...usual, client_name: 'post', token_endpoint_auth_method: 'client_secret_post' },
  }
}
