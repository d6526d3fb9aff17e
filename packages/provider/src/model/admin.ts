import type { Client } from './client.ts'
import type { Tenant } from './tenant.ts'

/** Metadata of a client to be registered: names of Dynamic Registration §2; what is left out gets its default. */
export type ClientMetadata = Partial<Omit<Client, 'client_secret_hash' | 'created_at'>> &
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
  /** Announces a new signing key of each alg named (all when left out). It signs after the announcement, or at once when told so. */
  rotateKeys(
    tenant_id: string,
    rotation?: { readonly algs?: readonly string[]; readonly at: 'once_announced' | 'now' },
  ): Promise<readonly KeyStatus[]>
  listKeys(tenant_id: string): Promise<readonly KeyStatus[]>
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
