import assert from 'node:assert/strict'
import type { LogoutDelivery } from '../../model/logout.ts'
import type { Store } from '../store.ts'
import { aGrant, aRefresh, aSession, atOnce, type Check, countOf, NOW, OPENED } from './given.ts'

/** When sessions are ended, if nothing else is said. */
export const ENDED = { now: NOW, expires_at: NOW + 5000 }

/** What is queued for `rp` when session `sid-1` ends so. */
export const aDelivery = (changed: Partial<LogoutDelivery> = {}): LogoutDelivery => ({
  delivery_id: 'sid-1.rp',
  client_id: 'rp',
  sub: 'jane',
  sid: 'sid-1',
  attempts: 0,
  next_at: NOW,
  expires_at: NOW + 5000,
  ...changed,
})

/** Sessions as clients know them, and their end. */
export function endingContract(check: Check): void {
  check('joinSession notes each client once', async (store, tenant_id) => {
    await store.signIn(tenant_id, 'hash', aSession(), undefined)
    assert.equal(await store.joinSession(tenant_id, 'sid-1', 'rp'), 'joined')
    assert.equal(await store.joinSession(tenant_id, 'sid-1', 'rp2'), 'joined')
    assert.equal(await store.joinSession(tenant_id, 'sid-1', 'rp'), 'joined')
    assert.equal(await store.joinSession(tenant_id, 'sid-2', 'rp'), 'unknown')
    const session = await store.findSession(tenant_id, 'hash', NOW)
    assert.deepEqual(session, aSession({ client_ids: ['rp', 'rp2'] }))
  })

  check('joinSession loses none of 50 who join at once', async (store, tenant_id) => {
    await store.signIn(tenant_id, 'hash', aSession(), undefined)
    await atOnce(50, (turn) => store.joinSession(tenant_id, 'sid-1', `rp${turn}`))
    const session = await store.findSession(tenant_id, 'hash', NOW)
    assert.equal(new Set(session?.client_ids).size, 50)
  })

  check(
    'joinSession tells full where there are so many already, and changes nothing',
    async (store, tenant_id) => {
      await store.signIn(tenant_id, 'hash', aSession({ client_ids: ['a', 'b'] }), undefined)
      assert.equal(await store.joinSession(tenant_id, 'sid-1', 'c', 2), 'full')
      assert.equal(await store.joinSession(tenant_id, 'sid-1', 'b', 2), 'joined')
      assert.equal(await store.joinSession(tenant_id, 'sid-9', 'c', 2), 'unknown')
      const kept = await store.findSession(tenant_id, 'hash', NOW)
      assert.deepEqual(kept, aSession({ client_ids: ['a', 'b'] }))
      assert.equal(await store.joinSession(tenant_id, 'sid-1', 'c', 3), 'joined')
      assert.equal(await store.joinSession(tenant_id, 'sid-1', 'd'), 'joined')
    },
  )

  check('joinSession lets in no more than so many of 50 at once', async (store, tenant_id) => {
    await store.signIn(tenant_id, 'hash', aSession(), undefined)
    const told = await atOnce(50, (turn) => store.joinSession(tenant_id, 'sid-1', `rp${turn}`, 20))
    assert.deepEqual(countOf(told), { joined: 20, full: 30 })
    assert.equal((await store.findSession(tenant_id, 'hash', NOW))?.client_ids?.length, 20)
  })

  check('signIn anew keeps the clients of a session of one sid', async (store, tenant_id) => {
    await store.signIn(tenant_id, 'old', aSession({ client_ids: ['rp'] }), undefined)
    const anew = aSession({ auth_time: NOW + 60, client_ids: ['rp2'] })
    await store.signIn(tenant_id, 'new', anew, 'old')
    const kept = await store.findSession(tenant_id, 'new', NOW)
    assert.deepEqual(kept?.client_ids?.toSorted(), ['rp', 'rp2'])
    assert.equal(kept?.auth_time, NOW + 60)
    await store.signIn(tenant_id, 'other', aSession({ sid: 'sid-2' }), 'new')
    const other = await store.findSession(tenant_id, 'other', NOW)
    assert.deepEqual(other, aSession({ sid: 'sid-2' }))
  })

  check(
    "listSessions lists a person's, oldest first, until they expire",
    async (store, tenant_id) => {
      const one = aSession({ sid: 'sid-9', expires_at: NOW + 20 })
      const two = aSession({ created_at: NOW + 1, expires_at: NOW + 10 })
      await store.signIn(tenant_id, 'h2', two, undefined)
      await store.signIn(tenant_id, 'h1', one, undefined)
      await store.signIn(tenant_id, 'h3', aSession({ sid: 'sid-3', sub: 'joe' }), undefined)
      assert.deepEqual(await store.listSessions(tenant_id, 'jane', NOW + 9), [one, two])
      assert.deepEqual(await store.listSessions(tenant_id, 'jane', NOW + 10), [one])
      assert.deepEqual(await store.listSessions(tenant_id, 'jane', NOW + 20), [])
    },
  )

  check('endSessions ends one session by its sid, or all of a person', async (store, tenant_id) => {
    await signInThrice(store, tenant_id)
    const ended = await store.endSessions(tenant_id, { sid: 'sid-1' }, ENDED)
    assert.deepEqual(ended, [aSession()])
    assert.equal(await store.findSession(tenant_id, 'h1', NOW), undefined)
    assert.equal((await store.findSession(tenant_id, 'h2', NOW))?.sid, 'sid-2')
    const others = await store.endSessions(tenant_id, { sub: 'jane' }, ENDED)
    assert.deepEqual(others, [aSession({ sid: 'sid-2' })])
    assert.equal((await store.findSession(tenant_id, 'h3', NOW))?.sub, 'joe')
  })

  check('endSessions tells an ended session to one of 20 callers', async (store, tenant_id) => {
    await store.signIn(tenant_id, 'hash', aSession({ client_ids: ['rp'] }), undefined)
    const told = await atOnce(20, (turn) =>
      store.endSessions(tenant_id, turn % 2 ? { sid: 'sid-1' } : { sub: 'jane' }, ENDED),
    )
    assert.deepEqual(told.flat(), [aSession({ client_ids: ['rp'] })])
    assert.deepEqual(await store.listDeliveries(tenant_id), [aDelivery()])
  })

  check('endSessions neither tells nor queues what has expired', async (store, tenant_id) => {
    const over = aSession({ client_ids: ['rp'], expires_at: NOW })
    await store.signIn(tenant_id, 'hash', over, undefined)
    assert.deepEqual(await store.endSessions(tenant_id, { sid: 'sid-1' }, ENDED), [])
    assert.deepEqual(await store.listDeliveries(tenant_id), [])
  })
}

