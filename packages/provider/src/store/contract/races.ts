import assert from 'node:assert/strict'
import { aGrant, aRefresh, aRevocation, atOnce, type Check, countOf, NOW, OPENED } from './given.ts'

/** What holds when many come at once, through one store. */
export function raceContract(check: Check): void {
  check(
    'PITFALLS 25: of 100 who redeem one code at once, one has opened the grant',
    async (store, tenant_id) => {
      const told = await atOnce(100, () => store.openGrant(tenant_id, aGrant('g'), OPENED))
      assert.deepEqual(countOf(told), { opened: 1, replayed: 99 })
      const revoked = { outcome: 'revoked', reason: 'code_replayed' }
      assert.deepEqual(await store.findGrant(tenant_id, 'g', NOW), revoked)
    },
  )

  check('200 grants opened at once are all there afterwards', async (store, tenant_id) => {
    const told = await atOnce(200, (turn) =>
      store.openGrant(tenant_id, aGrant(`g${turn}`, { nonce: `n${turn}` }), OPENED),
    )
    assert.deepEqual(countOf(told), { opened: 200 })
    const found = await atOnce(200, (turn) => store.findGrant(tenant_id, `g${turn}`, NOW))
    found.forEach((standing, turn) => {
      const grant = aGrant(`g${turn}`, { nonce: `n${turn}` })
      assert.deepEqual(standing, { outcome: 'live', grant, generation: 0 })
    })
  })

  check(
    '100 who refresh at once within the grace get one new generation',
    async (store, tenant_id) => {
      await store.openGrant(tenant_id, aGrant('g'), OPENED)
      const told = await atOnce(100, () => store.refreshGrant(tenant_id, aRefresh()))
      assert.deepEqual(countOf(told.map(({ outcome }) => outcome)), { refreshed: 1, retried: 99 })
      for (const { outcome, ...given } of told)
        assert.deepEqual(given, { grant: aGrant('g'), generation: 1 }, outcome)
      const live = { outcome: 'live', grant: aGrant('g'), generation: 1 }
      assert.deepEqual(await store.findGrant(tenant_id, 'g', NOW), live)
    },
  )

  check(
    'of 100 who refresh at once without a grace, one is refreshed and one is told of reuse',
    async (store, tenant_id) => {
      await store.openGrant(tenant_id, aGrant('g'), OPENED)
      const refreshes = await atOnce(100, () =>
        store.refreshGrant(tenant_id, aRefresh({ grace: -1 })),
      )
      const told = countOf(refreshes.map((refresh) => refresh.outcome))
      assert.deepEqual(told, { refreshed: 1, reused: 1, unknown: 98 })
    },
  )

  check('of 100 who revoke at once, one has revoked', async (store, tenant_id) => {
    await store.openGrant(tenant_id, aGrant('g'), OPENED)
    const told = await atOnce(100, () => store.revokeGrant(tenant_id, aRevocation()))
    assert.deepEqual(countOf(told), { revoked: 1, already: 99 })
  })

  check(
    'a redemption and a revocation at once leave the grant revoked',
    async (store, tenant_id) => {
      const [opened, revoked] = await Promise.all([
        store.openGrant(tenant_id, aGrant('g'), OPENED),
        store.revokeGrant(tenant_id, aRevocation()),
      ])
      assert.equal(revoked, 'revoked')
      assert.ok(opened === 'opened' || opened === 'replayed')
      assert.equal((await store.findGrant(tenant_id, 'g', NOW)).outcome, 'revoked')
    },
  )
}
