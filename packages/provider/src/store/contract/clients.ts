import assert from 'node:assert/strict'
import type { Client } from '../../model/client.ts'
import {
  aClient,
  aConsent,
  aGrant,
  aRefresh,
  aResource,
  aRevocation,
  atOnce,
  type Check,
  countOf,
  NOW,
  OPENED,
  registerBoth,
} from './given.ts'

/** Clients. */
export function clientContract(check: Check): void {
  check('registerClient keeps a client as it is', async (store, tenant_id) => {
    assert.equal(await store.registerClient(tenant_id, aClient('rp')), 'registered')
    assert.deepEqual(await store.findClient(tenant_id, 'rp'), aClient('rp'))
    assert.equal(await store.findClient(tenant_id, 'RP'), undefined)
    assert.equal(await store.findClient(tenant_id, ''), undefined)
  })

  check(
    'registerClient tells taken, and changes nothing, if there is one',
    async (store, tenant_id) => {
      await store.registerClient(tenant_id, aClient('rp'))
      assert.equal(await store.registerClient(tenant_id, aClient('rp', { trusted: true })), 'taken')
      assert.deepEqual(await store.findClient(tenant_id, 'rp'), aClient('rp'))
    },
  )

  check(
    'of 100 who register one client_id at once, one has registered it',
    async (store, tenant_id) => {
      const told = await atOnce(100, (turn) =>
        store.registerClient(tenant_id, aClient('rp', { client_name: `${turn}` })),
      )
      assert.deepEqual(countOf(told), { registered: 1, taken: 99 })
      const kept = await store.findClient(tenant_id, 'rp')
      assert.equal(kept?.client_name, `${told.indexOf('registered')}`)
    },
  )

  check('listClients lists them by id', async (store, tenant_id) => {
    for (const client_id of ['c', 'a', 'b'])
      await store.registerClient(tenant_id, aClient(client_id))
    assert.deepEqual(
      await store.listClients(tenant_id),
      ['a', 'b', 'c'].map((id) => aClient(id)),
    )
  })

  check(
    'removeClient removes it with its consents, and tells so once',
    async (store, tenant_id) => {
      for (const client_id of ['rp', 'rp2']) {
        await store.registerClient(tenant_id, aClient(client_id))
        await store.recordConsent(tenant_id, 'jane', client_id, aConsent())
      }
      assert.equal(await store.removeClient(tenant_id, 'rp'), 'removed')
      assert.equal(await store.removeClient(tenant_id, 'rp'), 'unknown')
      assert.equal(await store.findClient(tenant_id, 'rp'), undefined)
      assert.equal(await store.findConsent(tenant_id, 'jane', 'rp'), undefined)
      assert.deepEqual(await store.findClient(tenant_id, 'rp2'), aClient('rp2'))
      assert.deepEqual(await store.findConsent(tenant_id, 'jane', 'rp2'), aConsent())
    },
  )

  check('openGrant tells unknown_client where there is none', async (store, tenant_id) => {
    const opened = () => store.openGrant(tenant_id, aGrant('g'), OPENED)
    assert.equal(await opened(), 'unknown_client')
    await store.registerClient(tenant_id, aClient('rp'))
    await store.removeClient(tenant_id, 'rp')
    assert.equal(await opened(), 'unknown_client')
    assert.deepEqual(await store.findGrant(tenant_id, 'g', NOW), { outcome: 'unknown' })
    await store.registerClient(tenant_id, aClient('rp'))
    assert.equal(await opened(), 'opened')
  })

  check('a redemption and a removal at once leave no live grant', async (store, tenant_id) => {
    await store.registerClient(tenant_id, aClient('rp'))
    const [opened] = await Promise.all([
      store.openGrant(tenant_id, aGrant('g'), OPENED),
      store.removeClient(tenant_id, 'rp'),
    ])
    const { outcome } = await store.findGrant(tenant_id, 'g', NOW)
    assert.equal(outcome, opened === 'opened' ? 'revoked' : 'unknown')
  })

  check('removeClient revokes its grants in every respect', async (store, tenant_id) => {
    await store.registerClient(tenant_id, aClient('rp'))
    await store.openGrant(tenant_id, aGrant('g'), OPENED)
    await store.removeClient(tenant_id, 'rp')
    const revoked = { outcome: 'revoked', reason: 'revoked_by_operator' }
    assert.deepEqual(await store.findGrant(tenant_id, 'g', NOW), revoked)
    assert.deepEqual(await store.refreshGrant(tenant_id, aRefresh()), { outcome: 'unknown' })
    assert.equal(await store.revokeGrant(tenant_id, aRevocation()), 'already')
    assert.equal(await store.openGrant(tenant_id, aGrant('g'), OPENED), 'replayed')
    assert.deepEqual(await store.findGrant(tenant_id, 'g', NOW), revoked)
  })

  check(
    "removeClient leaves others' grants, and what was revoked before",
    async (store, tenant_id) => {
      await registerBoth(store, tenant_id)
      const foreign = aGrant('foreign', { client_id: 'rp2' })
      for (const grant of [aGrant('g'), foreign]) await store.openGrant(tenant_id, grant, OPENED)
      await store.openGrant(tenant_id, aGrant('g'), OPENED)
      await store.removeClient(tenant_id, 'rp')
      const live = { outcome: 'live', grant: foreign, generation: 0 }
      assert.deepEqual(await store.findGrant(tenant_id, 'foreign', NOW), live)
      const replayed = { outcome: 'revoked', reason: 'code_replayed' }
      assert.deepEqual(await store.findGrant(tenant_id, 'g', NOW), replayed)
    },
  )

  check(
    'a client registered anew has none of the old grants, and may have new ones',
    async (store, tenant_id) => {
      await store.registerClient(tenant_id, aClient('rp'))
      await store.openGrant(tenant_id, aGrant('old'), OPENED)
      await store.removeClient(tenant_id, 'rp')
      await store.registerClient(tenant_id, aClient('rp'))
      assert.equal(await store.openGrant(tenant_id, aGrant('g'), OPENED), 'opened')
      const live = { outcome: 'live', grant: aGrant('g'), generation: 0 }
      assert.deepEqual(await store.findGrant(tenant_id, 'g', NOW), live)
      assert.equal((await store.refreshGrant(tenant_id, aRefresh())).outcome, 'refreshed')
      const revoked = { outcome: 'revoked', reason: 'revoked_by_operator' }
      assert.deepEqual(await store.findGrant(tenant_id, 'old', NOW), revoked)
    },
  )
}

