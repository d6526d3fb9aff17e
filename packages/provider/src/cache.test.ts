import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cached } from './cache.ts'

/** A cache over a source that counts, with a clock that the test sets. */
const given = (limits: { readonly entries?: number } = {}) => {
  let time = 0
  const asked: string[] = []
  const source = new Map<string, string>()
  const find = cached(
    async (key) => {
      asked.push(key)
      if (key === 'broken') throw new Error('broken')
      return source.get(key)
    },
    { entries: limits.entries ?? 10, seconds: 5, now: () => time },
  )
  const passTo = (seconds: number) => {
    time = seconds
  }
  return { find, asked, source, passTo }
}

test('what was found is remembered, for as long as was said', async () => {
  const { find, asked, source, passTo } = given()
  source.set('a', 'one')
  assert.equal(await find('a'), 'one')
  source.set('a', 'two')
  passTo(4)
  assert.equal(await find('a'), 'one')
  passTo(5)
  assert.equal(await find('a'), 'two')
  assert.deepEqual(asked, ['a', 'a'])
})

test('what is not there, and what failed, is not remembered', async () => {
  const { find, asked, source } = given()
  assert.equal(await find('a'), undefined)
  source.set('a', 'one')
  assert.equal(await find('a'), 'one')
  await assert.rejects(find('broken'), { message: 'broken' })
  await assert.rejects(find('broken'), { message: 'broken' })
  assert.deepEqual(asked, ['a', 'a', 'broken', 'broken'])
})

test('parallel requests for one key share one load', async () => {
  const { find, asked, source } = given()
  source.set('a', 'one')
  assert.deepEqual(await Promise.all([find('a'), find('a'), find('a')]), ['one', 'one', 'one'])
  assert.deepEqual(asked, ['a'])
})

test('the oldest goes when there are too many', async () => {
  const { find, asked, source } = given({ entries: 2 })
  for (const key of ['a', 'b', 'c']) source.set(key, key)
  for (const key of ['a', 'b', 'c', 'c', 'b', 'a']) await find(key)
  assert.deepEqual(asked, ['a', 'b', 'c', 'a'])
})

test('what is forgotten is loaded anew, and what was being loaded then is not remembered', async () => {
  const { find, asked, source } = given()
  source.set('a', 'one')
  assert.equal(await find('a'), 'one')
  const earlier = find('b')
  find.forget('a')
  find.forget('b')
  source.set('a', 'two')
  assert.equal(await find('a'), 'two')
  assert.equal(await earlier, undefined)
  assert.deepEqual(asked, ['a', 'b', 'a'])
})

test('keys are any text', async () => {
  const { find, source } = given()
  for (const key of ['__proto__', 'constructor', '']) {
    source.set(key, `${key}!`)
    assert.equal(await find(key), `${key}!`)
  }
})
