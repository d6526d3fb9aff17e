import type { Client } from '../model/client.ts'
import type { LogoutDelivery } from '../model/logout.ts'
import type { Resource } from '../model/resource.ts'
import type { Seconds } from '../model/seconds.ts'
import type { Consent, Session } from '../model/session.ts'
import { type GrantRoom, revokeGrantsOf } from './memory-grants.ts'
import type { StoredKey } from './store.ts'

/** Everything that belongs to one tenant, but the tenant itself. */
export interface Room extends GrantRoom {
  readonly keys: Map<string, StoredKey>
  readonly clients: Map<string, Client>
  readonly resources: Map<string, Resource>
  readonly sessions: Map<string, Session>
  /** By person, then by client. */
  readonly consents: Map<string, Map<string, Consent>>
  /** Logout tokens that are to be sent, or were given up. */
  readonly deliveries: Map<string, LogoutDelivery>
  /** What was claimed, until when. */
  readonly claimed: Map<string, Seconds>
  readonly sealed: Map<string, { readonly sealed: string; readonly expires_at: Seconds }>
}

/** Finds the room of a tenant. */
export type RoomOf = (tenant_id: string) => Room

/** A tenant's room with nothing in it. */
export const emptyRoom = (): Room => ({
  keys: new Map(),
  clients: new Map(),
  resources: new Map(),
  sessions: new Map(),
  consents: new Map(),
  grants: new Map(),
  tokens: new Map(),
  ended: new Map(),
  deliveries: new Map(),
  claimed: new Map(),
  sealed: new Map(),
})

/** The values of a map in the order of their keys. */
export const inKeyOrder = <T>(map: ReadonlyMap<string, T>): readonly T[] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value)

/** Removes what people have allowed a client. */
export function removeConsentsOf({ consents }: Room, client_id: string): void {
  for (const given of consents.values()) given.delete(client_id)
}

/** Removes a client with its consents, and revokes its grants. */
export function removeClientOf(room: Room, client_id: string): 'removed' | 'unknown' {
  if (!room.clients.delete(client_id)) return 'unknown'
  removeConsentsOf(room, client_id)
  revokeGrantsOf(room, 'revoked_by_operator', (grant) => grant.client_id === client_id)
  return 'removed'
}

type FindOver = (room: Room, now: Seconds) => readonly (() => boolean)[]

/** What of each kind has expired, as deletions to be made. */
const OVER: readonly FindOver[] = [
  ({ sessions }, now) => over(sessions, (session) => session.expires_at <= now),
  ({ grants }, now) => over(grants, (grant) => grant.expires_at <= now),
  ({ sealed }, now) => over(sealed, (kept) => kept.expires_at <= now),
  ({ tokens }, now) => over(tokens, (expires_at) => expires_at <= now),
  ({ claimed }, now) => over(claimed, (expires_at) => expires_at <= now),
  ({ deliveries }, now) => over(deliveries, (delivery) => delivery.expires_at <= now),
  (room, now) =>
    [...room.clients.values()]
      .filter(({ dynamic }) => (dynamic?.expires_at ?? now + 1) <= now)
      .map(
        ({ client_id }) =>
          () =>
            removeClientOf(room, client_id) === 'removed',
      ),
  ({ keys }, now) => over(keys, ({ retired_at }) => retired_at !== undefined && retired_at < now),
]

const over = <T>(map: Map<string, T>, isOver: (row: T) => boolean) =>
  [...map]
    .filter(([, row]) => isOver(row))
    .map(
      ([key]) =>
        () =>
          map.delete(key),
    )

/** Deletes up to `limit` rows of each kind that have expired, of all rooms together; how many. */
export function sweepRooms(rooms: readonly Room[], now: Seconds, limit: number): number {
  for (const { ended } of rooms)
    for (const remove of over(ended, (expires_at) => expires_at <= now)) remove()
  const gone = OVER.flatMap((find) => rooms.flatMap((room) => find(room, now)).slice(0, limit))
  return gone.filter((remove) => remove()).length
}
