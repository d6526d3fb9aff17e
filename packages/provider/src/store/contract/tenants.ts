import assert from 'node:assert/strict'
import {
  aClient,
  aConsent,
  aGrant,
  aKey,
  aResource,
  aSession,
  aTenant,
  atOnce,
  type Check,
  countOf,
  NOW,
  OPENED,
} from './given.ts'
import { aDelivery, ENDED } from './logout.ts'

/** Tenants, and the keys they begin with. */
export function tenantContract(check: Check): void {
  check('addTenant adds a tenant together with its first keys', async (store, _, other_id) => {
    await store.removeTenant(other_id)
    const keys = [aKey('k1'), aKey('k2', { use: 'seal', alg: 'A256GCM', created_at: NOW + 1 })]
    assert.equal(await store.addTenant(aTenant(other_id), keys), 'added')
    assert.deepEqual(await store.findTenant(other_id), aTenant(other_id))
    assert.deepEqual(await store.listKeys(other_id), keys)
  })

  check('addTenant tells taken, and changes nothing, if there is one', async (store, tenant_id) => {
    const again = { ...aTenant(tenant_id), name: 'someone else' }
    assert.equal(await store.addTenant(again, [aKey('theirs')]), 'taken')
    assert.deepEqual(await store.findTenant(tenant_id), aTenant(tenant_id))
    assert.deepEqual(await store.listKeys(tenant_id), [])
  })

  check('of 100 who add one tenant at once, one has added it', async (store, _, other_id) => {
    await store.removeTenant(other_id)
    const told = await atOnce(100, (turn) => store.addTenant(aTenant(other_id), [aKey(`k${turn}`)]))
    assert.deepEqual(countOf(told), { added: 1, taken: 99 })
    const winner = told.indexOf('added')
    assert.deepEqual(await store.listKeys(other_id), [aKey(`k${winner}`)])
  })

  check('findTenant finds nothing where there is none', async (store, tenant_id) => {
    assert.equal(await store.findTenant(`${tenant_id}-none`), undefined)
  })

  check('listTenants lists them by id', async (store, tenant_id, other_id) => {
    const ours = [tenant_id, other_id]
    const listed = (await store.listTenants()).filter((tenant) => ours.includes(tenant.tenant_id))
    assert.deepEqual(listed, ours.toSorted().map(aTenant))
  })

  check('removeTenant tells unknown where there is none', async (store, tenant_id) => {
    assert.equal(await store.removeTenant(`${tenant_id}-none`), 'unknown')
  })

  check('removeTenant removes everything that belongs to it', async (store, tenant_id) => {
    await fill(store, tenant_id)
    assert.equal(await store.removeTenant(tenant_id), 'removed')
    assert.equal(await store.removeTenant(tenant_id), 'unknown')
    assert.equal(await store.findTenant(tenant_id), undefined)
    await store.addTenant(aTenant(tenant_id), [])
    await assertEmpty(store, tenant_id)
  })

  check('removeTenant leaves every other tenant as it is', async (store, tenant_id, other_id) => {
    await fill(store, other_id)
    await store.removeTenant(tenant_id)
    assert.deepEqual(await store.findTenant(other_id), aTenant(other_id))
    assert.deepEqual(await store.listKeys(other_id), [aKey('k')])
    assert.deepEqual(await store.listClients(other_id), [aClient('rp')])
    assert.deepEqual(await store.listResources(other_id), [aResource('https://api.example')])
    assert.deepEqual(await store.findSession(other_id, 's', NOW), aSession())
    assert.deepEqual(await store.listDeliveries(other_id), [FILLED_DELIVERY])
    assert.deepEqual(await store.findConsent(other_id, 'jane', 'rp'), aConsent())
    const live = { outcome: 'live', grant: aGrant('g'), generation: 0 }
    assert.deepEqual(await store.findGrant(other_id, 'g', NOW), live)
    const dead = { outcome: 'revoked', reason: 'revoked_by_client' }
    assert.deepEqual(await store.findGrant(other_id, 'g', NOW, 'jti'), dead)
    assert.equal(await store.claimOnce(other_id, 'once', NOW, NOW + 9), 'again')
    assert.equal(await store.findSealed(other_id, 'ref', NOW), 'sealed')
  })
}

/** The delivery that `fill` leaves. */
export const FILLED_DELIVERY = aDelivery({ delivery_id: 'sid-9.rp', sid: 'sid-9' })

type Opened = Parameters<Parameters<Check>[1]>[0]

/** Puts one of everything into a tenant. */
export async function fill(store: Opened, tenant_id: string): Promise<void> {
  await store.rotateKey(tenant_id, aKey('k'), { retired_at: NOW + 9, now: NOW })
  await store.registerClient(tenant_id, aClient('rp'))
  await store.putResource(tenant_id, aResource('https://api.example'))
  await store.signIn(tenant_id, 's', aSession(), undefined)
  const ended = aSession({ sid: 'sid-9', client_ids: ['rp'] })
  await store.signIn(tenant_id, 's9', ended, undefined)
  await store.endSessions(tenant_id, { sid: 'sid-9' }, ENDED)
  await store.recordConsent(tenant_id, 'jane', 'rp', aConsent())
  await store.openGrant(tenant_id, aGrant('g'), OPENED)
  await store.revokeToken(tenant_id, 'jti', NOW + 1000)
  await store.claimOnce(tenant_id, 'once', NOW, NOW + 1000)
  await store.keepSealed(tenant_id, 'ref', 'sealed', NOW + 1000)
}

/** Nothing of what `fill` puts into a tenant is to be seen in this one. */
export async function assertEmpty(store: Opened, tenant_id: string): Promise<void> {
  assert.deepEqual(await store.listKeys(tenant_id), [])
  assert.equal(await store.findClient(tenant_id, 'rp'), undefined)
  assert.deepEqual(await store.listClients(tenant_id), [])
  assert.deepEqual(await store.listResources(tenant_id), [])
  assert.equal(await store.findSession(tenant_id, 's', NOW), undefined)
  assert.deepEqual(await store.listSessions(tenant_id, 'jane', NOW), [])
  assert.deepEqual(await store.listDeliveries(tenant_id), [])
  await store.registerClient(tenant_id, aClient('rp'))
  const late = aGrant('late', { scope: ['openid'], sid: 'sid-9' })
  assert.equal(await store.openGrant(tenant_id, late, OPENED), 'opened')
  assert.equal(await store.findConsent(tenant_id, 'jane', 'rp'), undefined)
  assert.deepEqual(await store.findGrant(tenant_id, 'g', NOW), { outcome: 'unknown' })
  assert.deepEqual(await store.findGrant(tenant_id, 'g', NOW, 'jti'), { outcome: 'unknown' })
  assert.equal(await store.findSealed(tenant_id, 'ref', NOW), undefined)
  assert.equal(await store.claimOnce(tenant_id, 'once', NOW, NOW + 1000), 'first')
}
