import type { ResponseMode, ResponseType } from '@gryphon/protocol'
import type { Pages } from '../interaction/pages.ts'
import type { Store } from '../store/store.ts'
import type { ProviderEvent } from './event.ts'
import type { Seconds } from './seconds.ts'

/** How long each thing lasts, in seconds. */
export interface Lifetimes {
  readonly code: Seconds
  /** From the token endpoint. */
  readonly access_token: Seconds
  /** From the authorization endpoint, where it passes through the browser. */
  readonly front_channel_access_token: Seconds
  readonly id_token: Seconds
  /** Of a refresh token that is not used. */
  readonly refresh_token: Seconds
  readonly session: Seconds
  /** Of an interaction: how long a person may take on a page. */
  readonly interaction: Seconds
  /** How long the refresh token before the current one is an honest retry, for confidential and public clients. */
  readonly refresh_grace_confidential: Seconds
  readonly refresh_grace_public: Seconds
}

/** What a provider is made of. Only the first five have no default. */
export interface ProviderConfig {
  /** Issuer of the default tenant: an https URL without query or fragment (http only for loopback). Others sit below it. */
  readonly issuer: string
  readonly store: Store
  /** 32 bytes that wrap every key in the store, and are not in it. */
  readonly master_key: Uint8Array
  readonly pages: Pages
  /** The claims of a person, of those named; `undefined` when there is no such person any more (tokens then mean nothing). */
  readonly claims: (
    tenant_id: string,
    sub: string,
    names: readonly string[],
  ) => Promise<Readonly<Record<string, unknown>> | undefined>
  readonly response_types?: readonly ResponseType[]
  readonly response_modes?: readonly ResponseMode[]
  /** Claims that `claims` may give, for discovery. */
  readonly claims_supported?: readonly string[]
  readonly lifetimes?: Partial<Lifetimes>
  readonly log?: (event: ProviderEvent) => void
  readonly now?: () => Seconds
  readonly random?: (bytes: number) => Uint8Array
  /** Fetches from addresses that clients chose (`jwks_uri`). The default refuses private addresses, redirects, large and slow answers. */
  readonly fetch?: GuardedFetch
}

/** Fetches JSON from an address that somebody else chose. */
export type GuardedFetch = (
  url: string,
) => Promise<{ readonly status: number; readonly body: string }>
