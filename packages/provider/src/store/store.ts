import type { Client } from '../model/client.ts'
import type { Grant, RevocationReason } from '../model/grant.ts'
import type { LogoutDelivery } from '../model/logout.ts'
import type { Resource } from '../model/resource.ts'
import type { Seconds } from '../model/seconds.ts'
import type { Consent, Session } from '../model/session.ts'
import type { Tenant } from '../model/tenant.ts'

/** Deliveries to clients of the operator, or to those that registered themselves (`client_registered`). */
export type DeliveryLine = 'operator' | 'itself'

/** A key of a tenant, wrapped by the master key; a store cannot use it. */
export interface StoredKey {
  readonly kid: string
  /** `sig`: signs tokens. `seal`: seals tickets, codes and refresh tokens. `mac`: keyed hashes. */
  readonly use: 'sig' | 'seal' | 'mac'
  /** JWS `alg` of a signing key; `A256GCM` or `HS256` otherwise. */
  readonly alg: string
  readonly created_at: Seconds
  /** From when it is used to make something new; until then it is only announced. */
  readonly active_from: Seconds
  /** Until when what it made is accepted and it is published; absent while no end is set. */
  readonly retired_at?: Seconds
  /** The key itself, a compact JWE under the master key. */
  readonly wrapped: string
  /** The public half of a signing key, as published. */
  readonly public_jwk?: Readonly<Record<string, unknown>>
}

/** What is known of a grant. `revoked` covers the grant and, where a `jti` was named, that token of it. */
export type GrantStanding =
  | { readonly outcome: 'live'; readonly grant: Grant; readonly generation: number }
  | { readonly outcome: 'revoked'; readonly reason: RevocationReason }
  | { readonly outcome: 'unknown' }

/** The answer to a refresh. `generation` is the one that the new refresh token bears. */
export type Refresh =
  | {
      readonly outcome: 'refreshed' | 'retried'
      readonly grant: Grant
      readonly generation: number
    }
  | { readonly outcome: 'reused'; readonly grant: Grant }
  | { readonly outcome: 'unknown' }

/**
 * What a provider keeps. Each operation is one atomic step of the protocol with a told outcome: no caller reads and then
 * writes. Everything belongs to a tenant and means nothing in another; `tenant_id` comes first. Time is passed in, in
 * whole seconds. A promise is resolved only when what it tells is durable. Nothing in here can be used as it is: no code,
 * token, cookie value or plain secret is ever given to a store.
 */
export interface Store {
  /** Adds a tenant together with its first keys: `taken` if there is one of that id, and then nothing is changed. */
  addTenant(tenant: Tenant, keys: readonly StoredKey[]): Promise<'added' | 'taken'>
  findTenant(tenant_id: string): Promise<Tenant | undefined>
  /** All tenants, by id. */
  listTenants(): Promise<readonly Tenant[]>
  /** Removes a tenant and everything that belongs to it. */
  removeTenant(tenant_id: string): Promise<'removed' | 'unknown'>

  /**
   * Announces a new key and gives every older key of the same use and alg, that has no end yet, its end: all or nothing.
   * `taken` if another of the same use and alg is announced and not yet active at `now`: two operators do not rotate twice; but
   * `announced: 'remove'` removes that one, which has made nothing yet. `taken` too for a `kid` that is there. `ended: 'shorten'`
   * brings an end that is set, and later, down to this one.
   */
  rotateKey(
    tenant_id: string,
    key: StoredKey,
    older: {
      readonly retired_at: Seconds
      readonly now: Seconds
      readonly announced?: 'remove'
      readonly ended?: 'shorten'
    },
  ): Promise<'rotated' | 'taken'>
  /**
   * Puts another wrapping of a key in the place of `before`; everything else of it stays. One compare-and-set: `changed` where it is
   * wrapped otherwise by now, `unknown` where there is no such key; either changes nothing.
   */
  replaceWrapped(
    tenant_id: string,
    kid: string,
    change: { readonly before: string; readonly wrapped: string },
  ): Promise<'replaced' | 'changed' | 'unknown'>
  /** Every key, oldest first, retired ones too until they are swept. */
  listKeys(tenant_id: string): Promise<readonly StoredKey[]>

