import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { RP } from '@gryphon/accounts/people-contract'
import {
  type Grant,
  type Session,
  type Store,
  type StoredKey,
  StoreUnavailable,
} from '@gryphon/provider'
import { startCuttingProxy } from '../../../tests/support/cutting-proxy.ts'
import { startServer } from '../../../tests/support/postgres.ts'
import { openPostgres } from './open-postgres.ts'

const server = await startServer()
const url = await server.newDatabase()
const proxy = await startCuttingProxy(url)
after(proxy.close)
const T = 'default'
const NOW = 1_800_000_000
const TIMES = { now: NOW, expires_at: NOW + 1000 }

const grantOf = (grant_id: string, changed: Partial<Grant> = {}): Grant => ({
  ...{ grant_id, client_id: 'rp', sub: 'jane', auth_time: NOW, scope: ['openid'], resource: [] },
  ...changed,
})
const refreshOf = (grant_id: string, generation: number, grace = 30) => ({
  ...{ grant_id, client_id: 'rp', generation, grace, now: NOW + 60, expires_at: NOW + 2000 },
})
const sessionOf = (sid: string): Session => ({
  ...{ sub: 'jane', sid, auth_time: NOW, in: 'r', created_at: NOW, expires_at: NOW + 99 },
  client_ids: ['rp'],
})
const NEXT: StoredKey = {
  ...{ kid: 'next', use: 'sig', alg: 'ES256' },
  ...{ created_at: NOW, active_from: NOW, wrapped: 'wrapped' },
}
const generationOf = async (store: Store, grant_id: string) => {
  const standing = await store.findGrant(T, grant_id, NOW)
  return standing.outcome === 'live' ? standing.generation : standing.outcome
}

/** An operation that is cut, on something of its own: what is there before, and what must hold afterwards. */
interface Cut {
  readonly prepare: (store: Store, id: string) => Promise<unknown>
  readonly call: (store: Store, id: string) => Promise<unknown>
  /** `told` is `undefined` where nothing was. */
  readonly check: (store: Store, id: string, told: unknown) => Promise<void>
}

