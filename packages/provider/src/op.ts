import type { Prompt, ResponseMode, ResponseType } from '@gryphon/protocol'
import type { ProviderConfig } from './config.ts'
import type { Instruments } from './instruments.ts'
import type { Pages } from './interaction/pages.ts'
import type { Keyring } from './keys/keyring.ts'
import type { Client } from './model/client.ts'
import type { ProviderEvent } from './model/event.ts'
import type { Lifetimes } from './model/lifetimes.ts'
import type { AccessTokenFormat, Resource } from './model/resource.ts'
import type { Seconds } from './model/seconds.ts'
import type { Tenant } from './model/tenant.ts'
import type { Outbound } from './outbound/calls.ts'
import type { CheckRegistrationRate } from './registration/limit.ts'
import type { Store } from './store/store.ts'

/** What all tenants of a provider share: its settings, and the means passed in. */
export interface World {
  readonly store: Store
  readonly pages: Pages
  readonly claims: ProviderConfig['claims']
  readonly claims_supported: readonly string[]
  readonly response_types: readonly ResponseType[]
  readonly response_modes: readonly ResponseMode[]
  readonly access_token_format: AccessTokenFormat
  readonly session_management: boolean
  readonly lifetimes: Lifetimes
  readonly log: (event: ProviderEvent) => void
  readonly instruments: Instruments | undefined
  readonly now: () => Seconds
  readonly random: (bytes: number) => Uint8Array
  readonly outbound: Outbound
  readonly acr_values_supported: readonly string[]
  readonly prompt_values_supported: readonly Prompt[]
  readonly ui_locales_supported: readonly string[]
  /** Whether every client must push its requests (RFC 9126 §5). */
  readonly require_pushed_requests: boolean
  readonly registration: NonNullable<ProviderConfig['registration']>
  readonly checkRegistrationRate: CheckRegistrationRate
}

/** One OP: a tenant with its keys, a small value made of rows and kept for seconds. */
export interface Op extends World {
  readonly tenant: Tenant
  readonly issuer: string
  /** The path of the issuer: empty at the root, `/acme` for a tenant. */
  readonly base_path: string
  readonly keys: Keyring
  readonly resources: readonly Resource[]
  readonly verifyIdToken: (text: string) => Readonly<Record<string, unknown>> | undefined
  findClient(client_id: string): Promise<Client | undefined>
  /** A client has changed: what this node remembers of it counts no more. */
  forgetClient(client_id: string): void
}
