import assert from 'node:assert/strict'
import { aGrant, aRefresh, type Check, NOW, OPENED } from './given.ts'

const grant = aGrant('g')
const UNKNOWN = { outcome: 'unknown' }
const REUSED = { outcome: 'revoked', reason: 'refresh_token_reused' }
const refreshed = (generation: number) => ({ outcome: 'refreshed', grant, generation })
const retried = (generation: number) => ({ outcome: 'retried', grant, generation })

/** Refresh: one compare-and-set (RFC 6749 §6, RFC 9700 §4.14.2). */
export function refreshContract(check: Check): void {
  check('the current generation refreshes to the next one', async (store, tenant_id) => {
    await store.openGrant(tenant_id, grant, OPENED)
    assert.deepEqual(await store.refreshGrant(tenant_id, aRefresh()), refreshed(1))
    const next = aRefresh({ generation: 1, now: NOW + 61 })
    assert.deepEqual(await store.refreshGrant(tenant_id, next), refreshed(2))
    const live = { outcome: 'live', grant, generation: 2 }
    assert.deepEqual(await store.findGrant(tenant_id, 'g', NOW + 62), live)
  })

  check('a refresh sets when the grant expires', async (store, tenant_id) => {
    await store.openGrant(tenant_id, grant, OPENED)
    await store.refreshGrant(tenant_id, aRefresh({ expires_at: NOW + 2000 }))
    assert.equal((await store.findGrant(tenant_id, 'g', NOW + 1999)).outcome, 'live')
    assert.deepEqual(await store.findGrant(tenant_id, 'g', NOW + 2000), UNKNOWN)
  })

  check(
    'the generation before it is a retry within the grace, given the current one',
    async (store, tenant_id) => {
      await store.openGrant(tenant_id, grant, OPENED)
      await store.refreshGrant(tenant_id, aRefresh({ now: NOW + 60 }))
      const late = aRefresh({ now: NOW + 90, grace: 30, expires_at: NOW + 9999 })
      assert.deepEqual(await store.refreshGrant(tenant_id, late), retried(1))
      assert.deepEqual(await store.refreshGrant(tenant_id, late), retried(1))
      assert.deepEqual(await store.findGrant(tenant_id, 'g', NOW + 2000), UNKNOWN)
      assert.deepEqual(
        await store.refreshGrant(tenant_id, aRefresh({ generation: 1, now: NOW + 91 })),
        refreshed(2),
      )
    },
  )

  check(
    'the generation before it is reuse after the grace: the grant is revoked',
    async (store, tenant_id) => {
      await store.openGrant(tenant_id, grant, OPENED)
      await store.refreshGrant(tenant_id, aRefresh({ now: NOW + 60 }))
      const reuse = aRefresh({ now: NOW + 91, grace: 30 })
      assert.deepEqual(await store.refreshGrant(tenant_id, reuse), { outcome: 'reused', grant })
      assert.deepEqual(await store.findGrant(tenant_id, 'g', NOW + 92), REUSED)
      assert.deepEqual(await store.refreshGrant(tenant_id, reuse), UNKNOWN)
      const current = aRefresh({ generation: 1, now: NOW + 92 })
      assert.deepEqual(await store.refreshGrant(tenant_id, current), UNKNOWN)
    },
  )

  check('an older generation is reuse within the grace too', async (store, tenant_id) => {
    await store.openGrant(tenant_id, grant, OPENED)
    await store.refreshGrant(tenant_id, aRefresh())
    await store.refreshGrant(tenant_id, aRefresh({ generation: 1 }))
    const reuse = aRefresh({ generation: 0 })
    assert.deepEqual(await store.refreshGrant(tenant_id, reuse), { outcome: 'reused', grant })
    assert.deepEqual(await store.findGrant(tenant_id, 'g', NOW + 61), REUSED)
  })

  check('with a grace of 0, the same second is still within it', async (store, tenant_id) => {
    await store.openGrant(tenant_id, grant, OPENED)
    await store.refreshGrant(tenant_id, aRefresh())
    assert.deepEqual(await store.refreshGrant(tenant_id, aRefresh({ grace: 0 })), retried(1))
    const later = aRefresh({ grace: 0, now: NOW + 61 })
    assert.equal((await store.refreshGrant(tenant_id, later)).outcome, 'reused')
  })

  for (const [what, changed] of Object.entries({
    'another grant': { grant_id: 'none' },
    "another client's": { client_id: 'rp2' },
    'a generation that never was': { generation: 1 },
    'a negative generation': { generation: -1 },
    'an expired grant': { now: NOW + 1000 },
  }))
    check(`a refresh of ${what} is unknown and changes nothing`, async (store, tenant_id) => {
      await store.openGrant(tenant_id, grant, OPENED)
      assert.deepEqual(await store.refreshGrant(tenant_id, aRefresh(changed)), UNKNOWN)
      const live = { outcome: 'live', grant, generation: 0 }
      assert.deepEqual(await store.findGrant(tenant_id, 'g', NOW + 999), live)
      assert.deepEqual(await store.refreshGrant(tenant_id, aRefresh()), refreshed(1))
    })

  check(
    'a refresh of a grant that was revoked and never opened is unknown',
    async (store, tenant_id) => {
      const revocation = { grant_id: 'g', client_id: 'rp', now: NOW, expires_at: NOW + 1000 }
      await store.revokeGrant(tenant_id, { ...revocation, reason: 'revoked_by_client' })
      assert.deepEqual(await store.refreshGrant(tenant_id, aRefresh()), UNKNOWN)
    },
  )
}
