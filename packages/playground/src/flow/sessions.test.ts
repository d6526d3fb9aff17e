import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sessions } from './sessions.ts'

const LIMITS = { sessions: 2, logins: 2, lifetime: 100 }

const kept = () => {
  let count = 0
  return sessions<string>({ ...LIMITS, newId: () => `id-${++count}` })
}

test('a login starts a session under a new id, and takes the earlier logins of this browser along', () => {
  const browsers = kept()
  const first = browsers.signIn({ id: 'a', login: 'one' }, undefined, 0)
  const second = browsers.signIn({ id: 'b', login: 'two' }, first.id, 0)
  assert.notEqual(second.id, first.id)
  assert.equal(browsers.find(first.id, 0), undefined)
  assert.deepEqual(
    [...second.logins],
    [
      ['a', 'one'],
      ['b', 'two'],
    ],
  )
})

test('a session keeps so many logins, and the oldest give way', () => {
  const browsers = kept()
  const last = ['a', 'b', 'c'].reduce<string | undefined>(
    (previous, id) => browsers.signIn({ id, login: id }, previous, 0).id,
    undefined,
  )
  assert.deepEqual([...(browsers.find(last, 0)?.logins.keys() ?? [])], ['b', 'c'])
})

test('a session ends by itself', () => {
  const browsers = kept()
  const { id } = browsers.signIn({ id: 'a', login: 'one' }, undefined, 0)
  assert.equal(browsers.find(id, 99)?.id, id)
  assert.equal(browsers.find(id, 100), undefined)
})

test('the oldest session gives way when there are too many', () => {
  const browsers = kept()
  const [first, ...others] = ['a', 'b', 'c'].map(
    (id) => browsers.signIn({ id, login: id }, undefined, 0).id,
  )
  assert.equal(browsers.find(first, 0), undefined)
  assert.deepEqual(
    others.map((id) => browsers.find(id, 0)?.id),
    others,
  )
})

test('what happens to an ended session is of no consequence', () => {
  const browsers = kept()
  const { id } = browsers.signIn({ id: 'a', login: 'one' }, undefined, 0)
  browsers.end(id)
  browsers.update(id, 'a', () => 'changed')
  assert.equal(browsers.find(id, 0), undefined)
})
