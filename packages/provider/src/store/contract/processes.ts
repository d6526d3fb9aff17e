import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { after, before, describe, test } from 'node:test'
import type { Refresh, Store } from '../store.ts'
import { aGrant, aRefresh, aSession, aTenant, countOf, NOW, OPENED, registerBoth } from './given.ts'
import { ENDED } from './logout.ts'
import type { RacedCall } from './racer.ts'

/** A store that several processes share, and how each of them opens it. */
export interface ProcessRace {
  /** Opens the store in this process. */
  readonly openStore: () => Promise<Store>
  /** A module that exports `openStore(location: string): Promise<Store>`, for the other processes. */
  readonly module: URL
  /** What they open: a file, an address. */
  readonly location: string
  /** How many race; 8 if nothing is said. */
  readonly processes?: number
}

/** How often each process makes the same call. */
const TIMES = 10

/**
 * What a store that several processes share must hold to beside `storeContract`: as many processes race on each operation,
 * and exactly one of them all wins.
 *
 * @example storeProcessContract('SQLite', { openStore, module: new URL('./open.ts', import.meta.url), location: file })
 */
export function storeProcessContract(name: string, race: ProcessRace): void {
  const { processes = 8 } = race
  const callers = processes * TIMES
  describe(`${name}, shared by ${processes} processes`, () => {
    const racers: ChildProcess[] = []
    let opened: Promise<Store> | undefined
    before(async () => {
      opened = race.openStore()
      await opened
      racers.push(...Array.from({ length: processes }, () => startRacer(race)))
      await Promise.all(racers.map((racer) => once(racer, 'message')))
    })
    after(async () => {
      for (const racer of racers) racer.disconnect()
      await Promise.all(racers.map((racer) => racer.exitCode ?? once(racer, 'exit')))
      await (await opened)?.close()
    })
    const check = (title: string, body: (store: Store, call: Call) => Promise<void>) =>
      test(title, async () => {
        const store = await (opened ?? race.openStore())
        await store.removeTenant(TENANT)
        await store.addTenant(aTenant(TENANT), [])
        await registerBoth(store, TENANT)
        await body(store, (made) => callAll(racers, { ...made, times: TIMES }))
      })

    check('PITFALLS 25: one of them all redeems a code', async (store, call) => {
      const told = await call({ operation: 'openGrant', given: [TENANT, aGrant('g'), OPENED] })
      assert.deepEqual(countOf(told.map(String)), { opened: 1, replayed: callers - 1 })
      const revoked = { outcome: 'revoked', reason: 'code_replayed' }
      assert.deepEqual(await store.findGrant(TENANT, 'g', NOW), revoked)
    })

    check('all who refresh within the grace get one new generation', async (store, call) => {
      await store.openGrant(TENANT, aGrant('g'), OPENED)
      const told = await call({ operation: 'refreshGrant', given: [TENANT, aRefresh()] })
      const refreshes = told as readonly Refresh[]
      const outcomes = countOf(refreshes.map(({ outcome }) => outcome))
      assert.deepEqual(outcomes, { refreshed: 1, retried: callers - 1 })
      for (const { outcome, ...given } of refreshes)
        assert.deepEqual(given, { grant: aGrant('g'), generation: 1 }, outcome)
    })

    check('without a grace one is refreshed and one is told of reuse', async (store, call) => {
      await store.openGrant(TENANT, aGrant('g'), OPENED)
      const refresh = aRefresh({ grace: -1 })
      const told = await call({ operation: 'refreshGrant', given: [TENANT, refresh] })
      const outcomes = countOf(told.map((one) => (one as { outcome: string }).outcome))
      assert.deepEqual(outcomes, { refreshed: 1, reused: 1, unknown: callers - 2 })
    })

    check('one of them all claims what can be claimed once', async (_, call) => {
      const told = await call({ operation: 'claimOnce', given: [TENANT, 'jti', NOW, NOW + 60] })
      assert.deepEqual(countOf(told.map(String)), { first: 1, again: callers - 1 })
    })

    check('one of them all ends a session, and one takes its delivery', async (store, call) => {
      await store.signIn(TENANT, 'hash', aSession({ client_ids: ['rp'] }), undefined)
      const ended = await call({
        operation: 'endSessions',
        given: [TENANT, { sid: 'sid-1' }, ENDED],
      })
      assert.equal(ended.flat().length, 1)
      const taken = await call({ operation: 'takeDeliveries', given: [NOW, NOW + 60, 1000] })
      const ours = (taken.flat() as { tenant_id: string }[]).filter((it) => it.tenant_id === TENANT)
      assert.equal(ours.length, 1)
    })

    check('one of them all adds a tenant', async (store, call) => {
      await store.removeTenant(TENANT)
      const told = await call({ operation: 'addTenant', given: [aTenant(TENANT), []] })
      assert.deepEqual(countOf(told.map(String)), { added: 1, taken: callers - 1 })
    })
  })
}

const TENANT = 'contract-race'

type Call = (made: Omit<RacedCall, 'times'>) => Promise<readonly unknown[]>

function startRacer({ module, location }: ProcessRace): ChildProcess {
  const racer = new URL('./racer.ts', import.meta.url)
  return fork(racer, [module.href, location], { execArgv: [] })
}

async function callAll(racers: readonly ChildProcess[], call: RacedCall) {
  const answers = racers.map((racer) => once(racer, 'message'))
  for (const racer of racers) racer.send(call)
  const told = await Promise.all(answers)
  return told.flatMap(([outcomes]) => outcomes as readonly unknown[])
}
