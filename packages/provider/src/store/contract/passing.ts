import assert from 'node:assert/strict'
import { aGrant, aKey, aSession, atOnce, type Check, countOf, NOW, OPENED } from './given.ts'

/** What is used once, and what is kept for a short time. */
export function passingContract(check: Check): void {
  check('claimOnce tells first to the first', async (store, tenant_id) => {
    assert.equal(await store.claimOnce(tenant_id, 'jti', NOW, NOW + 60), 'first')
    assert.equal(await store.claimOnce(tenant_id, 'jti', NOW, NOW + 60), 'again')
    assert.equal(await store.claimOnce(tenant_id, 'jti2', NOW, NOW + 60), 'first')
  })

  check('claimOnce lasts until it has expired, as first claimed', async (store, tenant_id) => {
    await store.claimOnce(tenant_id, 'jti', NOW, NOW + 60)
    assert.equal(await store.claimOnce(tenant_id, 'jti', NOW + 59, NOW + 500), 'again')
    assert.equal(await store.claimOnce(tenant_id, 'jti', NOW + 60, NOW + 120), 'first')
    assert.equal(await store.claimOnce(tenant_id, 'jti', NOW + 119, NOW + 500), 'again')
  })

  check(
    'findClaim finds what was claimed, in this tenant, until it has expired',
    async (store, tenant_id, other_id) => {
      assert.equal(await store.findClaim(tenant_id, 'jti', NOW), 'free')
      await store.claimOnce(tenant_id, 'jti', NOW, NOW + 60)
      assert.equal(await store.findClaim(tenant_id, 'jti', NOW), 'claimed')
      assert.equal(await store.findClaim(tenant_id, 'jti', NOW + 59), 'claimed')
      assert.equal(await store.findClaim(tenant_id, 'jti', NOW + 60), 'free')
      assert.equal(await store.findClaim(tenant_id, 'jti2', NOW), 'free')
      assert.equal(await store.findClaim(other_id, 'jti', NOW), 'free')
      assert.equal(await store.claimOnce(tenant_id, 'jti2', NOW, NOW + 60), 'first')
    },
  )

  check('of 100 who claim one thing at once, one is first', async (store, tenant_id) => {
    const told = await atOnce(100, () => store.claimOnce(tenant_id, 'jti', NOW, NOW + 60))
    assert.deepEqual(countOf(told), { first: 1, again: 99 })
  })

  check('findSealed finds what keepSealed kept, until it has expired', async (store, tenant_id) => {
    const sealed = 'x'.repeat(20_000)
    await store.keepSealed(tenant_id, 'ref', sealed, NOW + 60)
    assert.equal(await store.findSealed(tenant_id, 'ref', NOW + 59), sealed)
    assert.equal(await store.findSealed(tenant_id, 'ref', NOW + 60), undefined)
    assert.equal(await store.findSealed(tenant_id, 'ref2', NOW), undefined)
  })
}

const FOREVER = NOW * 2

/** Sweeping: of the whole store, so each test first sweeps away what others left. */
export function sweepContract(check: Check): void {
  check(
    'sweep deletes what has expired, of every kind, and tells how much',
    async (store, tenant_id) => {
      await store.sweep(FOREVER, 1_000_000)
      const at = NOW + 100
      await expireAt(store, tenant_id, 'over', at)
      await expireAt(store, tenant_id, 'later', at + 1)
      assert.equal(await store.sweep(at - 1, 1000), 0)
      assert.equal(await store.sweep(at, 1000), 6)
      assert.equal(await store.sweep(at, 1000), 0)
      assert.equal(await store.findSession(tenant_id, 'over', NOW), undefined)
      const left = await store.listDeliveries(tenant_id)
      assert.deepEqual(
        left.map(({ sid }) => sid),
        ['later-sid'],
      )
      assert.deepEqual(await store.findGrant(tenant_id, 'over', NOW, 'over'), {
        outcome: 'unknown',
      })
      assert.equal(await store.findSealed(tenant_id, 'over', NOW), undefined)
      assert.equal((await store.findSession(tenant_id, 'later', NOW))?.expires_at, at + 1)
      assert.equal((await store.findGrant(tenant_id, 'later', NOW)).outcome, 'live')
      assert.equal((await store.findGrant(tenant_id, 'later', NOW, 'later')).outcome, 'revoked')
      assert.equal(await store.findSealed(tenant_id, 'later', NOW), 'later')
      assert.equal(await store.claimOnce(tenant_id, 'later', NOW, at), 'again')
      assert.equal(await store.claimOnce(tenant_id, 'over', NOW, at), 'first')
    },
  )

  check('sweep deletes keys that were retired before now', async (store, tenant_id) => {
    await store.sweep(FOREVER, 1_000_000)
    const older = { retired_at: NOW + 10, now: NOW }
    await store.rotateKey(tenant_id, aKey('old'), older)
    await store.rotateKey(tenant_id, aKey('new', { created_at: NOW + 1 }), older)
    assert.equal(await store.sweep(NOW + 10, 1000), 0)
    assert.equal(await store.sweep(NOW + 11, 1000), 1)
    assert.deepEqual(await store.listKeys(tenant_id), [aKey('new', { created_at: NOW + 1 })])
  })

  check('sweep deletes up to limit rows of each kind', async (store, tenant_id, other_id) => {
    await store.sweep(FOREVER, 1_000_000)
    for (let turn = 0; turn < 5; turn += 1) await expireAt(store, tenant_id, `${turn}`, NOW + turn)
    for (let turn = 0; turn < 2; turn += 1) await expireAt(store, other_id, `${turn}`, NOW + turn)
    assert.equal(await store.sweep(NOW + 10, 3), 18)
    assert.equal(await store.sweep(NOW + 10, 3), 18)
    assert.equal(await store.sweep(NOW + 10, 3), 6)
    assert.equal(await store.sweep(NOW + 10, 3), 0)
  })
}

type Opened = Parameters<Parameters<Check>[1]>[0]

async function expireAt(store: Opened, tenant_id: string, name: string, expires_at: number) {
  await store.signIn(tenant_id, name, aSession({ expires_at }), undefined)
  const gone = aSession({ sid: `${name}-sid`, client_ids: ['rp'] })
  await store.signIn(tenant_id, `${name}-gone`, gone, undefined)
  const ended = { now: NOW - 1000, expires_at }
  await store.endSessions(tenant_id, { sid: gone.sid }, ended)
  await store.openGrant(tenant_id, aGrant(name), { ...OPENED, expires_at })
  await store.revokeToken(tenant_id, name, expires_at)
  await store.claimOnce(tenant_id, name, NOW - 1000, expires_at)
  await store.keepSealed(tenant_id, name, name, expires_at)
}
