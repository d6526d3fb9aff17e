import type {
  Client,
  Consent,
  Grant,
  LogoutDelivery,
  Resource,
  RevocationReason,
  Session,
  StoredKey,
  Tenant,
} from '@gryphon/provider'
import type { Person } from './people-store.ts'

/**
 * One row of a store, of whatever kind of database, as it goes from one to another: what it means, not how it is kept. Nothing
 * in it can be used as it is; see `Store`.
 */
export type TransferRecord =
  | { readonly kind: 'tenant'; readonly tenant: Tenant }
  | ({ readonly tenant_id: string } & TenantRecord)

type TenantRecord =
  | { readonly kind: 'key'; readonly key: StoredKey }
  | { readonly kind: 'client'; readonly client: Client }
  | { readonly kind: 'resource'; readonly resource: Resource }
  | { readonly kind: 'person'; readonly person: Person }
  | { readonly kind: 'session'; readonly session_hash: string; readonly session: Session }
  | {
      readonly kind: 'consent'
      readonly sub: string
      readonly client_id: string
      readonly consent: Consent
    }
  | {
      /** Without `grant` where it was revoked before it was opened. `revoked`: by itself, or with its client, person or session. */
      readonly kind: 'grant'
      readonly grant_id: string
      readonly client_id: string
      readonly generation: number
      readonly expires_at: number
      readonly refreshed_at?: number
      readonly revoked?: RevocationReason
      readonly grant?: Grant
    }
  | {
      /** A session that ended: grants that fall with it are not opened any more, nor, if `whole`, any other of it. */
      readonly kind: 'ended_session'
      readonly sid: string
      readonly whole: boolean
      readonly expires_at: number
    }
  | { readonly kind: 'revoked_token'; readonly jti: string; readonly expires_at: number }
  | { readonly kind: 'claimed'; readonly key: string; readonly expires_at: number }
  | {
      readonly kind: 'sealed'
      readonly ref: string
      readonly sealed: string
      readonly expires_at: number
    }
  | { readonly kind: 'delivery'; readonly delivery: LogoutDelivery }

/** The kinds of records, in the order in which they go: what others are of goes first. */
export const TRANSFER_KINDS = [
  'tenant',
  'key',
  'client',
  'resource',
  'person',
  'session',
  'consent',
  'grant',
  'ended_session',
  'revoked_token',
  'claimed',
  'sealed',
  'delivery',
] as const satisfies readonly TransferRecord['kind'][]

/** One kind of record. */
export type TransferKind = (typeof TRANSFER_KINDS)[number]

/** A record of one kind. */
export type RecordOf<Kind extends TransferKind> = Extract<TransferRecord, { readonly kind: Kind }>

/** How many there are of each kind. */
export type TransferCounts = Readonly<Record<TransferKind, number>>

/** What takes records out of a database. Both are told of one state of it, whatever is written meanwhile. */
export interface TransferSink {
  /** Comes first. */
  counted(counts: TransferCounts): Promise<void>
  record(record: TransferRecord): Promise<void>
}
