import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workOff } from './work-off.ts'

const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

interface Item {
  readonly owner: string
  readonly nth: number
}

const itemsOf = (owner: string, count: number): readonly Item[] =>
  Array.from({ length: count }, (_, nth) => ({ owner, nth }))

/** A queue that is worked off; the work of `slow` owners ends when the test says so. */
function given(first: readonly Item[], slow: readonly string[] = []) {
  const queue = [...first]
  const log: string[] = []
  const held: (() => void)[] = []
  let atOnce = 0
  let most = 0
  const run = workOff<Item, string>({
    places: 24,
    take: async (limit, busy) => {
      const items = queue.filter(({ owner }) => !busy.includes(owner)).slice(0, limit)
      for (const item of items) queue.splice(queue.indexOf(item), 1)
      return items
    },
    ownerOf: ({ owner }) => owner,
    keyOf: ({ owner }) => owner,
    work: async ({ owner, nth }) => {
      atOnce += 1
      most = Math.max(most, atOnce)
      if (slow.includes(owner)) await new Promise<void>((resolve) => held.push(resolve))
      else await settled()
      atOnce -= 1
      if (owner === 'faulty') throw new Error(`fault ${nth}`)
      log.push(`${owner} ${nth}`)
    },
  })
  const release = async () => {
    while (held.length > 0) {
      for (const end of held.splice(0)) end()
      await settled()
      await settled()
    }
  }
  return { run, queue, log, held, release, most: () => most }
}

test('all of it is worked off, and counted', async () => {
  const { run, log, queue } = given([...itemsOf('a', 9), ...itemsOf('b', 3)])
  assert.equal(await run(), 12)
  assert.equal(new Set(log).size, 12)
  assert.deepEqual(queue, [])
  assert.equal(await run(), 0)
})

test('a slow owner has four places, and holds nobody else', async () => {
  const { run, log, held, release } = given(
    [...itemsOf('slow', 30), ...itemsOf('a', 40), ...itemsOf('b', 40)],
    ['slow'],
  )
  const all = run()
  while (log.length < 80) await settled()
  assert.equal(held.length, 4)
  assert.deepEqual(
    log.filter((line) => line.startsWith('slow')),
    [],
  )
  await release()
  assert.equal(await all, 110)
})

test('24 at most are under way', async () => {
  const owners = Array.from({ length: 40 }, (_, nth) => `o${nth}`)
  const items = owners.flatMap((owner) => itemsOf(owner, 2))
  const { run, most, held, release } = given(items, owners)
  const all = run()
  while (held.length < 24) await settled()
  await settled()
  assert.equal(held.length, 24)
  await release()
  assert.equal(await all, 80)
  assert.equal(most(), 24)
})

test('what comes while a slow one is under way is seen to at the next call, which does not wait', async () => {
  const { run, queue, log, held, release } = given(itemsOf('slow', 1), ['slow'])
  const all = run()
  while (held.length < 1) await settled()
  await settled()
  queue.push(...itemsOf('a', 2))
  assert.equal(await run(), 0)
  while (log.length < 2) await settled()
  assert.deepEqual(log, ['a 0', 'a 1'])
  await release()
  assert.equal(await all, 3)
})

test('a batch has an end, so that a server can stop', async () => {
  const { run, queue } = given(itemsOf('a', 600))
  assert.equal(await run(), 500)
  assert.equal(queue.length, 100)
  assert.equal(await run(), 100)
})

test('what fails is told once all that had begun is done, and no more is taken', async () => {
  const { run, log, queue } = given([
    ...itemsOf('a', 3),
    ...itemsOf('faulty', 1),
    ...itemsOf('b', 400),
  ])
  await assert.rejects(run(), { message: 'fault 0' })
  assert.ok(queue.length > 0)
  assert.equal(log.length + 1 + queue.length, 404)
  assert.ok((await run()) > 0)
})