/** Clients that change, and those that registered themselves (RFC 7591, RFC 7592). */
export function changingClientContract(check: Check): void {
  const dynamic = { registration_access_token_hash: 'a-keyed-hash', expires_at: NOW + 100 }

  const before = aClient('rp', { dynamic, localized: { 'client_name#de': 'Laden' } })
  const changed = aClient('rp', { client_name: 'Another', client_secret_hash: 'another-hash' })
  const place = { before, consents: 'keep' } as const

  check('replaceClient changes a client that is as it was read', async (store, tenant_id) => {
    assert.equal(await store.replaceClient(tenant_id, changed, place), 'unknown')
    assert.equal(await store.findClient(tenant_id, 'rp'), undefined)
    await store.registerClient(tenant_id, before)
    await store.recordConsent(tenant_id, 'jane', 'rp', aConsent())
    await store.openGrant(tenant_id, aGrant('g'), OPENED)
    assert.equal(await store.replaceClient(tenant_id, changed, place), 'replaced')
    assert.deepEqual(await store.findClient(tenant_id, 'rp'), changed)
    assert.deepEqual(await store.findConsent(tenant_id, 'jane', 'rp'), aConsent())
    assert.equal((await store.findGrant(tenant_id, 'g', NOW)).outcome, 'live')
  })

  check(
    'replaceClient tells changed, and changes nothing, if it is another than was read',
    async (store, tenant_id) => {
      await store.registerClient(tenant_id, before)
      await store.recordConsent(tenant_id, 'jane', 'rp', aConsent())
      await store.keepClient(tenant_id, 'rp')
      const kept = await store.findClient(tenant_id, 'rp')
      assert.ok(kept)
      const removing = { before, consents: 'remove' } as const
      assert.equal(await store.replaceClient(tenant_id, changed, removing), 'changed')
      assert.deepEqual(await store.findClient(tenant_id, 'rp'), kept)
      assert.deepEqual(await store.findConsent(tenant_id, 'jane', 'rp'), aConsent())
      const again = await store.replaceClient(tenant_id, changed, { ...place, before: kept })
      assert.equal(again, 'replaced')
    },
  )

  check(
    'replaceClient looks at what is said, not at its order (RFC 8259 §4)',
    async (store, tenant_id) => {
      await store.registerClient(tenant_id, before)
      const turned = Object.fromEntries(Object.entries(before).toReversed()) as unknown as Client
      const told = await store.replaceClient(tenant_id, changed, { ...place, before: turned })
      assert.equal(told, 'replaced')
    },
  )

  check('of 100 who replace what they have read, one has replaced it', async (store, tenant_id) => {
    await store.registerClient(tenant_id, before)
    const told = await atOnce(100, (turn) =>
      store.replaceClient(tenant_id, aClient('rp', { client_name: `${turn}` }), place),
    )
    assert.deepEqual(countOf(told), { replaced: 1, changed: 99 })
    const kept = await store.findClient(tenant_id, 'rp')
    assert.equal(kept?.client_name, `${told.indexOf('replaced')}`)
  })

  check(
    'replaceClient removes the consents of this client, where it is told to',
    async (store, tenant_id, other_id) => {
      for (const id of [tenant_id, other_id]) {
        await store.registerClient(id, before)
        for (const client_id of ['rp', 'rp2'])
          await store.recordConsent(id, 'jane', client_id, aConsent())
      }
      await store.openGrant(tenant_id, aGrant('g'), OPENED)
      await store.replaceClient(tenant_id, changed, { before, consents: 'remove' })
      assert.equal(await store.findConsent(tenant_id, 'jane', 'rp'), undefined)
      assert.deepEqual(await store.findConsent(tenant_id, 'jane', 'rp2'), aConsent())
      assert.deepEqual(await store.findConsent(other_id, 'jane', 'rp'), aConsent())
      assert.equal((await store.findGrant(tenant_id, 'g', NOW)).outcome, 'live')
    },
  )

  check('keepClient takes the end of a client away', async (store, tenant_id) => {
    const { expires_at: _, ...kept } = dynamic
    await store.registerClient(tenant_id, aClient('rp', { dynamic }))
    await store.registerClient(tenant_id, aClient('static'))
    for (const client_id of ['rp', 'rp', 'static', 'none'])
      await store.keepClient(tenant_id, client_id)
    assert.deepEqual(await store.findClient(tenant_id, 'rp'), aClient('rp', { dynamic: kept }))
    assert.deepEqual(await store.findClient(tenant_id, 'static'), aClient('static'))
    await store.sweep(NOW + 1000, 1000)
    assert.deepEqual(await store.findClient(tenant_id, 'rp'), aClient('rp', { dynamic: kept }))
  })

  check('sweep removes a client that was not used in time', async (store, tenant_id) => {
    await store.sweep(NOW + 99, 1_000_000)
    await store.registerClient(tenant_id, aClient('rp', { dynamic }))
    await store.recordConsent(tenant_id, 'jane', 'rp', aConsent())
    assert.equal(await store.sweep(NOW + 99, 1000), 0)
    assert.equal(await store.sweep(NOW + 100, 1000), 1)
    assert.equal(await store.findClient(tenant_id, 'rp'), undefined)
    assert.equal(await store.findConsent(tenant_id, 'jane', 'rp'), undefined)
  })
}

/** The APIs that tokens can be for. */
export function resourceContract(check: Check): void {
  check('putResource adds an API, or replaces it', async (store, tenant_id) => {
    for (const name of ['b', 'a'])
      await store.putResource(tenant_id, aResource(`https://${name}.example`))
    await store.putResource(tenant_id, aResource('https://b.example', 'Better'))
    assert.deepEqual(await store.listResources(tenant_id), [
      aResource('https://a.example'),
      aResource('https://b.example', 'Better'),
    ])
  })

  check('removeResource removes an API, and tells so once', async (store, tenant_id) => {
    await store.putResource(tenant_id, aResource('https://a.example'))
    assert.equal(await store.removeResource(tenant_id, 'https://a.example'), 'removed')
    assert.equal(await store.removeResource(tenant_id, 'https://a.example'), 'unknown')
    assert.deepEqual(await store.listResources(tenant_id), [])
  })
}
