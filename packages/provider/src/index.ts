export type { ProviderConfig } from './config.ts'
export { cureFor } from './cures.ts'
export type { ExplainedStep } from './explain.ts'
export { DEFAULT_LIFETIMES, DEFAULT_REGISTRATION_LIMITS } from './features.ts'
export { type Guard, type GuardedFetch, guardedFetch } from './http/guarded-fetch.ts'
export type { HttpRequest, HttpResponse } from './http/message.ts'
export { HttpError } from './http/message.ts'
export type { Instruments, WatchedRequest } from './instruments.ts'
export type { ErrorPage, Pages, PendingInteraction, SignOutPage } from './interaction/pages.ts'
export type {
  Admin,
  ClientMetadata,
  KeyStatus,
  MetadataProblem,
  RewrappedKeys,
} from './model/admin.ts'
export { InvalidMetadataError, InvalidValueError, SettingError } from './model/admin.ts'
export type { Client } from './model/client.ts'
export type { ProviderEvent } from './model/event.ts'
export { type Grant, type RevocationReason, sessionItFallsWith } from './model/grant.ts'
export type { Lifetimes } from './model/lifetimes.ts'
export type { LogoutDelivery } from './model/logout.ts'
export type { AccessTokenFormat, Resource, ResourceScope } from './model/resource.ts'
export type { Seconds } from './model/seconds.ts'
export type { Consent, Session } from './model/session.ts'
export { shownText } from './model/shown-text.ts'
export { StoreUnavailable } from './model/store-unavailable.ts'
export type { Tenant } from './model/tenant.ts'
export { DEFAULT_TENANT, issuerOf, isTenantId } from './model/tenant.ts'
export { systemRandom } from './platform.ts'
export { createProvider, type Provider } from './provider.ts'
export { CLIENT_METADATA_NAMES } from './registration/metadata.ts'
export { memoryStore } from './store/memory-store.ts'
export type { DeliveryLine, GrantStanding, Refresh, Store, StoredKey } from './store/store.ts'