  registerClient(tenant_id: string, client: Client): Promise<'registered' | 'taken'>
  findClient(tenant_id: string, client_id: string): Promise<Client | undefined>
  /** All clients, by id. */
  listClients(tenant_id: string): Promise<readonly Client[]>
  /** Removes a client with its consents; its grants are revoked (`revoked_by_operator`). */
  removeClient(tenant_id: string, client_id: string): Promise<'removed' | 'unknown'>

  /**
   * Puts a client in the place of the one of its id; its grants stay. One compare-and-set: only while what is kept is `before`,
   * the same JSON value whatever the order of its members; else `changed`, and nothing is changed. `consents: 'remove'` removes
   * what people have allowed it, in the same step.
   */
  replaceClient(
    tenant_id: string,
    client: Client,
    place: { readonly before: Client; readonly consents: 'keep' | 'remove' },
  ): Promise<'replaced' | 'changed' | 'unknown'>
  /** A client that registered itself was used: it does not expire any more. */
  keepClient(tenant_id: string, client_id: string): Promise<void>

  /** Adds an API, or replaces the one of the same indicator. */
  putResource(tenant_id: string, resource: Resource): Promise<void>
  /** All APIs, by indicator. */
  listResources(tenant_id: string): Promise<readonly Resource[]>
  removeResource(tenant_id: string, resource: string): Promise<'removed' | 'unknown'>

  /**
   * Keeps a session under the keyed hash of its cookie, and ends the one it replaces, in one step. Where both have one `sid`,
   * it is the same session, proved anew: it keeps the `client_ids` of the old one.
   */
  signIn(
    tenant_id: string,
    session_hash: string,
    session: Session,
    replaces: string | undefined,
  ): Promise<void>
  /** `undefined` once it has expired (`expires_at <= now`). */
  findSession(tenant_id: string, session_hash: string, now: Seconds): Promise<Session | undefined>
  /**
   * Notes that a client was told of this session: adds it to `client_ids`, in one step. `full`, and nothing is changed, where it is
   * not one of them and there are `most` already (any number when left out).
   */
  joinSession(
    tenant_id: string,
    sid: string,
    client_id: string,
    most?: number,
  ): Promise<'joined' | 'full' | 'unknown'>
  /** Every session of a person that has not expired. */
  listSessions(tenant_id: string, sub: string, now: Seconds): Promise<readonly Session[]>
  /**
   * Ends sessions and puts what must be told to clients into the queue, in one step: one delivery for each of `client_ids`
   * of each ended session, which says whether the client registered itself; whoever delivers knows which want to hear. `sub` means all of that person. Ended
   * sessions are told to exactly one caller. Grants of these sessions without `offline_access` are revoked
   * (`signed_out`; Back-Channel Logout §2.7), and none is opened any more until `expires_at`.
   */
  endSessions(
    tenant_id: string,
    which: { readonly sid: string } | { readonly sub: string },
    times: { readonly now: Seconds; readonly expires_at: Seconds },
  ): Promise<readonly Session[]>
  /**
   * Takes up to `limit` deliveries that are due, of any tenant, and puts their `next_at` off to `until`: nobody else takes them
   * meanwhile. Those that were never tried (`attempts` 0) go first, and of each kind those that have been due for the longest time.
   * None of the clients in `busy`; only those of `line`, where one is named.
   */
  takeDeliveries(
    now: Seconds,
    until: Seconds,
    limit: number,
    busy?: readonly { readonly tenant_id: string; readonly client_id: string }[],
    line?: DeliveryLine,
  ): Promise<readonly { readonly tenant_id: string; readonly delivery: LogoutDelivery }[]>
  /** What came of a delivery: it arrived and is forgotten, or it is tried again, or given up and kept to be seen. */
  settleDelivery(
    tenant_id: string,
    delivery_id: string,
    outcome:
      | { readonly outcome: 'delivered' }
      | { readonly outcome: 'retry'; readonly next_at: Seconds; readonly reason: string }
      | { readonly outcome: 'failed'; readonly failed_at: Seconds; readonly reason: string },
  ): Promise<void>
  /** Deliveries that wait or were given up, oldest first. */
  listDeliveries(tenant_id: string): Promise<readonly LogoutDelivery[]>

