import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boundedQueue, type Turn } from './bounded-queue.ts'

/** Work that is done when it is told to be. */
const openWork = () => {
  const { promise, resolve } = Promise.withResolvers<string>()
  return { work: () => promise, finish: () => resolve('finished') }
}

const A_TURN: Turn = { tenant_id: 'default', keys: [], line: 'new' }

const DONE = { outcome: 'done', result: 'finished' }

test('two are worked on, one waits, and the next is told busy at once', async () => {
  const queue = boundedQueue({ concurrency: 2, waiting: 1, each: 2 })
  const open = openWork()
  let begun = 0
  const work = () => {
    begun += 1
    return open.work()
  }
  const accepted = [queue(A_TURN, work), queue(A_TURN, work), queue(A_TURN, work)]
  assert.deepEqual(await queue(A_TURN, work), { outcome: 'busy' })
  assert.equal(begun, 2)
  open.finish()
  assert.deepEqual(await Promise.all(accepted), [DONE, DONE, DONE])
  assert.equal(begun, 3)
})

test('work that fails makes room for the next', async () => {
  const queue = boundedQueue({ concurrency: 1, waiting: 1, each: 2 })
  const failing = queue(A_TURN, () => Promise.reject(new Error('broken')))
  const next = queue(A_TURN, async () => 'finished')
  await assert.rejects(failing, /broken/)
  assert.deepEqual(await next, DONE)
  assert.deepEqual(await queue(A_TURN, async () => 'finished'), DONE)
})

/** A queue of one at a time that is at work; in what order the others begin is noted by name. */
const occupiedQueue = (waiting: number) => {
  const queue = boundedQueue({ concurrency: 1, waiting, each: 2 })
  const open = openWork()
  const begun: string[] = []
  const first = queue({ ...A_TURN, tenant_id: 'first' }, open.work)
  const add = (name: string, turn: Partial<Turn> = {}) =>
    queue({ ...A_TURN, ...turn }, async () => {
      begun.push(name)
      return 'finished'
    })
  const finish = async (added: readonly Promise<unknown>[]) => {
    open.finish()
    await Promise.all([first, ...added])
    return begun
  }
  return { add, finish }
}

const countOf = async (added: readonly ReturnType<ReturnType<typeof occupiedQueue>['add']>[]) =>
  (await Promise.all(added)).filter(({ outcome }) => outcome === 'done').length

test('tenants take turns, however many of one are waiting', async () => {
  const { add, finish } = occupiedQueue(64)
  const added = [
    ...['a1', 'a2', 'a3'].map((name) => add(name, { tenant_id: 'a' })),
    ...['b1', 'b2'].map((name) => add(name, { tenant_id: 'b' })),
  ]
  assert.deepEqual(await finish(added), ['a1', 'b1', 'a2', 'b2', 'a3'])
})

test('one tenant has at most half of the queue, those unknown three quarters, and known ones the rest', async () => {
  const { add, finish } = occupiedQueue(8)
  const times = (count: number, turn: Partial<Turn>) =>
    Array.from({ length: count }, () => add('', turn))
  const one = times(20, { tenant_id: 'a' })
  const other = times(20, { tenant_id: 'b' })
  const known = times(20, { tenant_id: 'a', line: 'known' })
  await finish([...one, ...other, ...known])
  assert.deepEqual([await countOf(one), await countOf(other), await countOf(known)], [4, 2, 2])
})

test('those who are known go first', async () => {
  const { add, finish } = occupiedQueue(8)
  const added = [add('new'), add('known', { line: 'known' }), add('known too', { line: 'known' })]
  assert.deepEqual(await finish(added), ['known', 'known too', 'new'])
})

test('three who are known go before one who is new, so that nobody waits for ever', async () => {
  const { add, finish } = occupiedQueue(8)
  const names = ['k1', 'k2', 'k3', 'k4', 'k5']
  const added = [add('new'), ...names.map((name) => add(name, { line: 'known' }))]
  assert.deepEqual(await finish(added), ['k1', 'k2', 'k3', 'new', 'k4', 'k5'])
})

test('those who are known do not take all places either', async () => {
  const { add, finish } = occupiedQueue(8)
  const known = Array.from({ length: 20 }, () => add('', { line: 'known' }))
  const others = Array.from({ length: 20 }, () => add(''))
  await finish([...known, ...others])
  assert.deepEqual([await countOf(known), await countOf(others)], [6, 2])
})

test('one flow or login has two pieces of work in it, a click and a second one', async () => {
  const { add, finish } = occupiedQueue(64)
  const added = [
    add('1', { keys: ['flow-1', 'ada'] }),
    add('2', { keys: ['flow-1', 'ben'] }),
    add('3', { keys: ['flow-1', 'cyd'] }),
    add('4', { keys: ['flow-2', 'ada'] }),
    add('5', { keys: ['flow-3', 'ada'] }),
  ]
  assert.deepEqual(await finish(added), ['1', '2', '4'])
  assert.deepEqual(await add('6', { keys: ['flow-1', 'ada'] }), DONE)
})
