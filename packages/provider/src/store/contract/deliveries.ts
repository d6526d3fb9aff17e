import assert from 'node:assert/strict'
import type { LogoutDelivery } from '../../model/logout.ts'
import type { DeliveryLine, Store } from '../store.ts'
import { aClient, aSession, atOnce, type Check, countOf, NOW } from './given.ts'
import { aDelivery, ENDED } from './logout.ts'

/** Logout tokens on their way. */
export function deliveryContract(check: Check): void {
  check('a delivery is queued for each client of the session', async (store, tenant_id) => {
    await endOne(store, tenant_id, ['rp', 'rp2'])
    assert.deepEqual(await store.listDeliveries(tenant_id), [
      aDelivery(),
      aDelivery({ delivery_id: 'sid-1.rp2', client_id: 'rp2' }),
    ])
  })

  check('takeDeliveries puts off what it takes, so that one takes it', async (store, tenant_id) => {
    await endOne(store, tenant_id)
    assert.deepEqual(await takenOf(store, tenant_id, NOW - 1), [])
    const told = await atOnce(20, () => takenOf(store, tenant_id, NOW))
    assert.deepEqual(told.flat(), [aDelivery({ next_at: NOW + 30 })])
    assert.deepEqual(await takenOf(store, tenant_id, NOW + 29), [])
    assert.deepEqual(await takenOf(store, tenant_id, NOW + 30), [aDelivery({ next_at: NOW + 60 })])
  })

  check('takeDeliveries takes up to limit, the longest due first', async (store, tenant_id) => {
    await store.takeDeliveries(NOW * 2, NOW * 3, 1_000_000)
    for (const turn of [3, 1, 2]) {
      const session = aSession({ sid: `sid-${turn}`, client_ids: ['rp'] })
      await store.signIn(tenant_id, `h${turn}`, session, undefined)
      await store.endSessions(tenant_id, { sid: session.sid }, { ...ENDED, now: NOW + turn })
    }
    const taken = await store.takeDeliveries(NOW + 10, NOW + 60, 2)
    assert.deepEqual(
      taken.map(({ delivery }) => delivery.sid),
      ['sid-1', 'sid-2'],
    )
  })

  check(
    'takeDeliveries takes what was never tried before what is tried again',
    async (store, tenant_id) => {
      await endOne(store, tenant_id, ['tried', 'tried2'])
      await takenOf(store, tenant_id, NOW)
      for (const [client_id, wait] of [
        ['tried', 2],
        ['tried2', 1],
      ] as const) {
        const retry = { outcome: 'retry', next_at: NOW + wait, reason: 'status 500' } as const
        await store.settleDelivery(tenant_id, `sid-1.${client_id}`, retry)
      }
      const session = aSession({ sid: 'sid-2', client_ids: ['new'] })
      await store.signIn(tenant_id, 'h2', session, undefined)
      await store.endSessions(tenant_id, { sid: 'sid-2' }, { ...ENDED, now: NOW + 50 })
      const taken = await takenOf(store, tenant_id, NOW + 50)
      assert.deepEqual(clientsOf(taken), ['new', 'tried2', 'tried'])
    },
  )

  check('takeDeliveries leaves those of busy clients', async (store, tenant_id, other_id) => {
    for (const id of [tenant_id, other_id]) await endOne(store, id, ['rp', 'rp2'])
    const busy = [
      { tenant_id, client_id: 'rp' },
      { tenant_id: other_id, client_id: 'rp2' },
    ]
    const taken = await store.takeDeliveries(NOW, NOW + 30, 1_000_000, busy)
    const of = (id: string) =>
      clientsOf(taken.filter((one) => one.tenant_id === id).map(({ delivery }) => delivery))
    assert.deepEqual([of(tenant_id), of(other_id)], [['rp2'], ['rp']])
    assert.deepEqual(clientsOf(await takenOf(store, tenant_id, NOW)), ['rp'])
  })

  check(
    'takeDeliveries takes of one line: of the operator, or of clients that registered themselves',
    async (store, tenant_id) => {
      const dynamic = { registration_access_token_hash: 'a-keyed-hash' }
      await store.registerClient(tenant_id, aClient('rp'))
      // What a client says of itself is not how it came.
      const says = { 'client_name#en': '"dynamic":{' }
      await store.registerClient(tenant_id, aClient('rp2', { localized: says }))
      await store.registerClient(tenant_id, aClient('stranger', { dynamic }))
      await store.registerClient(tenant_id, aClient('stranger2', { dynamic }))
      await endOne(store, tenant_id, ['stranger', 'rp', 'gone', 'rp2', 'stranger2'])
      const queued = await store.listDeliveries(tenant_id)
      assert.deepEqual(
        queued.map(({ client_id, client_registered }) => [client_id, client_registered]),
        [
          ['gone', undefined],
          ['rp', undefined],
          ['rp2', undefined],
          ['stranger', 'itself'],
          ['stranger2', 'itself'],
        ],
      )
      const takenIn = async (now: number, line?: DeliveryLine) => {
        const taken = await store.takeDeliveries(now, now + 30, 1000, [], line)
        const ours = taken.filter((one) => one.tenant_id === tenant_id)
        return clientsOf(ours.map(({ delivery }) => delivery)).toSorted()
      }
      assert.deepEqual(await takenIn(NOW, 'operator'), ['gone', 'rp', 'rp2'])
      assert.deepEqual(await takenIn(NOW, 'itself'), ['stranger', 'stranger2'])
      assert.deepEqual(await takenIn(NOW), [])
      const retry = { outcome: 'retry', next_at: NOW + 60, reason: 'status 500' } as const
      for (const client_id of ['rp', 'stranger'])
        await store.settleDelivery(tenant_id, `sid-1.${client_id}`, retry)
      assert.deepEqual(await takenIn(NOW + 60, 'itself'), ['stranger', 'stranger2'])
      assert.deepEqual(await takenIn(NOW + 60), ['gone', 'rp', 'rp2'])
    },
  )

  check('a delivery that arrived is forgotten', async (store, tenant_id) => {
    await endOne(store, tenant_id)
    await store.settleDelivery(tenant_id, 'sid-1.rp', { outcome: 'delivered' })
    await store.settleDelivery(tenant_id, 'sid-1.rp', { outcome: 'delivered' })
    assert.deepEqual(await store.listDeliveries(tenant_id), [])
  })

  check('a delivery that failed is tried again when it is told to be', async (store, tenant_id) => {
    await endOne(store, tenant_id)
    await takenOf(store, tenant_id, NOW)
    const retry = { outcome: 'retry', next_at: NOW + 100, reason: 'status 500' } as const
    await store.settleDelivery(tenant_id, 'sid-1.rp', retry)
    const waiting = aDelivery({ attempts: 1, next_at: NOW + 100, reason: 'status 500' })
    assert.deepEqual(await store.listDeliveries(tenant_id), [waiting])
    assert.deepEqual(await takenOf(store, tenant_id, NOW + 99), [])
    const again = { ...waiting, next_at: NOW + 130 }
    assert.deepEqual(await takenOf(store, tenant_id, NOW + 100), [again])
  })

  check('a delivery that was given up is kept, and taken no more', async (store, tenant_id) => {
    await endOne(store, tenant_id)
    const given = { failed_at: NOW + 5, reason: 'status 404' }
    await store.settleDelivery(tenant_id, 'sid-1.rp', { outcome: 'failed', ...given })
    assert.deepEqual(await store.listDeliveries(tenant_id), [aDelivery({ attempts: 1, ...given })])
    assert.deepEqual(await takenOf(store, tenant_id, NOW + 4000), [])
  })

  check('a delivery is taken until it has expired', async (store, tenant_id) => {
    await endOne(store, tenant_id)
    assert.deepEqual(await takenOf(store, tenant_id, NOW + 5000), [])
  })

  check('settleDelivery of one that is not there does nothing', async (store, tenant_id) => {
    const retry = { outcome: 'retry', next_at: NOW, reason: 'status 500' } as const
    for (const outcome of [retry, { outcome: 'delivered' } as const])
      await store.settleDelivery(tenant_id, 'none', outcome)
    assert.deepEqual(await store.listDeliveries(tenant_id), [])
  })

  check('of 20 who end a session at once, each client is told once', async (store, tenant_id) => {
    await store.signIn(tenant_id, 'hash', aSession({ client_ids: ['rp', 'rp2'] }), undefined)
    await atOnce(20, () => store.endSessions(tenant_id, { sid: 'sid-1' }, ENDED))
    const told = await atOnce(20, () => takenOf(store, tenant_id, NOW))
    assert.deepEqual(countOf(told.flat().map(({ client_id }) => client_id)), { rp: 1, rp2: 1 })
  })
}

const clientsOf = (taken: readonly LogoutDelivery[]) => taken.map(({ client_id }) => client_id)

/** Takes what is due of this tenant, for half a minute. */
async function takenOf(store: Store, tenant_id: string, now: number) {
  const taken = await store.takeDeliveries(now, now + 30, 1000)
  return taken.filter((one) => one.tenant_id === tenant_id).map(({ delivery }) => delivery)
}

async function endOne(store: Store, tenant_id: string, client_ids: readonly string[] = ['rp']) {
  await store.signIn(tenant_id, 'hash', aSession({ client_ids }), undefined)
  await store.endSessions(tenant_id, { sid: 'sid-1' }, ENDED)
}
