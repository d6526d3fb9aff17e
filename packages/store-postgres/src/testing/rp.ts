import type { Client } from '@gryphon/provider'

/** The client whose grants tests open. */
export const RP: Client = {
  client_id: 'rp',
  client_name: 'An application',
  redirect_uris: ['https://rp.example/callback'],
  response_types: ['code'],
  grant_types: ['authorization_code'],
  scope: ['openid'],
  token_endpoint_auth_method: 'none',
  id_token_signed_response_alg: 'RS256',
  require_pkce: true,
  trusted: false,
  created_at: 0,
}