  /** Ends a session; exactly one caller is given it. */
  signOut(tenant_id: string, session_hash: string): Promise<Session | undefined>

  /** Adds to what this person has allowed this client: the union of old and new, in one step; `in` and `given_at` become the new ones. */
  recordConsent(tenant_id: string, sub: string, client_id: string, consent: Consent): Promise<void>
  findConsent(tenant_id: string, sub: string, client_id: string): Promise<Consent | undefined>
  removeConsent(tenant_id: string, sub: string, client_id: string): Promise<'removed' | 'unknown'>

  /**
   * The redemption of a code: inserts the grant, at generation 0, under the code's own id. Exactly one caller is ever told
   * `opened`. A second caller is told `replayed`, and the grant is revoked in the same step ("If an authorization code is
   * used more than once, the authorization server MUST deny the request and SHOULD revoke", RFC 6749 §4.1.2). One that
   * falls with a session that has ended (`sessionItFallsWith`) is not opened: `signed_out`; nor is one of a client that is not
   * there: `unknown_client`. Either changes nothing.
   */
  openGrant(
    tenant_id: string,
    grant: Grant,
    times: { readonly now: Seconds; readonly expires_at: Seconds },
  ): Promise<'opened' | 'replayed' | 'signed_out' | 'unknown_client'>
  /**
   * One compare-and-set. `generation` is the one the presented refresh token bears, of a grant of this client.
   * - the current one: the generation goes up by one, `expires_at` is set: `refreshed`.
   * - the one before it, within `grace` seconds of that step (inclusive): `retried` with the current generation, nothing changed.
   * - any older one, or the one before it after the grace: `reused`, and the grant is revoked in the same step.
   * - no such grant, revoked, expired, another client's, or a generation that never was: `unknown`, nothing changed.
   */
  refreshGrant(
    tenant_id: string,
    refresh: {
      readonly grant_id: string
      readonly client_id: string
      readonly generation: number
      readonly grace: Seconds
      readonly expires_at: Seconds
      readonly now: Seconds
    },
  ): Promise<Refresh>
  /** How a grant stands, and one token of it where `jti` is given. An expired grant (`expires_at <= now`) is `unknown`. */
  findGrant(tenant_id: string, grant_id: string, now: Seconds, jti?: string): Promise<GrantStanding>
  /**
   * Revokes a grant of this client. One that was never opened is revoked beforehand, so that its code, and tokens of the
   * front channel, are dead: a row stays until `expires_at`. A grant of another client is left as it is.
   */
  revokeGrant(
    tenant_id: string,
    revocation: {
      readonly grant_id: string
      readonly client_id: string
      readonly reason: RevocationReason
      readonly now: Seconds
      readonly expires_at: Seconds
    },
  ): Promise<'revoked' | 'already' | 'foreign'>
  /** Revokes one access token, by its `jti`, until it has expired anyway. */
  revokeToken(tenant_id: string, jti: string, expires_at: Seconds): Promise<void>

  /** Marks something as used (the `jti` of an assertion, RFC 7523 §3): exactly one caller is told `first`, until it has expired. */
  claimOnce(
    tenant_id: string,
    key: string,
    now: Seconds,
    expires_at: Seconds,
  ): Promise<'first' | 'again'>

  /** Whether `claimOnce` has told somebody `first` for this and it has not expired (`expires_at <= now`). Reads alone. */
  findClaim(tenant_id: string, key: string, now: Seconds): Promise<'claimed' | 'free'>

  /** Keeps a sealed value that is too large to travel, under a reference of its own. */
  keepSealed(tenant_id: string, ref: string, sealed: string, expires_at: Seconds): Promise<void>
  findSealed(tenant_id: string, ref: string, now: Seconds): Promise<string | undefined>

  /**
   * Deletes up to `limit` rows of each kind that have expired (`expires_at <= now`): clients that registered themselves and
   * were not used in time, and keys retired before `now`, too. Returns how many.
   */
  sweep(now: Seconds, limit: number): Promise<number>
  close(): Promise<void>
}
