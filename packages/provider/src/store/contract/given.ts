import type { Client } from '../../model/client.ts'
import type { Grant } from '../../model/grant.ts'
import type { Resource } from '../../model/resource.ts'
import type { Consent, Session } from '../../model/session.ts'
import type { Tenant } from '../../model/tenant.ts'
import type { Store, StoredKey } from '../store.ts'

/** The time at which the contract begins: any time will do, a store has no clock. */
export const NOW = 1_800_000_000

/** A store, and two tenants of it that are there and have nothing yet: the second one to be left untouched. */
export type Check = (
  name: string,
  body: (store: Store, tenant_id: string, other_id: string) => Promise<void>,
) => void

export const aTenant = (tenant_id: string): Tenant => ({
  tenant_id,
  name: `Tenant ${tenant_id} with an ü`,
  created_at: NOW,
})

export const aKey = (kid: string, changed: Partial<StoredKey> = {}): StoredKey => ({
  kid,
  use: 'sig',
  alg: 'ES256',
  created_at: NOW,
  active_from: NOW,
  wrapped: `${kid}.wrapped`,
  public_jwk: { kty: 'EC', kid },
  ...changed,
})

export const aClient = (client_id: string, changed: Partial<Client> = {}): Client => ({
  client_id,
  client_name: 'Ein Müsli-Laden 🥣',
  redirect_uris: ['https://rp.example/callback', 'https://rp.example/other'],
  response_types: ['code id_token', 'code'],
  grant_types: ['authorization_code', 'implicit', 'refresh_token'],
  scope: ['openid', 'profile', 'offline_access'],
  token_endpoint_auth_method: 'client_secret_basic',
  client_secret_hash: 'a-keyed-hash',
  id_token_signed_response_alg: 'RS256',
  require_pkce: false,
  trusted: false,
  created_at: NOW,
  ...changed,
})

export const aResource = (resource: string, name = 'An API'): Resource => ({
  resource,
  name,
  scopes: [{ scope: 'read', description: 'Read what is there' }],
})

export const aSession = (changed: Partial<Session> = {}): Session => ({
  sub: 'jane',
  auth_time: NOW,
  acr: '1',
  amr: ['pwd'],
  sid: 'sid-1',
  in: 'request-1',
  created_at: NOW,
  expires_at: NOW + 3600,
  ...changed,
})

export const aConsent = (changed: Partial<Consent> = {}): Consent => ({
  scope: ['openid', 'profile'],
  resource: ['https://api.example'],
  in: 'request-1',
  given_at: NOW,
  ...changed,
})

export const aGrant = (grant_id: string, changed: Partial<Grant> = {}): Grant => ({
  grant_id,
  client_id: 'rp',
  sub: 'jane',
  auth_time: NOW - 10,
  amr: ['pwd'],
  scope: ['openid', 'offline_access'],
  resource: ['https://api.example'],
  nonce: 'n-0S6_WzA2Mj',
  sid: 'sid-1',
  ...changed,
})

/** When a grant is opened, if nothing else is said. */
export const OPENED = { now: NOW, expires_at: NOW + 1000 }

/** The refresh of generation 0 of grant `g`, a minute after it was opened. */
export const aRefresh = (changed: Partial<Parameters<Store['refreshGrant']>[1]> = {}) => ({
  grant_id: 'g',
  client_id: 'rp',
  generation: 0,
  grace: 30,
  now: NOW + 60,
  expires_at: NOW + 2000,
  ...changed,
})

/** The revocation of grant `g` by its client. */
export const aRevocation = (changed: Partial<Parameters<Store['revokeGrant']>[1]> = {}) => ({
  grant_id: 'g',
  client_id: 'rp',
  reason: 'revoked_by_client' as const,
  now: NOW + 60,
  expires_at: NOW + 1000,
  ...changed,
})

/** The same checks, in tenants where the clients `rp` and `rp2` are registered, as they are wherever a grant is opened. */
export const withClients =
  (check: Check): Check =>
  (name, body) =>
    check(name, async (store, ...tenant_ids) => {
      for (const tenant_id of tenant_ids) await registerBoth(store, tenant_id)
      await body(store, ...tenant_ids)
    })

/** Registers the clients `rp` and `rp2`. */
export async function registerBoth(store: Store, tenant_id: string): Promise<void> {
  for (const client_id of ['rp', 'rp2']) await store.registerClient(tenant_id, aClient(client_id))
}

/** How often each of these was told. */
export function countOf(told: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const word of told) counts[word] = (counts[word] ?? 0) + 1
  return counts
}

/** The same call, made `times` times at once. */
export const atOnce = <T>(times: number, call: (turn: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: times }, (_, turn) => call(turn)))
