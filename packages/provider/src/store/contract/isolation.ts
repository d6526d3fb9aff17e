import assert from 'node:assert/strict'
import type { Store } from '../store.ts'
import {
  aClient,
  aConsent,
  aGrant,
  aKey,
  aRefresh,
  aResource,
  aRevocation,
  aSession,
  type Check,
  NOW,
  OPENED,
} from './given.ts'
import { ENDED } from './logout.ts'
import { assertEmpty, FILLED_DELIVERY, fill } from './tenants.ts'

/** Each writing operation, done in one tenant on the names of another, and what it must be told there. */
const WRITES: Readonly<Record<string, (store: Store, tenant_id: string) => Promise<unknown>>> = {
  rotateKey: async (store, tenant_id) => {
    const key = aKey('k', { created_at: NOW + 7 })
    assert.equal(
      await store.rotateKey(tenant_id, key, { retired_at: NOW + 1, now: NOW }),
      'rotated',
    )
  },
  replaceWrapped: async (store, tenant_id) => {
    await store.rotateKey(tenant_id, aKey('k2'), { retired_at: NOW + 1, now: NOW })
    const change = { before: 'k2.wrapped', wrapped: 'anew' }
    assert.equal(await store.replaceWrapped(tenant_id, 'k2', change), 'replaced')
  },
  registerClient: async (store, tenant_id) =>
    assert.equal(
      await store.registerClient(tenant_id, aClient('rp', { trusted: true })),
      'registered',
    ),
  removeClient: async (store, tenant_id) => {
    assert.equal(await store.removeClient(tenant_id, 'rp'), 'unknown')
    await store.registerClient(tenant_id, aClient('rp'))
    assert.equal(await store.removeClient(tenant_id, 'rp'), 'removed')
  },
  putResource: (store, tenant_id) =>
    store.putResource(tenant_id, aResource('https://api.example', 'Another')),
  removeResource: async (store, tenant_id) =>
    assert.equal(await store.removeResource(tenant_id, 'https://api.example'), 'unknown'),
  signIn: async (store, tenant_id) => {
    await store.signIn(tenant_id, 's', aSession({ sub: 'joe' }), undefined)
    await store.signIn(tenant_id, 's2', aSession({ sub: 'joe' }), 's')
  },
  replaceClient: async (store, tenant_id) =>
    assert.equal(
      await store.replaceClient(tenant_id, aClient('rp', { trusted: true }), {
        before: aClient('rp'),
        consents: 'remove',
      }),
      'unknown',
    ),
  keepClient: (store, tenant_id) => store.keepClient(tenant_id, 'rp'),
  joinSession: async (store, tenant_id) =>
    assert.equal(await store.joinSession(tenant_id, 'sid-1', 'rp'), 'unknown'),
  endSessions: async (store, tenant_id) => {
    for (const which of [{ sid: 'sid-1' }, { sub: 'jane' }])
      assert.deepEqual(await store.endSessions(tenant_id, which, ENDED), [])
  },
  settleDelivery: (store, tenant_id) =>
    store.settleDelivery(tenant_id, 'sid-9.rp', { outcome: 'delivered' }),
  signOut: async (store, tenant_id) => assert.equal(await store.signOut(tenant_id, 's'), undefined),
  recordConsent: (store, tenant_id) =>
    store.recordConsent(tenant_id, 'jane', 'rp', aConsent({ scope: ['email'] })),
  removeConsent: async (store, tenant_id) =>
    assert.equal(await store.removeConsent(tenant_id, 'jane', 'rp'), 'unknown'),
  openGrant: async (store, tenant_id) => {
    assert.equal(await store.openGrant(tenant_id, aGrant('g'), OPENED), 'unknown_client')
    await store.registerClient(tenant_id, aClient('rp'))
    assert.equal(await store.openGrant(tenant_id, aGrant('g', { sub: 'joe' }), OPENED), 'opened')
    assert.equal(await store.openGrant(tenant_id, aGrant('g'), OPENED), 'replayed')
  },
  refreshGrant: async (store, tenant_id) =>
    assert.deepEqual(await store.refreshGrant(tenant_id, aRefresh()), { outcome: 'unknown' }),
  revokeGrant: async (store, tenant_id) =>
    assert.equal(await store.revokeGrant(tenant_id, aRevocation()), 'revoked'),
  revokeToken: (store, tenant_id) => store.revokeToken(tenant_id, 'jti-2', NOW + 1000),
  claimOnce: async (store, tenant_id) =>
    assert.equal(await store.claimOnce(tenant_id, 'once', NOW, NOW + 5000), 'first'),
  keepSealed: (store, tenant_id) => store.keepSealed(tenant_id, 'ref', 'another', NOW + 5000),
}

/** Everything of one tenant means nothing in another. */
export function isolationContract(check: Check): void {
  check('nothing of one tenant is found in another', async (store, tenant_id, other_id) => {
    await fill(store, tenant_id)
    await assertEmpty(store, other_id)
  })

  for (const [operation, write] of Object.entries(WRITES))
    check(
      `${operation} in one tenant leaves another as it is`,
      async (store, tenant_id, other_id) => {
        await fill(store, tenant_id)
        await write(store, other_id)
        await assertFull(store, tenant_id)
      },
    )
}

/** All that `fill` puts into a tenant is there, and nothing else. */
async function assertFull(store: Store, tenant_id: string): Promise<void> {
  assert.deepEqual(await store.listKeys(tenant_id), [aKey('k')])
  assert.deepEqual(await store.listClients(tenant_id), [aClient('rp')])
  assert.deepEqual(await store.listResources(tenant_id), [aResource('https://api.example')])
  assert.deepEqual(await store.findSession(tenant_id, 's', NOW), aSession())
  assert.deepEqual(await store.listSessions(tenant_id, 'jane', NOW), [aSession()])
  assert.deepEqual(await store.listDeliveries(tenant_id), [FILLED_DELIVERY])
  assert.deepEqual(await store.findConsent(tenant_id, 'jane', 'rp'), aConsent())
  const live = { outcome: 'live', grant: aGrant('g'), generation: 0 }
  assert.deepEqual(await store.findGrant(tenant_id, 'g', NOW), live)
  assert.deepEqual(await store.findGrant(tenant_id, 'g', NOW, 'jti-2'), live)
  assert.equal(await store.findSealed(tenant_id, 'ref', NOW), 'sealed')
  assert.equal(await store.claimOnce(tenant_id, 'once', NOW + 1000, NOW + 1001), 'first')
}
