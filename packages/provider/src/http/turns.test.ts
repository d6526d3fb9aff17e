import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTurns } from './turns.ts'

const { signal: never } = new AbortController()
const TOO_MANY = { message: 'too many calls to clients are under way' }

/** Takes turns, and notes which were given, in order. */
function takerOf(bounds: Parameters<typeof createTurns>[0]) {
  const take = createTurns(bounds)
  const given: string[] = []
  const ask = async (name: string, host: string, signal = never) => {
    const end = await take(host, signal)
    given.push(name)
    return end
  }
  return { ask, given }
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

test('one host has so many turns at once, and does not keep others waiting', async () => {
  const { ask, given } = takerOf({ in_all: 4, per_host: 2, waiting: 10 })
  const [end] = [await ask('a1', 'a'), await ask('a2', 'a')]
  const third = ask('a3', 'a')
  await ask('b1', 'b')
  await settled()
  assert.deepEqual(given, ['a1', 'a2', 'b1'])
  end()
  await third
  assert.deepEqual(given, ['a1', 'a2', 'b1', 'a3'])
})

test('in all there are so many, first come, first served', async () => {
  const { ask, given } = takerOf({ in_all: 2, per_host: 2, waiting: 10 })
  const [endA, endB] = [await ask('a', 'a'), await ask('b', 'b')]
  const waiting = [ask('c', 'c'), ask('d', 'd')]
  await settled()
  assert.deepEqual(given, ['a', 'b'])
  endA()
  endB()
  await Promise.all(waiting)
  assert.deepEqual(given, ['a', 'b', 'c', 'd'])
})

test('who waits beyond their time is told so, and takes no turn', async () => {
  const { ask, given } = takerOf({ in_all: 1, per_host: 1, waiting: 10 })
  const end = await ask('a', 'a')
  const patience = new AbortController()
  const late = assert.rejects(ask('b', 'b', patience.signal), TOO_MANY)
  patience.abort()
  await late
  end()
  await ask('c', 'c')
  assert.deepEqual(given, ['a', 'c'])
})

test('so many may wait; more are refused at once', async () => {
  const { ask } = takerOf({ in_all: 1, per_host: 1, waiting: 1 })
  const end = await ask('a', 'a')
  const next = ask('b', 'b')
  await assert.rejects(ask('c', 'c'), TOO_MANY)
  end()
  await next
})
