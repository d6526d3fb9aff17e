import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boundedQueue } from './bounded-queue.ts'

/** Work that is done when it is told to be. */
const openWork = () => {
  const { promise, resolve } = Promise.withResolvers<string>()
  return { work: () => promise, finish: () => resolve('finished') }
}

const DONE = { outcome: 'done', result: 'finished' }

test('two are worked on, one waits, and the next is told busy at once', async () => {
  const queue = boundedQueue({ concurrency: 2, waiting: 1 })
  const open = openWork()
  let begun = 0
  const work = () => {
    begun += 1
    return open.work()
  }
  const accepted = [queue(work), queue(work), queue(work)]
  assert.deepEqual(await queue(work), { outcome: 'busy' })
  assert.equal(begun, 2)
  open.finish()
  assert.deepEqual(await Promise.all(accepted), [DONE, DONE, DONE])
  assert.equal(begun, 3)
})

test('work that fails makes room for the next', async () => {
  const queue = boundedQueue({ concurrency: 1, waiting: 1 })
  const failing = queue(() => Promise.reject(new Error('broken')))
  const next = queue(async () => 'finished')
  await assert.rejects(failing, /broken/)
  assert.deepEqual(await next, DONE)
  assert.deepEqual(await queue(async () => 'finished'), DONE)
})
