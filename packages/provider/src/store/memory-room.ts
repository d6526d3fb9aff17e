import type { Client } from '../model/client.ts'
import type { Resource } from '../model/resource.ts'
import type { Seconds } from '../model/seconds.ts'
import type { Consent, Session } from '../model/session.ts'
import type { GrantRoom } from './memory-grants.ts'
import type { StoredKey } from './store.ts'

/** Everything that belongs to one tenant, but the tenant itself. */
export interface Room extends GrantRoom {
  readonly keys: Map<string, StoredKey>
  readonly clients: Map<string, Client>
  readonly resources: Map<string, Resource>
  readonly sessions: Map<string, Session>
  /** By person, then by client. */
  readonly consents: Map<string, Map<string, Consent>>
  /** What was claimed, until when. */
  readonly claimed: Map<string, Seconds>
  readonly sealed: Map<string, { readonly sealed: string; readonly expires_at: Seconds }>
}

/** A tenant's room with nothing in it. */
export const emptyRoom = (): Room => ({
  keys: new Map(),
  clients: new Map(),
  resources: new Map(),
  sessions: new Map(),
  consents: new Map(),
  grants: new Map(),
  tokens: new Map(),
  claimed: new Map(),
  sealed: new Map(),
})

/** The values of a map in the order of their keys. */
export const inKeyOrder = <T>(map: ReadonlyMap<string, T>): readonly T[] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value)

/** Deletes up to `limit` rows of each kind that have expired; how many. */
export function sweepRoom(room: Room, now: Seconds, limit: number): number {
  const expired = (row: { readonly expires_at: Seconds }) => row.expires_at <= now
  const past = (expires_at: Seconds) => expires_at <= now
  return (
    sweepMap(room.sessions, expired, limit) +
    sweepMap(room.grants, expired, limit) +
    sweepMap(room.sealed, expired, limit) +
    sweepMap(room.tokens, past, limit) +
    sweepMap(room.claimed, past, limit) +
    sweepMap(room.keys, (key) => key.retired_at !== undefined && key.retired_at < now, limit)
  )
}

function sweepMap<T>(map: Map<string, T>, isOver: (row: T) => boolean, limit: number): number {
  const gone = [...map].filter(([, row]) => isOver(row)).slice(0, limit)
  for (const [key] of gone) map.delete(key)
  return gone.length
}
