import type { Json } from './http.ts'
import type { SuiteServer } from './suite-server.ts'

const ALL_TYPES = [
  ...['code', 'id_token', 'id_token token'],
  ...['code id_token', 'code token', 'code id_token token'],
]

/** The clients that the operator registers by hand, by name. */
export type ClientsByHand = (suite: SuiteServer) => Readonly<Record<string, Json>>

/** Clients for logging in: two, and one that authenticates by client_secret_post. */
export const clientsToLogIn: ClientsByHand = ({ origin }) => {
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

/** Clients for signing out: one of each kind that is told. */
export const clientsToLogOut: ClientsByHand = ({ origin }) => {
  const usual = {
    redirect_uris: [`${origin}/callback`],
    response_types: ['code id_token'],
    post_logout_redirect_uris: [`${origin}/post_logout_redirect`],
  }
  return {
    logout: usual,
    backchannel: {
      ...usual,
      backchannel_logout_uri: `${origin}/backchannel/static/code-id_token`,
      backchannel_logout_session_required: true,
    },
    frontchannel: {
      ...usual,
      frontchannel_logout_uri: `${origin}/frontchannel/static/code-id_token`,
      frontchannel_logout_session_required: true,
    },
  }
}
