import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createThrottle, type Throttle, throttleKey } from './throttle.ts'

const ADMITTED = { outcome: 'admitted' }

const tryTimes = (throttle: Throttle, times: number, now: number, login = 'ada') =>
  Array.from({ length: times }, () => throttle.admit(login, now))

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
    assert.deepEqual(throttle.admit('ada', now), ADMITTED)
    const next = throttle.admit('ada', now)
    const pause = next.outcome === 'paused' ? next.seconds : assert.fail('admitted')
    pauses.push(pause)
    assert.equal(throttle.admit('ada', now + pause - 1).outcome, 'paused')
    now += pause
  }
  assert.deepEqual(pauses, [15, 30, 60, 120, 240, 480, 900, 900])
})

test('a right password forgives all wrong ones before it', () => {
  const throttle = createThrottle({ size: 10 })
  tryTimes(throttle, 5, 0)
  throttle.forgive('ada')
  assert.deepEqual(tryTimes(throttle, 5, 0).at(-1), ADMITTED)
})

test('looking counts nothing, and remembers nobody', () => {
  const throttle = createThrottle({ size: 2 })
  tryTimes(throttle, 4, 0)
  for (const login of ['ada', 'ben', 'cyd', 'dora'])
    assert.deepEqual(throttle.look(login, 0), ADMITTED)
  tryTimes(throttle, 1, 0)
  assert.deepEqual(throttle.look('ada', 0), { outcome: 'paused', seconds: 15 })
})

test('an hour without an attempt, and wrong passwords are forgotten', () => {
  const throttle = createThrottle({ size: 10 })
  tryTimes(throttle, 5, 0)
  assert.deepEqual(tryTimes(throttle, 5, 3600).at(-1), ADMITTED)
})

test('a login is the same however it is written, and another in another tenant', () => {
  const key = throttleKey('default', 'ada', undefined)
  assert.equal(throttleKey('default', 'ADA', undefined), key)
  assert.notEqual(throttleKey('acme', 'ada', undefined), key)
})

test('a person is one, by whatever login; a browser they know is counted by itself', () => {
  const ada = { sub: 'ada', browser: 'new' } as const
  const key = throttleKey('default', 'ada@example.com', ada)
  assert.equal(throttleKey('default', 'lovelace', ada), key)
  assert.notEqual(throttleKey('default', 'ada', undefined), key)
  assert.notEqual(throttleKey('default', 'lovelace', { ...ada, browser: 'known' }), key)
})

test('the login tried longest ago is forgotten when there are too many', () => {
  const throttle = createThrottle({ size: 2 })
  tryTimes(throttle, 4, 0, 'ada')
  tryTimes(throttle, 4, 0, 'ben')
  tryTimes(throttle, 1, 0, 'cyd')
  tryTimes(throttle, 1, 0, 'ben')
  assert.equal(throttle.look('ben', 0).outcome, 'paused')
  assert.deepEqual(tryTimes(throttle, 5, 0, 'ada').at(-1), ADMITTED)
})

test('a paused login is not forgotten while there is another that is not', () => {
  const throttle = createThrottle({ size: 3 })
  tryTimes(throttle, 5, 0, 'ada')
  for (let made_up = 0; made_up < 100; made_up += 1) tryTimes(throttle, 1, 0, `nobody-${made_up}`)
  assert.deepEqual(throttle.look('ada', 0), { outcome: 'paused', seconds: 15 })
})

test('where all are paused, the one tried longest ago is forgotten', () => {
  const throttle = createThrottle({ size: 2 })
  for (const login of ['ada', 'ben', 'cyd']) tryTimes(throttle, 5, 0, login)
  assert.deepEqual(throttle.look('ada', 0), ADMITTED)
  assert.equal(throttle.look('ben', 0).outcome, 'paused')
  assert.equal(throttle.look('cyd', 0).outcome, 'paused')
})

test('however wrong passwords fall in a day, only five, six growing and one in 15 minutes are tried', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 3599 }), { maxLength: 500 }), (gaps) => {
      const throttle = createThrottle({ size: 2 })
      let now = 0
      let admitted = 0
      for (const gap of gaps) {
        now += gap
        if (now < 86_400 && throttle.admit('ada', now).outcome === 'admitted') admitted += 1
      }
      return admitted <= 5 + 6 + 86_400 / 900
    }),
    { numRuns: 50 },
  )
})
