import assert from 'node:assert/strict'
import { aConsent, aSession, atOnce, type Check, NOW } from './given.ts'

/** Sessions. */
export function sessionContract(check: Check): void {
  check('signIn keeps a session as it is', async (store, tenant_id) => {
    await store.signIn(tenant_id, 'hash', aSession(), undefined)
    assert.deepEqual(await store.findSession(tenant_id, 'hash', NOW), aSession())
    assert.equal(await store.findSession(tenant_id, 'hash2', NOW), undefined)
  })

  check('signIn ends the session that it replaces, and no other', async (store, tenant_id) => {
    const third = aSession({ sid: 'sid-3' })
    await store.signIn(tenant_id, 'hash1', aSession(), undefined)
    await store.signIn(tenant_id, 'hash2', aSession({ sid: 'sid-2' }), undefined)
    await store.signIn(tenant_id, 'hash3', third, 'hash1')
    assert.equal(await store.findSession(tenant_id, 'hash1', NOW), undefined)
    assert.deepEqual(await store.findSession(tenant_id, 'hash2', NOW), aSession({ sid: 'sid-2' }))
    assert.deepEqual(await store.findSession(tenant_id, 'hash3', NOW), third)
  })

  check('signIn may replace a session that is there no more', async (store, tenant_id) => {
    await store.signIn(tenant_id, 'hash', aSession(), 'gone')
    assert.deepEqual(await store.findSession(tenant_id, 'hash', NOW), aSession())
  })

  check(
    'findSession finds a session until it has expired (expires_at <= now)',
    async (store, tenant_id) => {
      const session = aSession({ expires_at: NOW + 10 })
      await store.signIn(tenant_id, 'hash', session, undefined)
      assert.deepEqual(await store.findSession(tenant_id, 'hash', NOW + 9), session)
      assert.equal(await store.findSession(tenant_id, 'hash', NOW + 10), undefined)
      assert.equal(await store.findSession(tenant_id, 'hash', NOW + 11), undefined)
    },
  )

  check('signOut ends a session, and gives it to one caller', async (store, tenant_id) => {
    await store.signIn(tenant_id, 'hash', aSession(), undefined)
    const told = await atOnce(20, () => store.signOut(tenant_id, 'hash'))
    assert.deepEqual(
      told.filter((session) => session !== undefined),
      [aSession()],
    )
    assert.equal(await store.findSession(tenant_id, 'hash', NOW), undefined)
  })
}

/** Consents. */
export function consentContract(check: Check): void {
  check('recordConsent keeps what was allowed', async (store, tenant_id) => {
    await store.recordConsent(tenant_id, 'jane', 'rp', aConsent())
    assert.deepEqual(await store.findConsent(tenant_id, 'jane', 'rp'), aConsent())
    assert.equal(await store.findConsent(tenant_id, 'joe', 'rp'), undefined)
    assert.equal(await store.findConsent(tenant_id, 'jane', 'rp2'), undefined)
  })

  check('recordConsent adds to what was allowed before', async (store, tenant_id) => {
    await store.recordConsent(tenant_id, 'jane', 'rp', aConsent())
    const more = { scope: ['profile', 'email'], resource: ['https://two.example'] }
    const later = { in: 'request-2', given_at: NOW + 60 }
    await store.recordConsent(tenant_id, 'jane', 'rp', { ...more, ...later })
    assert.deepEqual(inOrder(await store.findConsent(tenant_id, 'jane', 'rp')), {
      scope: ['email', 'openid', 'profile'],
      resource: ['https://api.example', 'https://two.example'],
      ...later,
    })
  })

  check('recordConsent adds to the claims that were allowed', async (store, tenant_id) => {
    const claimsOf = async () => (await store.findConsent(tenant_id, 'jane', 'rp'))?.claims
    await store.recordConsent(tenant_id, 'jane', 'rp', aConsent({ claims: ['birthdate'] }))
    await store.recordConsent(tenant_id, 'jane', 'rp', aConsent({ claims: ['gender'] }))
    assert.deepEqual((await claimsOf())?.toSorted(), ['birthdate', 'gender'])
    await store.recordConsent(tenant_id, 'jane', 'rp', aConsent())
    assert.deepEqual((await claimsOf())?.toSorted(), ['birthdate', 'gender'])
  })

  check('recordConsent keeps the union of 100 given at once', async (store, tenant_id) => {
    await atOnce(100, (turn) => {
      const one = aConsent({ scope: [`s${turn % 50}`], resource: [`https://${turn}.example`] })
      return store.recordConsent(tenant_id, 'jane', 'rp', one)
    })
    const consent = await store.findConsent(tenant_id, 'jane', 'rp')
    assert.equal(consent?.scope.length, 50)
    assert.equal(consent?.resource.length, 100)
  })

  check('removeConsent takes it back, and tells so once', async (store, tenant_id) => {
    for (const client_id of ['rp', 'rp2'])
      await store.recordConsent(tenant_id, 'jane', client_id, aConsent())
    assert.equal(await store.removeConsent(tenant_id, 'jane', 'rp'), 'removed')
    assert.equal(await store.removeConsent(tenant_id, 'jane', 'rp'), 'unknown')
    assert.equal(await store.findConsent(tenant_id, 'jane', 'rp'), undefined)
    assert.deepEqual(await store.findConsent(tenant_id, 'jane', 'rp2'), aConsent())
  })
}

const inOrder = (consent: ReturnType<typeof aConsent> | undefined) =>
  consent && {
    ...consent,
    scope: consent.scope.toSorted(),
    resource: consent.resource.toSorted(),
  }
