import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createThrottle, type Throttle } from './throttle.ts'

const ADMITTED = { outcome: 'admitted' }

const tryTimes = (throttle: Throttle, times: number, now: number, login = 'ada') =>
  Array.from({ length: times }, () => throttle.admit('default', login, now))

test('five wrong passwords in a row are admitted, the sixth has to wait', () => {
  const throttle = createThrottle({ size: 10 })
  assert.deepEqual(tryTimes(throttle, 6, 1000), [
    ...Array.from({ length: 5 }, () => ADMITTED),
    { outcome: 'paused', seconds: 15 },
  ])
})

test('each further wrong password doubles the pause, up to 15 minutes', () => {
  const throttle = createThrottle({ size: 10 })
  tryTimes(throttle, 4, 0)
  const pauses: number[] = []
  let now = 0
  for (let round = 0; round < 8; round += 1) {
    assert.deepEqual(throttle.admit('default', 'ada', now), ADMITTED)
    const next = throttle.admit('default', 'ada', now)
    const pause = next.outcome === 'paused' ? next.seconds : assert.fail('admitted')
    pauses.push(pause)
    assert.equal(throttle.admit('default', 'ada', now + pause - 1).outcome, 'paused')
    now += pause
  }
  assert.deepEqual(pauses, [15, 30, 60, 120, 240, 480, 900, 900])
})

test('a right password forgives all wrong ones before it', () => {
  const throttle = createThrottle({ size: 10 })
  tryTimes(throttle, 5, 0)
  throttle.forgive('default', 'ada')
  assert.deepEqual(tryTimes(throttle, 5, 0).at(-1), ADMITTED)
})

test('an attempt that was never made does not count', () => {
  const throttle = createThrottle({ size: 10 })
  tryTimes(throttle, 5, 0)
  throttle.withdraw('default', 'ada')
  assert.deepEqual(throttle.admit('default', 'ada', 0), ADMITTED)
  assert.equal(throttle.admit('default', 'ada', 0).outcome, 'paused')
})

test('an hour without an attempt, and wrong passwords are forgotten', () => {
  const throttle = createThrottle({ size: 10 })
  tryTimes(throttle, 5, 0)
  assert.deepEqual(tryTimes(throttle, 5, 3600).at(-1), ADMITTED)
})

test('a login is the same however it is written, and another in another tenant', () => {
  const throttle = createThrottle({ size: 10 })
  tryTimes(throttle, 5, 0, 'ada')
  assert.equal(throttle.admit('default', 'ADA', 0).outcome, 'paused')
  assert.deepEqual(throttle.admit('acme', 'ada', 0), ADMITTED)
})

test('the login tried longest ago is forgotten when there are too many', () => {
  const throttle = createThrottle({ size: 2 })
  tryTimes(throttle, 5, 0, 'ada')
  tryTimes(throttle, 5, 0, 'ben')
  tryTimes(throttle, 5, 0, 'cyd')
  assert.deepEqual(throttle.admit('default', 'ada', 0), ADMITTED)
  assert.equal(throttle.admit('default', 'cyd', 0).outcome, 'paused')
})

test('however wrong passwords fall in a day, only five, six growing and one in 15 minutes are tried', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 3599 }), { maxLength: 500 }), (gaps) => {
      const throttle = createThrottle({ size: 2 })
      let now = 0
      let admitted = 0
      for (const gap of gaps) {
        now += gap
        if (now < 86_400 && throttle.admit('default', 'ada', now).outcome === 'admitted')
          admitted += 1
      }
      return admitted <= 5 + 6 + 86_400 / 900
    }),
    { numRuns: 50 },
  )
})
