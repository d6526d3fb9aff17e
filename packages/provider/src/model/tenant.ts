import type { Seconds } from './seconds.ts'

/** One OP among many on the same host. The tenant `default` sits at the root, any other at `/{tenant_id}`. */
export interface Tenant {
  readonly tenant_id: string
  /** The name that people read. */
  readonly name: string
  readonly created_at: Seconds
}

/** The tenant at the root of the host. */
export const DEFAULT_TENANT = 'default'

/** First path segments that belong to the OP itself, so that no tenant can have them. */
const RESERVED = ['authorize', 'oauth', 'userinfo', 'interaction', 'assets', 'default', 'health']

/** A tenant's id is a path segment: 2 to 63 of a-z, 0-9 and `-`, a letter first, and not a path of the OP's own. */
export const isTenantId = (text: string): boolean =>
  /^[a-z][a-z0-9-]{1,62}$/.test(text) && !RESERVED.includes(text)

/**
 * The Issuer Identifier of a tenant (Discovery §1.2): the host's address for the default tenant, a path under it for others.
 *
 * @example issuerOf('https://op.example', 'acme') // 'https://op.example/acme'
 */
export const issuerOf = (host: string, tenant_id: string): string =>
  tenant_id === DEFAULT_TENANT ? host : `${host}/${tenant_id}`
