import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { together } from './together.ts'

test('what comes in one turn of the event loop is done at its end, in order', async () => {
  const done: string[] = []
  const take = together<string>((given) => done.push(given))
  take('a')
  await Promise.resolve()
  take('b')
  assert.deepEqual(done, [])
  await setImmediate()
  assert.deepEqual(done, ['a', 'b'])
  take('c')
  await setImmediate()
  assert.deepEqual(done, ['a', 'b', 'c'])
})

test('sixteen wait for no more', async () => {
  const done: number[] = []
  const take = together<number>((given) => done.push(given))
  for (let turn = 1; turn <= 17; turn += 1) take(turn)
  assert.deepEqual([done.length, done.at(-1)], [16, 16])
  await setImmediate()
  assert.deepEqual([done.length, done.at(-1)], [17, 17])
})

test('what comes while the others are done waits for the next turn', async () => {
  const done: string[] = []
  const take = together<string>((given) => {
    done.push(given)
    if (given === 'a') take('b')
  })
  take('a')
  await setImmediate()
  assert.deepEqual(done, ['a'])
  await setImmediate()
  assert.deepEqual(done, ['a', 'b'])
})