const CUTS: Readonly<Record<string, Cut>> = {
  'PITFALLS 25: a redemption is told once at most, and what was told is there': {
    prepare: async () => undefined,
    call: (store, id) => store.openGrant(T, grantOf(id), TIMES),
    async check(store, id, told) {
      const found = await generationOf(store, id)
      if (told === undefined) assert.ok(found === 0 || found === 'unknown', String(found))
      else assert.deepEqual([told, found], ['opened', 0])
      const again = await store.openGrant(T, grantOf(id), TIMES)
      assert.equal(again, found === 0 ? 'replayed' : 'opened')
      assert.equal(await generationOf(store, id), found === 0 ? 'revoked' : 0)
    },
  },
  'PITFALLS 25: a replay that was told has revoked the grant': {
    prepare: (store, id) => store.openGrant(T, grantOf(id), TIMES),
    call: (store, id) => store.openGrant(T, grantOf(id), TIMES),
    async check(store, id, told) {
      const found = await generationOf(store, id)
      if (told === undefined) assert.ok(found === 0 || found === 'revoked', String(found))
      else assert.deepEqual([told, found], ['replayed', 'revoked'])
    },
  },
  'a refresh is one step or none, and its token can be used again': {
    prepare: (store, id) => store.openGrant(T, grantOf(id), TIMES),
    call: (store, id) => store.refreshGrant(T, refreshOf(id, 0)),
    async check(store, id, told) {
      const found = await generationOf(store, id)
      if (told === undefined) assert.ok(found === 0 || found === 1, String(found))
      else {
        const refreshed = { outcome: 'refreshed', grant: grantOf(id), generation: 1 }
        assert.deepEqual([told, found], [refreshed, 1])
      }
      const again = await store.refreshGrant(T, refreshOf(id, 0))
      assert.equal(again.outcome, found === 0 ? 'refreshed' : 'retried')
      assert.equal(await generationOf(store, id), 1)
    },
  },
  'a retry changes nothing': {
    async prepare(store, id) {
      await store.openGrant(T, grantOf(id), TIMES)
      await store.refreshGrant(T, refreshOf(id, 0))
    },
    call: (store, id) => store.refreshGrant(T, refreshOf(id, 0)),
    async check(store, id, told) {
      const retried = { outcome: 'retried', grant: grantOf(id), generation: 1 }
      if (told !== undefined) assert.deepEqual(told, retried)
      assert.equal(await generationOf(store, id), 1)
    },
  },
  'reuse that was told has revoked the family': {
    async prepare(store, id) {
      await store.openGrant(T, grantOf(id), TIMES)
      await store.refreshGrant(T, refreshOf(id, 0))
    },
    call: (store, id) => store.refreshGrant(T, refreshOf(id, 0, -1)),
    async check(store, id, told) {
      const found = await generationOf(store, id)
      if (told === undefined) assert.ok(found === 1 || found === 'revoked', String(found))
      else assert.deepEqual([told, found], [{ outcome: 'reused', grant: grantOf(id) }, 'revoked'])
    },
  },
  'what was claimed is claimed': {
    prepare: async () => undefined,
    call: (store, id) => store.claimOnce(T, id, NOW, NOW + 60),
    async check(store, id, told) {
      if (told !== undefined) assert.equal(told, 'first')
      const again = await store.claimOnce(T, id, NOW, NOW + 60)
      if (told !== undefined) assert.equal(again, 'again')
    },
  },
  'a session ends with its grants and its deliveries, or not at all': {
    async prepare(store, id) {
      await store.signIn(T, id, sessionOf(id), undefined)
      await store.openGrant(T, grantOf(id, { sid: id }), TIMES)
    },
    call: (store, id) => store.endSessions(T, { sid: id }, TIMES),
    async check(store, id, told) {
      const isOver = (await store.findSession(T, id, NOW)) === undefined
      if (told !== undefined) assert.deepEqual([told, isOver], [[sessionOf(id)], true])
      assert.equal(await generationOf(store, id), isOver ? 'revoked' : 0)
      const queued = (await store.listDeliveries(T)).filter(({ sid }) => sid === id)
      assert.equal(queued.length, isOver ? 1 : 0)
    },
  },
  'a key is rotated wholly or not at all': {
    prepare: async () => undefined,
    call: (store, id) => store.rotateKey(id, NEXT, { retired_at: NOW + 9, now: NOW }),
    async check(store, id, told) {
      const keys = await store.listKeys(id)
      const ends = keys.map(({ kid, retired_at }) => [kid, retired_at])
      if (told !== undefined || ends.length > 0) assert.deepEqual(ends, [['next', undefined]])
    },
  },
}

/** Past the last message of every operation. */
const MOST_MESSAGES = 100

for (const [name, { prepare, call, check }] of Object.entries(CUTS))
  test(`${name}: cut at every message`, async () => {
    const direct = (await openPostgres({ url, connections: 1 })).store
    const { store } = await openPostgres({ url: proxy.url, connections: 1 })
    await direct.registerClient(T, RP)
    let cuts = 0
    for (let message = 1; message < MOST_MESSAGES; message += 1) {
      const id = `${name} ${message}`
      await prepare(direct, id)
      await store.findClient(T, 'rp')
      proxy.cutAt(message)
      const told = await call(store, id).catch((fault: unknown) => {
        assert.ok(fault instanceof StoreUnavailable, String(fault))
      })
      const wasCut = proxy.settle()
      assert.ok(wasCut || told !== undefined, 'nothing was cut, and nothing was told')
      await check(direct, id, told)
      if (!wasCut) break
      cuts += 1
    }
    assert.ok(cuts >= 8 && cuts < MOST_MESSAGES - 1, `${cuts} cuts`)
    await Promise.all([direct.close(), store.close()])
  })
