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
   * Changes the metadata that are named, `null` takes one away; all else stays. A secret is told where a new one had to be made, or was
   * asked for: `renew`, for one that is lost or has leaked, and is worth nothing any more.
   */
  updateClient(
    tenant_id: string,
    changes: Partial<ClientMetadata> & Pick<Client, 'client_id'>,
    options?: { readonly secret: 'keep' | 'renew' },
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
  /**
   * Announces a new key of each alg named (all when left out; `A256GCM` seals, the others sign). It is used after the announcement;
   * or at once when told so, in the place of one that is announced. Where one is announced already it throws, after the others are
   * done, unless told to `leave` it.
   */
  rotateKeys(
    tenant_id: string,
    rotation?: {
      readonly algs?: readonly string[]
      readonly at: 'once_announced' | 'now'
      readonly announced?: 'refuse' | 'leave'
      /** `dropped`: an old key has leaked, and nothing that any of them made counts once the new one is used. */
      readonly old?: 'kept' | 'dropped'
    },
  ): Promise<readonly KeyStatus[]>
  /**
   * Wraps the keys of a tenant with `master_key` that one of `other_master_keys` opens. Whoever serves with both meanwhile notices
   * nothing; it can be done again at any time. Throws `SettingError` where neither opens a key.
   */
  rewrapKeys(tenant_id: string): Promise<RewrappedKeys>
  listKeys(tenant_id: string): Promise<readonly KeyStatus[]>
  /** Ends every session of a person; their clients are told by `deliverLogouts`. Returns what ended. */
  signOutEverywhere(tenant_id: string, sub: string): Promise<readonly Session[]>
  /** Logout tokens that wait to be delivered, or were given up, oldest first. */
  listDeliveries(tenant_id: string): Promise<readonly LogoutDelivery[]>
}

/** What came of wrapping a tenant's keys anew. */
export interface RewrappedKeys {
  readonly keys: number
  /** How many of them another master key had wrapped. */
  readonly rewrapped: number
}

/** A key as an operator sees it. */
export interface KeyStatus {
  readonly kid: string
  /** `sig`: signs tokens. `seal`: seals codes, refresh tokens and pages on their way. `mac`: keyed hashes, which never changes. */
  readonly use: 'sig' | 'seal' | 'mac'
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

/** A value that cannot be what it was given for, whatever there is in the store. */
export class InvalidValueError extends SettingError {
  constructor(setting: string, message: string) {
    super(setting, message)
    this.name = 'InvalidValueError'
  }
}

/** What is wrong with metadata of a client. */
export interface MetadataProblem {
  readonly metadata: string
  /** Goes on from the name: `must be one of web, native`. */
  readonly problem: string
  /** What was given instead, where it may be shown. */
  readonly found?: unknown
  /** What could have been given. */
  readonly words?: readonly string[] | undefined
}

/** Metadata of a client that cannot be: all that is wrong with them. */
export class InvalidMetadataError extends InvalidValueError {
  readonly problems: readonly MetadataProblem[]
  constructor(problems: readonly MetadataProblem[]) {
    const message = problems.map(({ metadata, problem }) => `${metadata} ${problem}`).join('; ')
    super(problems[0]?.metadata ?? 'metadata', message)
    this.name = 'InvalidMetadataError'
    this.problems = problems
  }
}
