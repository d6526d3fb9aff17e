import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  ACTIVE,
  type Answer,
  ENDPOINT,
  formOf,
  introspecting,
  OPAQUE,
  SECRET,
} from '../testing/introspecting.ts'
import { NOW } from '../testing/scene.ts'

test('an answer is believed for ten seconds, good or bad', async () => {
  for (const active of [true, false]) {
    const { api, asked, at } = introspecting({ answer: () => ({ ...ACTIVE, active }) })
    const outcome = () =>
      api.verify(OPAQUE).then(
        () => true,
        () => false,
      )
    assert.deepEqual([await outcome(), await outcome()], [active, active])
    at(NOW + 9)
    await outcome()
    assert.equal(asked.length, 1)
    at(NOW + 10)
    await outcome()
    assert.equal(asked.length, 2)
  }
})

test('a token that is revoked is refused when the answer is asked for again', async () => {
  let active = true
  const { api, at } = introspecting({ answer: () => ({ ...ACTIVE, active }) })
  await api.verify(OPAQUE)
  active = false
  await api.verify(OPAQUE)
  at(NOW + 10)
  await assert.rejects(api.verify(OPAQUE), { code: 'token_inactive' })
})

test('an answer is never believed beyond the end of the token, whatever the tolerance', async () => {
  const answer = () => ({ ...ACTIVE, exp: NOW + 3 })
  const { api, asked, at } = introspecting({ answer, clock_tolerance: 30 })
  await api.verify(OPAQUE)
  at(NOW + 3)
  await api.verify(OPAQUE)
  assert.equal(asked.length, 2)
})

test('an answer without exp is believed for as long as any other', async () => {
  const answer = () => ({ ...ACTIVE, active: false, exp: undefined })
  const { api, asked, at } = introspecting({ answer })
  for (const time of [NOW, NOW + 9, NOW + 10]) {
    at(time)
    await assert.rejects(api.verify(OPAQUE), { code: 'token_inactive' })
  }
  assert.equal(asked.length, 2)
})

test('how long is a setting; with 0 the issuer is asked each time', async () => {
  const asking = async (cache_lifetime: number) => {
    const introspection = { ...SECRET, introspection_endpoint: ENDPOINT, cache_lifetime }
    const { api, asked, at } = introspecting({ introspection })
    await api.verify(OPAQUE)
    at(NOW + 2)
    await api.verify(OPAQUE)
    return asked.length
  }
  assert.deepEqual([await asking(0), await asking(2), await asking(3)], [2, 2, 1])
})

test('where no answer may be kept, the issuer is asked each time', async () => {
  const introspection = { ...SECRET, introspection_endpoint: ENDPOINT, cache_size: 0 }
  const { api, asked } = introspecting({ introspection })
  await api.verify(OPAQUE)
  await api.verify(OPAQUE)
  assert.equal(asked.length, 2)
})

test('a failure is not kept', async () => {
  let fails = true
  const { api } = introspecting({
    answer: () => (fails ? new Response('', { status: 502 }) : ACTIVE),
  })
  await assert.rejects(api.verify(OPAQUE), { status: 503 })
  fails = false
  assert.equal((await api.verify(OPAQUE)).sub, '248289761001')
})

test('many requests with one token ask once', async () => {
  const { api, asked } = introspecting()
  await Promise.all([...Array(20)].map(() => api.verify(OPAQUE)))
  assert.equal(asked.length, 1)
  await Promise.all(['a', 'b'].map((token) => api.verify(token)))
  assert.equal(asked.length, 3)
})

test('who asks about a token that is being asked about waits for the same answer', async () => {
  const gate = Promise.withResolvers<void>()
  const { api, asked } = introspecting({
    introspection: { ...SECRET, introspection_endpoint: ENDPOINT, cache_lifetime: 0 },
    answer: async () => {
      await gate.promise
      return ACTIVE
    },
  })
  const all = Promise.all([1, 2, 3].map(() => api.verify(OPAQUE)))
  // Theirs are made by then: the answers before the digests would be no answers to all of them.
  for (let digests = 0; digests < 50; digests++)
    await crypto.subtle.digest('SHA-256', new Uint8Array(1))
  gate.resolve()
  assert.deepEqual(
    (await all).map(({ sub }) => sub),
    ['248289761001', '248289761001', '248289761001'],
  )
  assert.equal(asked.length, 1)
})

test('so many answers are kept; made-up tokens push no good one out', async () => {
  const introspection = { ...SECRET, introspection_endpoint: ENDPOINT, cache_size: 2 }
  const answer: Answer = (asked) => ({
    ...ACTIVE,
    active: !String(formOf(asked).token).startsWith('bad'),
  })
  const { api, asked } = introspecting({ introspection, answer })
  for (const token of ['one', 'two', 'bad-1', 'bad-2', 'bad-3', 'one', 'two'])
    await api.verify(token).catch(() => undefined)
  assert.equal(asked.length, 5)
  for (const token of ['three', 'one']) await api.verify(token)
  assert.equal(asked.length, 7)
})
