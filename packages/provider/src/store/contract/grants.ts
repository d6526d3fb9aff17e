import assert from 'node:assert/strict'
import { aGrant, aRefresh, aRevocation, type Check, NOW, OPENED } from './given.ts'

const UNKNOWN = { outcome: 'unknown' }
const REPLAYED = { outcome: 'revoked', reason: 'code_replayed' }
const BY_CLIENT = { outcome: 'revoked', reason: 'revoked_by_client' }

/** Grants: opened, found, revoked. */
export function grantContract(check: Check): void {
  check('openGrant opens a grant at generation 0', async (store, tenant_id) => {
    assert.equal(await store.openGrant(tenant_id, aGrant('g'), OPENED), 'opened')
    const live = { outcome: 'live', grant: aGrant('g'), generation: 0 }
    assert.deepEqual(await store.findGrant(tenant_id, 'g', NOW), live)
  })

  check(
    'openGrant keeps a grant without its optional members as it is',
    async (store, tenant_id) => {
      const { amr: _, nonce: __, sid: ___, ...bare } = aGrant('g')
      await store.openGrant(tenant_id, bare, OPENED)
      const live = { outcome: 'live', grant: bare, generation: 0 }
      assert.deepEqual(await store.findGrant(tenant_id, 'g', NOW), live)
    },
  )

  check(
    'openGrant a second time tells replayed and revokes the grant (RFC 6749 §4.1.2)',
    async (store, tenant_id) => {
      await store.openGrant(tenant_id, aGrant('g'), OPENED)
      const other = aGrant('g', { client_id: 'rp2', sub: 'joe' })
      assert.equal(await store.openGrant(tenant_id, other, OPENED), 'replayed')
      assert.equal(await store.openGrant(tenant_id, aGrant('g'), OPENED), 'replayed')
      assert.deepEqual(await store.findGrant(tenant_id, 'g', NOW), REPLAYED)
      assert.deepEqual(await store.refreshGrant(tenant_id, aRefresh()), UNKNOWN)
    },
  )

  check(
    'openGrant of a grant revoked beforehand tells replayed, the reason stays',
    async (store, tenant_id) => {
      await store.revokeGrant(tenant_id, aRevocation())
      assert.equal(await store.openGrant(tenant_id, aGrant('g'), OPENED), 'replayed')
      assert.deepEqual(await store.findGrant(tenant_id, 'g', NOW), BY_CLIENT)
    },
  )

  check(
    'findGrant knows a grant until it has expired (expires_at <= now)',
    async (store, tenant_id) => {
      await store.openGrant(tenant_id, aGrant('g'), { now: NOW, expires_at: NOW + 10 })
      assert.equal((await store.findGrant(tenant_id, 'g', NOW + 9)).outcome, 'live')
      assert.deepEqual(await store.findGrant(tenant_id, 'g', NOW + 10), UNKNOWN)
      assert.deepEqual(await store.findGrant(tenant_id, 'none', NOW), UNKNOWN)
    },
  )

  check('revokeGrant revokes a grant, and tells so once', async (store, tenant_id) => {
    await store.openGrant(tenant_id, aGrant('g'), OPENED)
    assert.equal(await store.revokeGrant(tenant_id, aRevocation()), 'revoked')
    const again = aRevocation({ reason: 'revoked_by_operator' })
    assert.equal(await store.revokeGrant(tenant_id, again), 'already')
    assert.deepEqual(await store.findGrant(tenant_id, 'g', NOW), BY_CLIENT)
    assert.deepEqual(await store.refreshGrant(tenant_id, aRefresh()), UNKNOWN)
  })

  check('revokeGrant leaves a grant of another client as it is', async (store, tenant_id) => {
    await store.openGrant(tenant_id, aGrant('g'), OPENED)
    assert.equal(await store.revokeGrant(tenant_id, aRevocation({ client_id: 'rp2' })), 'foreign')
    assert.equal((await store.findGrant(tenant_id, 'g', NOW)).outcome, 'live')
    await store.revokeGrant(tenant_id, aRevocation())
    assert.equal(await store.revokeGrant(tenant_id, aRevocation({ client_id: 'rp2' })), 'foreign')
  })

  check('revokeGrant revokes beforehand, until expires_at', async (store, tenant_id) => {
    const revocation = aRevocation({ expires_at: NOW + 100 })
    assert.equal(await store.revokeGrant(tenant_id, revocation), 'revoked')
    assert.equal(await store.revokeGrant(tenant_id, revocation), 'already')
    assert.deepEqual(await store.findGrant(tenant_id, 'g', NOW + 99), BY_CLIENT)
    assert.deepEqual(await store.findGrant(tenant_id, 'g', NOW + 100), UNKNOWN)
  })

  check(
    'revokeGrant lasts as long as the grant would have, and as asked',
    async (store, tenant_id) => {
      await store.openGrant(tenant_id, aGrant('g'), OPENED)
      await store.revokeGrant(tenant_id, aRevocation({ expires_at: NOW + 100 }))
      assert.deepEqual(await store.findGrant(tenant_id, 'g', NOW + 999), BY_CLIENT)
      await store.openGrant(tenant_id, aGrant('g2'), OPENED)
      await store.revokeGrant(tenant_id, aRevocation({ grant_id: 'g2', expires_at: NOW + 5000 }))
      assert.deepEqual(await store.findGrant(tenant_id, 'g2', NOW + 4999), BY_CLIENT)
    },
  )
}

/** Single access tokens of a grant. */
export function tokenContract(check: Check): void {
  check('revokeToken revokes one token, not its grant', async (store, tenant_id) => {
    await store.openGrant(tenant_id, aGrant('g'), OPENED)
    await store.revokeToken(tenant_id, 'jti-1', NOW + 300)
    await store.revokeToken(tenant_id, 'jti-1', NOW + 300)
    assert.deepEqual(await store.findGrant(tenant_id, 'g', NOW, 'jti-1'), BY_CLIENT)
    assert.equal((await store.findGrant(tenant_id, 'g', NOW, 'jti-2')).outcome, 'live')
    assert.equal((await store.findGrant(tenant_id, 'g', NOW)).outcome, 'live')
  })

  check('revokeToken lasts until the token has expired', async (store, tenant_id) => {
    await store.openGrant(tenant_id, aGrant('g'), OPENED)
    await store.revokeToken(tenant_id, 'jti', NOW + 300)
    assert.deepEqual(await store.findGrant(tenant_id, 'g', NOW + 299, 'jti'), BY_CLIENT)
    assert.equal((await store.findGrant(tenant_id, 'g', NOW + 300, 'jti')).outcome, 'live')
  })

  check(
    'findGrant tells of a revoked token whose code is not yet redeemed',
    async (store, tenant_id) => {
      await store.revokeToken(tenant_id, 'jti', NOW + 300)
      assert.deepEqual(await store.findGrant(tenant_id, 'g', NOW, 'jti'), BY_CLIENT)
    },
  )

  check(
    'findGrant tells why the grant was revoked before it tells of the token',
    async (store, tenant_id) => {
      await store.openGrant(tenant_id, aGrant('g'), OPENED)
      await store.openGrant(tenant_id, aGrant('g'), OPENED)
      await store.revokeToken(tenant_id, 'jti', NOW + 300)
      assert.deepEqual(await store.findGrant(tenant_id, 'g', NOW, 'jti'), REPLAYED)
    },
  )
}
