import assert from 'node:assert/strict'
import type { Worker } from 'node:cluster'
import { EventEmitter } from 'node:events'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { type PlaceMeans, placeOf } from './place.ts'

/** Workers that are told of by hand; one without a `pid` is one that the system could not start. */
const workers = (pids: readonly (number | undefined)[]) => {
  const forked: Worker[] = []
  const warned: string[] = []
  const means: PlaceMeans = {
    number: 1,
    fork: () => {
      const process = { pid: pids[forked.length], kill: () => true }
      const worker = Object.assign(new EventEmitter(), { process }) as unknown as Worker
      forked.push(worker)
      return worker
    },
    log: { server: () => undefined, warn: (message) => warned.push(message) },
  }
  return { forked, warned, means }
}

const SERVES = { kind: 'serves', issuer: 'https://op.example', port: 4000 }

test('a worker that can no longer be told anything (EPIPE) takes nobody along, and is replaced when it has ended', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { forked, warned, means } = workers([10, 11])
  const serving = placeOf(means).begin()
  forked[0]?.emit('message', SERVES)
  await serving
  forked[0]?.emit('error', new Error('write EPIPE'))
  assert.deepEqual(warned, [])
  forked[0]?.emit('exit', null, 'SIGKILL')
  assert.deepEqual(warned, ['worker 1 ended (SIGKILL); another takes its place in 100 ms'])
  t.mock.timers.tick(100)
  assert.equal(forked.length, 2)
})

test('stopping waits until a worker has ended, whatever it can no longer be told', async () => {
  const { forked, means } = workers([10])
  const place = placeOf(means)
  const serving = place.begin()
  forked[0]?.emit('message', SERVES)
  await serving
  let isOver = false
  const stopped = place.stop(1000).then(() => {
    isOver = true
  })
  forked[0]?.emit('error', new Error('write EPIPE'))
  await setImmediate()
  assert.equal(isOver, false)
  forked[0]?.emit('exit', 0, null)
  await stopped
})

test('a worker that could not even be tried to start is tried again', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { forked, warned, means } = workers([11])
  let tries = 0
  const fork = () => {
    tries += 1
    if (tries === 1) throw new Error('spawn ENOMEM')
    return means.fork()
  }
  placeOf({ ...means, fork }).persist()
  assert.deepEqual(warned, ['worker 1 ended (spawn ENOMEM); another takes its place in 100 ms'])
  t.mock.timers.tick(100)
  assert.equal(forked.length, 1)
})

test('a worker that the system could not start is tried again, if others serve', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { forked, warned, means } = workers([undefined, 11])
  placeOf(means).persist()
  forked[0]?.emit('error', new Error('spawn EAGAIN'))
  assert.deepEqual(warned, ['worker 1 ended (spawn EAGAIN); another takes its place in 100 ms'])
  t.mock.timers.tick(100)
  assert.equal(forked.length, 2)
})

test('the first worker that could not be started is told with the setting', async () => {
  const { forked, means } = workers([undefined])
  const serving = placeOf(means).begin()
  forked[0]?.emit('error', new Error('spawn EAGAIN'))
  await assert.rejects(serving, {
    name: 'SettingError',
    message: /worker 1 ended before it served \(spawn EAGAIN\)/,
  })
})
