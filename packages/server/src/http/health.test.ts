import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createHealth, type Readiness } from './health.ts'

const well = async () => undefined
const broken = async () => {
  throw new Error('the database is gone')
}
const never = () => new Promise(() => undefined)

test('a server is not ready before it serves, and not once it stops', async () => {
  const health = createHealth()
  assert.deepEqual(await health.readiness(), { status: 'starting' })
  health.begin({ store: well, keys: well })
  assert.deepEqual(await health.readiness(), { status: 'ok', checks: { store: 'ok', keys: 'ok' } })
  health.stop()
  assert.deepEqual(await health.readiness(), { status: 'stopping' })
})

test('what fails, and what does not answer in time, is told by name, and why is not', async () => {
  const health = createHealth({ patience: 50 })
  health.begin({ store: never, keys: broken, other: well })
  assert.deepEqual(await health.readiness(), {
    status: 'unavailable',
    checks: { store: 'timed_out', keys: 'failed', other: 'ok' },
  })
})

test('what is asked at once is looked into once, and anew the next time', async () => {
  let looked = 0
  const health = createHealth()
  health.begin({
    store: async () => {
      looked += 1
    },
  })
  await Promise.all([health.readiness(), health.readiness(), health.readiness()])
  assert.equal(looked, 1)
  await health.readiness()
  assert.equal(looked, 2)
})

test('a change is heard of once', async () => {
  const heard: Readiness['status'][] = []
  const health = createHealth({ onChange: ({ status }) => void heard.push(status) })
  let store: () => Promise<unknown> = well
  health.begin({ store: () => store() })
  await health.readiness()
  store = broken
  await health.readiness()
  await health.readiness()
  store = well
  await health.readiness()
  assert.deepEqual(heard, ['unavailable', 'ok'])
})
