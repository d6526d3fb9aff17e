import { isDeepStrictEqual } from 'node:util'
import type { Seconds } from '../model/seconds.ts'
import type { Tenant } from '../model/tenant.ts'
import { findGrant, openGrant, refreshGrant, revokeGrant } from './memory-grants.ts'
import {
  emptyRoom,
  inKeyOrder,
  type Room,
  type RoomOf,
  removeClientOf,
  removeConsentsOf,
  sweepRooms,
} from './memory-room.ts'
import { consentOperations, logoutOperations, sessionOperations } from './memory-sessions.ts'
import type { Store, StoredKey } from './store.ts'

/**
 * A store in the memory of this process: for tests, and to try things out. It forgets everything when the process ends.
 *
 * @example const store = memoryStore()
 */
export function memoryStore(): Store {
  const tenants = new Map<string, Tenant>()
  const rooms = new Map<string, Room>()
  const roomOf = (tenant_id: string): Room => {
    const room = rooms.get(tenant_id) ?? emptyRoom()
    rooms.set(tenant_id, room)
    return room
  }
  return {
    ...tenantOperations(tenants, rooms, roomOf),
    ...clientOperations(roomOf),
    ...sessionOperations(roomOf),
    ...consentOperations(roomOf),
    ...logoutOperations(rooms, roomOf),
    ...grantOperations(roomOf),
    ...passingOperations(roomOf),
    async sweep(now, limit) {
      return sweepRooms([...rooms.values()], now, limit)
    },
    async close() {},
  }
}

const isToEnd = (older: StoredKey, retired_at: Seconds, ended: 'shorten' | undefined): boolean =>
  older.retired_at === undefined || (ended === 'shorten' && older.retired_at > retired_at)

const tenantOperations = (tenants: Map<string, Tenant>, rooms: Map<string, Room>, roomOf: RoomOf) =>
  ({
    async addTenant(tenant, keys) {
      if (tenants.has(tenant.tenant_id)) return 'taken'
      tenants.set(tenant.tenant_id, tenant)
      for (const key of keys) roomOf(tenant.tenant_id).keys.set(key.kid, key)
      return 'added'
    },
    findTenant: async (tenant_id) => tenants.get(tenant_id),
    listTenants: async () => inKeyOrder(tenants),
    async removeTenant(tenant_id) {
      rooms.delete(tenant_id)
      return tenants.delete(tenant_id) ? 'removed' : 'unknown'
    },
    async rotateKey(tenant_id, key, { retired_at, now, announced, ended }) {
      const { keys } = roomOf(tenant_id)
      const alike = [...keys.values()].filter(({ use, alg }) => use === key.use && alg === key.alg)
      const rivals = alike.filter(({ active_from }) => active_from > now)
      if (keys.has(key.kid) || (rivals.length > 0 && announced !== 'remove')) return 'taken'
      for (const { kid } of rivals) keys.delete(kid)
      for (const older of alike)
        if (!rivals.includes(older) && isToEnd(older, retired_at, ended))
          keys.set(older.kid, { ...older, retired_at })
      keys.set(key.kid, key)
      return 'rotated'
    },
    async replaceWrapped(tenant_id, kid, { before, wrapped }) {
      const { keys } = roomOf(tenant_id)
      const key = keys.get(kid)
      if (key === undefined) return 'unknown'
      if (key.wrapped !== before) return 'changed'
      keys.set(kid, { ...key, wrapped })
      return 'replaced'
    },
    async listKeys(tenant_id) {
      return inKeyOrder(roomOf(tenant_id).keys).toSorted((a, b) => a.created_at - b.created_at)
    },
  }) satisfies Partial<Store>

const clientOperations = (roomOf: RoomOf) =>
  ({
    async registerClient(tenant_id, client) {
      const { clients } = roomOf(tenant_id)
      if (clients.has(client.client_id)) return 'taken'
      clients.set(client.client_id, client)
      return 'registered'
    },
    findClient: async (tenant_id, client_id) => roomOf(tenant_id).clients.get(client_id),
    listClients: async (tenant_id) => inKeyOrder(roomOf(tenant_id).clients),
    removeClient: async (tenant_id, client_id) => removeClientOf(roomOf(tenant_id), client_id),
    async replaceClient(tenant_id, client, { before, consents }) {
      const room = roomOf(tenant_id)
      const kept = room.clients.get(client.client_id)
      if (kept === undefined) return 'unknown'
      if (!isDeepStrictEqual(kept, before)) return 'changed'
      room.clients.set(client.client_id, client)
      if (consents === 'remove') removeConsentsOf(room, client.client_id)
      return 'replaced'
    },
    async keepClient(tenant_id, client_id) {
      const { clients } = roomOf(tenant_id)
      const client = clients.get(client_id)
      if (client?.dynamic === undefined) return
      const { expires_at: _, ...dynamic } = client.dynamic
      clients.set(client_id, { ...client, dynamic })
    },
    async putResource(tenant_id, resource) {
      roomOf(tenant_id).resources.set(resource.resource, resource)
    },
    listResources: async (tenant_id) => inKeyOrder(roomOf(tenant_id).resources),
    async removeResource(tenant_id, resource) {
      return roomOf(tenant_id).resources.delete(resource) ? 'removed' : 'unknown'
    },
  }) satisfies Partial<Store>

const grantOperations = (roomOf: RoomOf) =>
  ({
    openGrant: async (tenant_id, grant, { expires_at }) =>
      openGrant(roomOf(tenant_id), grant, expires_at),
    refreshGrant: async (tenant_id, refresh) => refreshGrant(roomOf(tenant_id), refresh),
    findGrant: async (tenant_id, grant_id, now, jti) =>
      findGrant(roomOf(tenant_id), grant_id, now, jti),
    revokeGrant: async (tenant_id, revocation) => revokeGrant(roomOf(tenant_id), revocation),
    async revokeToken(tenant_id, jti, expires_at) {
      roomOf(tenant_id).tokens.set(jti, expires_at)
    },
  }) satisfies Partial<Store>

const passingOperations = (roomOf: RoomOf) =>
  ({
    async claimOnce(tenant_id, key, now, expires_at) {
      const { claimed } = roomOf(tenant_id)
      if ((claimed.get(key) ?? now) > now) return 'again'
      claimed.set(key, expires_at)
      return 'first'
    },
    async findClaim(tenant_id, key, now) {
      return (roomOf(tenant_id).claimed.get(key) ?? now) > now ? 'claimed' : 'free'
    },
    async keepSealed(tenant_id, ref, sealed, expires_at) {
      roomOf(tenant_id).sealed.set(ref, { sealed, expires_at })
    },
    async findSealed(tenant_id, ref, now) {
      const kept = roomOf(tenant_id).sealed.get(ref)
      return kept !== undefined && kept.expires_at > now ? kept.sealed : undefined
    },
  }) satisfies Partial<Store>
