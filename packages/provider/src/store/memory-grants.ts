import type { Client } from '../model/client.ts'
import { type Grant, type RevocationReason, sessionItFallsWith } from '../model/grant.ts'
import type { Seconds } from '../model/seconds.ts'
import type { GrantStanding, Refresh, Store } from './store.ts'

/** A grant as the memory store keeps it: without `grant` where it was revoked before it was opened. */
export interface KeptGrant {
  readonly client_id: string
  readonly grant: Grant | undefined
  /** The generation of refresh token that is current. */
  readonly generation: number
  readonly refreshed_at: Seconds | undefined
  readonly expires_at: Seconds
  readonly revoked: RevocationReason | undefined
}

/** What the grant operations of one tenant work on. */
export interface GrantRoom {
  readonly grants: Map<string, KeptGrant>
  readonly clients: ReadonlyMap<string, Client>
  /** The `jti` of each revoked access token, until when. */
  readonly tokens: Map<string, Seconds>
  /** The `sid` of each session that was ended, until when that is remembered. */
  readonly ended: Map<string, Seconds>
}

type RefreshOf = Parameters<Store['refreshGrant']>[1]
type RevocationOf = Parameters<Store['revokeGrant']>[1]

/** `openGrant` in one tenant (see `Store`). */
export function openGrant(room: GrantRoom, grant: Grant, expires_at: Seconds) {
  const kept = room.grants.get(grant.grant_id)
  if (kept !== undefined) {
    room.grants.set(grant.grant_id, { ...kept, revoked: kept.revoked ?? 'code_replayed' })
    return 'replayed'
  }
  if (!room.clients.has(grant.client_id)) return 'unknown_client'
  if (room.ended.has(sessionItFallsWith(grant) ?? '')) return 'signed_out'
  const fresh = { generation: 0, refreshed_at: undefined, revoked: undefined }
  room.grants.set(grant.grant_id, { ...fresh, client_id: grant.client_id, grant, expires_at })
  return 'opened'
}

/** `refreshGrant` in one tenant (see `Store`). */
export function refreshGrant(room: GrantRoom, refresh: RefreshOf): Refresh {
  const kept = room.grants.get(refresh.grant_id)
  if (kept?.grant === undefined || !isOpenTo(kept, refresh)) return { outcome: 'unknown' }
  const { grant, generation } = kept
  const behind = generation - refresh.generation
  if (behind === 0) {
    const { now: refreshed_at, expires_at } = refresh
    const next = { ...kept, generation: generation + 1, refreshed_at, expires_at }
    room.grants.set(refresh.grant_id, next)
    return { outcome: 'refreshed', grant, generation: generation + 1 }
  }
  const inGrace =
    kept.refreshed_at !== undefined && refresh.now - kept.refreshed_at <= refresh.grace
  if (behind === 1 && inGrace) return { outcome: 'retried', grant, generation }
  room.grants.set(refresh.grant_id, { ...kept, revoked: 'refresh_token_reused' })
  return { outcome: 'reused', grant }
}

const isOpenTo = (kept: KeptGrant, refresh: RefreshOf) =>
  kept.revoked === undefined &&
  kept.expires_at > refresh.now &&
  kept.client_id === refresh.client_id &&
  refresh.generation >= 0 &&
  refresh.generation <= kept.generation

/** `findGrant` in one tenant (see `Store`). */
export function findGrant(
  room: GrantRoom,
  grant_id: string,
  now: Seconds,
  jti: string | undefined,
): GrantStanding {
  const found = room.grants.get(grant_id)
  const kept = found !== undefined && found.expires_at > now ? found : undefined
  const isTokenRevoked = jti !== undefined && (room.tokens.get(jti) ?? now) > now
  const reason = kept?.revoked ?? (isTokenRevoked ? 'revoked_by_client' : undefined)
  if (reason !== undefined) return { outcome: 'revoked', reason }
  if (kept?.grant === undefined) return { outcome: 'unknown' }
  return { outcome: 'live', grant: kept.grant, generation: kept.generation }
}

/** `revokeGrant` in one tenant (see `Store`). */
export function revokeGrant(room: GrantRoom, revocation: RevocationOf) {
  const { grant_id, client_id, reason, expires_at } = revocation
  const kept = room.grants.get(grant_id)
  if (kept === undefined) {
    const unopened = { grant: undefined, generation: 0, refreshed_at: undefined }
    room.grants.set(grant_id, { ...unopened, client_id, expires_at, revoked: reason })
    return 'revoked'
  }
  if (kept.client_id !== client_id) return 'foreign'
  if (kept.revoked !== undefined) return 'already'
  const longer = Math.max(kept.expires_at, expires_at)
  room.grants.set(grant_id, { ...kept, expires_at: longer, revoked: reason })
  return 'revoked'
}

/** Revokes every grant that is one of `theirs`. */
export function revokeGrantsOf(
  room: GrantRoom,
  reason: RevocationReason,
  theirs: (kept: KeptGrant) => boolean,
): void {
  for (const [grant_id, kept] of room.grants)
    if (kept.revoked === undefined && theirs(kept))
      room.grants.set(grant_id, { ...kept, revoked: reason })
}
