import type { Client } from './client.ts'
import type { LogoutDelivery } from './logout.ts'
import type { Seconds } from './seconds.ts'
import type { Session } from './session.ts'
import type { Tenant } from './tenant.ts'

/** Metadata of a client to be registered: names of Dynamic Registration §2; what is left out gets its default. */
export type ClientMetadata = Partial<
  Omit<
    Client,
    | 'client_secret_hash'
    | 'client_secret_sealed'
    | 'sector_identifier'
    | 'dynamic'
    | 'created_at'
    | 'redirect_uris'
    | 'localized'
  >
> &
  Pick<Client, 'redirect_uris'> & {
    /** A secret of the operator's choice, 32 characters or more; made when left out and the method needs one. */
    readonly client_secret?: string
  }

/** What the operator of a provider does to a store. Errors name the setting and the cure (`SettingError`). */
export interface Admin {
  addTenant(tenant_id: string, name: string): Promise<Tenant>
  /** The secret is told here, once. */
  registerClient(
    tenant_id: string,
    metadata: ClientMetadata,
  ): Promise<{ readonly client: Client; readonly client_secret?: string }>
  /**
   * Changes the metadata that are named, `null` takes one away; all else stays. A secret is told where a new one had to be made.
   */
  updateClient(
    tenant_id: string,
    changes: Partial<ClientMetadata> & Pick<Client, 'client_id'>,
  ): Promise<{ readonly client: Client; readonly client_secret?: string }>
  /**
   * Makes a token with which clients may register themselves (RFC 7591 §1.2), where `registration` is `token`. It is sealed, and no row
   * is kept of it: it cannot be listed, nor taken back before it expires.
   */
  createInitialAccessToken(
    tenant_id: string,
    terms: {
      /** In seconds, up to a year. */
      readonly expires_in: Seconds
      /** How many clients it can register, up to 100; any number when left out. */
      readonly uses?: number
    },
  ): Promise<{ readonly initial_access_token: string; readonly expires_at: Seconds }>
  /** Announces a new signing key of each alg named (all when left out). It signs after the announcement; or at once when told so, in the place of one that is announced. */
  rotateKeys(
    tenant_id: string,
    rotation?: { readonly algs?: readonly string[]; readonly at: 'once_announced' | 'now' },
  ): Promise<readonly KeyStatus[]>
  listKeys(tenant_id: string): Promise<readonly KeyStatus[]>
  /** Ends every session of a person; their clients are told by `deliverLogouts`. Returns what ended. */
  signOutEverywhere(tenant_id: string, sub: string): Promise<readonly Session[]>
  /** Logout tokens that wait to be delivered, or were given up, oldest first. */
  listDeliveries(tenant_id: string): Promise<readonly LogoutDelivery[]>
}

/** A signing key as an operator sees it. */
export interface KeyStatus {
  readonly kid: string
  readonly alg: string
  readonly status: 'announced' | 'active' | 'retiring'
  readonly created_at: number
  readonly active_from: number
  readonly retired_at?: number
}

/** A setting or argument that cannot be. The message names it, what was expected, and the cure. */
export class SettingError extends Error {
  readonly setting: string
  constructor(setting: string, message: string) {
    super(message)
    this.name = 'SettingError'
    this.setting = setting
  }
}
