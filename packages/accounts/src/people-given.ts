import type { Client, Grant, Session } from '@gryphon/provider'
import type { Person } from './people-store.ts'

/** The time at which the contract begins. */
export const NOW = 1_800_000_000

/** Somebody. */
export const aPerson = (sub: string, changed: Partial<Person> = {}): Person => ({
  sub,
  username: sub,
  password_hash: '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA',
  claims: { email: `${sub}@people.example`, name: 'Zoë Ångström', address: { country: 'SE' } },
  created_at: NOW,
  disabled: false,
  ...changed,
})

/** A client, for people to have grants of. */
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
  created_at: NOW,
}

/** A session of theirs. */
export const aSession = (sub: string): Session => ({
  sub,
  auth_time: NOW,
  sid: 'sid',
  in: 'request',
  created_at: NOW,
  expires_at: NOW + 3600,
})

/** A grant of theirs. */
export const aGrant = (grant_id: string, sub: string): Grant => ({
  grant_id,
  client_id: 'rp',
  sub,
  auth_time: NOW,
  scope: ['openid'],
  resource: [],
})
