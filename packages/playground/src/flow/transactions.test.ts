import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { transactions } from './transactions.ts'

const kept = (limit = 10) => transactions<string>({ limit, equals: (one, other) => one === other })

const pending = (login: string, expires_at = 100) => ({ binding: `b-${login}`, expires_at, login })

test('logins in parallel tabs are each given to their own response', () => {
  const logins = kept()
  logins.add('one', pending('one'))
  logins.add('two', pending('two'))
  assert.deepEqual(logins.take('two', 'b-two', 0), { outcome: 'taken', login: 'two' })
  assert.deepEqual(logins.take('one', 'b-one', 0), { outcome: 'taken', login: 'one' })
})

test('a login is given once', () => {
  const logins = kept()
  logins.add('one', pending('one'))
  logins.take('one', 'b-one', 0)
  assert.deepEqual(logins.take('one', 'b-one', 0), { outcome: 'unknown' })
})

test('another browser is not given the login, and does not use it up', () => {
  const logins = kept()
  logins.add('one', pending('one'))
  assert.deepEqual(logins.take('one', 'b-other', 0), { outcome: 'foreign' })
  assert.deepEqual(logins.take('one', undefined, 0), { outcome: 'foreign' })
  assert.deepEqual(logins.take('one', 'b-one', 0), { outcome: 'taken', login: 'one' })
})

test('a login that took too long is forgotten', () => {
  const logins = kept()
  logins.add('one', pending('one', 100))
  assert.equal(logins.has('one', 99), true)
  assert.deepEqual(logins.take('one', 'b-one', 100), { outcome: 'unknown' })
})

test('a change is kept, and changes nothing of a login that is not there', () => {
  const logins = kept()
  logins.add('one', pending('one'))
  logins.change('one', 0, (login) => `${login}, seen`)
  logins.change('two', 0, (login) => `${login}, seen`)
  assert.deepEqual(logins.take('one', 'b-one', 0), { outcome: 'taken', login: 'one, seen' })
  assert.equal(logins.has('two', 0), false)
})

test('there are never more logins than the limit, and the newest are kept', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 12 }), (limit, count) => {
      const logins = kept(limit)
      const ids = Array.from({ length: count }, (_, index) => `${index}`)
      for (const id of ids) logins.add(id, pending(id))
      assert.deepEqual(
        ids.filter((id) => logins.has(id, 0)),
        ids.slice(-limit),
      )
    }),
  )
})