/** What becomes of grants when the session they are of ends. */
export function signedOutContract(check: Check): void {
  const online = aGrant('g', { scope: ['openid'] })

  check(
    'endSessions revokes grants without offline_access, and no other (Back-Channel Logout §2.7)',
    async (store, tenant_id) => {
      const offline = aGrant('offline')
      const foreign = aGrant('foreign', { scope: ['openid'], sid: 'sid-2' })
      await signInThrice(store, tenant_id)
      for (const grant of [online, offline, foreign])
        await store.openGrant(tenant_id, grant, OPENED)
      await store.endSessions(tenant_id, { sid: 'sid-1' }, ENDED)
      const revoked = { outcome: 'revoked', reason: 'signed_out' }
      assert.deepEqual(await store.findGrant(tenant_id, 'g', NOW), revoked)
      assert.deepEqual(await store.refreshGrant(tenant_id, aRefresh()), { outcome: 'unknown' })
      for (const grant of [offline, foreign]) {
        const live = { outcome: 'live', grant, generation: 0 }
        assert.deepEqual(await store.findGrant(tenant_id, grant.grant_id, NOW), live)
      }
    },
  )

  check('openGrant tells signed_out once the session has ended', async (store, tenant_id) => {
    await signInThrice(store, tenant_id)
    await store.endSessions(tenant_id, { sub: 'jane' }, ENDED)
    assert.equal(await store.openGrant(tenant_id, online, OPENED), 'signed_out')
    assert.deepEqual(await store.findGrant(tenant_id, 'g', NOW), { outcome: 'unknown' })
    assert.equal(await store.openGrant(tenant_id, aGrant('offline'), OPENED), 'opened')
    const joes = aGrant('joes', { scope: ['openid'], sub: 'joe', sid: 'sid-3' })
    assert.equal(await store.openGrant(tenant_id, joes, OPENED), 'opened')
  })

  check('a code that comes again after its session is a replay', async (store, tenant_id) => {
    await signInThrice(store, tenant_id)
    await store.openGrant(tenant_id, online, OPENED)
    await store.endSessions(tenant_id, { sid: 'sid-1' }, ENDED)
    assert.equal(await store.openGrant(tenant_id, online, OPENED), 'replayed')
  })

  check('a redemption and a sign-out at once leave no live grant', async (store, tenant_id) => {
    await signInThrice(store, tenant_id)
    const [opened] = await Promise.all([
      store.openGrant(tenant_id, online, OPENED),
      store.endSessions(tenant_id, { sid: 'sid-1' }, ENDED),
    ])
    const { outcome } = await store.findGrant(tenant_id, 'g', NOW)
    assert.equal(outcome, opened === 'opened' ? 'revoked' : 'unknown')
  })
}

async function signInThrice(store: Store, tenant_id: string) {
  await store.signIn(tenant_id, 'h1', aSession(), undefined)
  await store.signIn(tenant_id, 'h2', aSession({ sid: 'sid-2' }), undefined)
  await store.signIn(tenant_id, 'h3', aSession({ sid: 'sid-3', sub: 'joe' }), undefined)
}
