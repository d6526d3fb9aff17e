import { sessionItFallsWith } from '../model/grant.ts'
import type { LogoutDelivery } from '../model/logout.ts'
import type { Session } from '../model/session.ts'
import { revokeGrantsOf } from './memory-grants.ts'
import { inKeyOrder, type Room, type RoomOf } from './memory-room.ts'
import type { DeliveryLine, Store } from './store.ts'

const union = (before: readonly string[] = [], more: readonly string[] = []) => [
  ...new Set([...before, ...more]),
]

/** What the memory store does of sessions, but their end (see `Store`). */
export const sessionOperations = (roomOf: RoomOf) =>
  ({
    async signIn(tenant_id, session_hash, session, replaces) {
      const { sessions } = roomOf(tenant_id)
      const before = sessions.get(replaces ?? '')
      if (replaces !== undefined) sessions.delete(replaces)
      sessions.set(session_hash, before?.sid === session.sid ? joined(session, before) : session)
    },
    async findSession(tenant_id, session_hash, now) {
      const session = roomOf(tenant_id).sessions.get(session_hash)
      return session !== undefined && session.expires_at > now ? session : undefined
    },
    async joinSession(tenant_id, sid, client_id, most = Number.POSITIVE_INFINITY) {
      const { sessions } = roomOf(tenant_id)
      const found = [...sessions].filter(([, session]) => session.sid === sid)
      if (found.some(([, session]) => isFullFor(session, client_id, most))) return 'full'
      for (const [session_hash, session] of found)
        sessions.set(session_hash, joined(session, { client_ids: [client_id] }))
      return found.length === 0 ? 'unknown' : 'joined'
    },
    async listSessions(tenant_id, sub, now) {
      const sessions = [...roomOf(tenant_id).sessions.values()]
      return sessions
        .filter((session) => session.sub === sub && session.expires_at > now)
        .sort((a, b) => a.created_at - b.created_at || (a.sid < b.sid ? -1 : 1))
    },
    async signOut(tenant_id, session_hash) {
      const { sessions } = roomOf(tenant_id)
      const session = sessions.get(session_hash)
      sessions.delete(session_hash)
      return session
    },
  }) satisfies Partial<Store>

const isFullFor = ({ client_ids = [] }: Session, client_id: string, most: number) =>
  client_ids.length >= most && !client_ids.includes(client_id)

const joined = (session: Session, { client_ids = [] }: Pick<Session, 'client_ids'>): Session =>
  client_ids.length === 0
    ? session
    : { ...session, client_ids: union(session.client_ids, client_ids) }

/** What the memory store does of consents (see `Store`). */
export const consentOperations = (roomOf: RoomOf) =>
  ({
    async recordConsent(tenant_id, sub, client_id, consent) {
      const { consents } = roomOf(tenant_id)
      const given = consents.get(sub) ?? new Map()
      const before = given.get(client_id)
      const claims = union(before?.claims, consent.claims)
      consents.set(sub, given)
      given.set(client_id, {
        ...consent,
        scope: union(before?.scope, consent.scope),
        resource: union(before?.resource, consent.resource),
        ...(claims.length === 0 ? {} : { claims }),
      })
    },
    findConsent: async (tenant_id, sub, client_id) =>
      roomOf(tenant_id).consents.get(sub)?.get(client_id),
    async removeConsent(tenant_id, sub, client_id) {
      const given = roomOf(tenant_id).consents.get(sub)
      return given?.delete(client_id) === true ? 'removed' : 'unknown'
    },
  }) satisfies Partial<Store>

/** What the memory store does when sessions end, and of the logout tokens that tell it (see `Store`). */
export const logoutOperations = (rooms: ReadonlyMap<string, Room>, roomOf: RoomOf) =>
  ({
    async endSessions(tenant_id, which, { now, expires_at }) {
      const room = roomOf(tenant_id)
      const found = [...room.sessions].filter(([, session]) =>
        'sid' in which ? session.sid === which.sid : session.sub === which.sub,
      )
      for (const [session_hash] of found) room.sessions.delete(session_hash)
      for (const [, { sid }] of found) room.ended.set(sid, expires_at)
      revokeGrantsOf(room, 'signed_out', ({ grant }) =>
        found.some(([, { sid }]) => grant !== undefined && sessionItFallsWith(grant) === sid),
      )
      const ended = found.map(([, session]) => session).filter((one) => one.expires_at > now)
      for (const delivery of deliveriesOf(ended, room))
        room.deliveries.set(delivery.delivery_id, { ...delivery, next_at: now, expires_at })
      return ended
    },
    async takeDeliveries(now, until, limit, busy = [], line = undefined) {
      const isBusy = (tenant_id: string, client_id: string) =>
        busy.some((one) => one.tenant_id === tenant_id && one.client_id === client_id)
      const due = [...rooms]
        .flatMap(([tenant_id, { deliveries }]) =>
          [...deliveries.values()].map((delivery) => ({ tenant_id, delivery })),
        )
        .filter(
          ({ tenant_id, delivery }) =>
            isDue(delivery, now) && !isBusy(tenant_id, delivery.client_id) && isIn(line, delivery),
        )
        .sort((a, b) => inTurn(a.delivery, b.delivery))
        .slice(0, limit)
        .map(({ tenant_id, delivery }) => ({
          tenant_id,
          delivery: { ...delivery, next_at: until },
        }))
      for (const { tenant_id, delivery } of due)
        roomOf(tenant_id).deliveries.set(delivery.delivery_id, delivery)
      return due
    },
    async settleDelivery(tenant_id, delivery_id, { outcome, ...known }) {
      const { deliveries } = roomOf(tenant_id)
      const before = deliveries.get(delivery_id)
      if (outcome === 'delivered') deliveries.delete(delivery_id)
      else if (before !== undefined)
        deliveries.set(delivery_id, { ...before, ...known, attempts: before.attempts + 1 })
    },
    async listDeliveries(tenant_id) {
      const deliveries = inKeyOrder(roomOf(tenant_id).deliveries)
      return deliveries.toSorted((a, b) => a.expires_at - b.expires_at)
    },
  }) satisfies Partial<Store>

const inTurn = (a: LogoutDelivery, b: LogoutDelivery) =>
  Math.sign(a.attempts) - Math.sign(b.attempts) || a.next_at - b.next_at

const isDue = ({ next_at, failed_at, expires_at }: LogoutDelivery, now: number) =>
  failed_at === undefined && next_at <= now && expires_at > now

const isIn = (line: DeliveryLine | undefined, { client_registered }: LogoutDelivery) =>
  line === undefined || line === (client_registered ?? 'operator')

const deliveriesOf = (ended: readonly Session[], { clients }: Room) =>
  ended.flatMap(({ sub, sid, client_ids = [] }) =>
    client_ids.map((client_id) => ({
      delivery_id: `${sid}.${client_id}`,
      client_id,
      sub,
      sid,
      ...(clients.get(client_id)?.dynamic === undefined
        ? {}
        : ({ client_registered: 'itself' } as const)),
      attempts: 0,
    })),
  )
