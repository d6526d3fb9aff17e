import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFlights } from './flights.ts'
import type { Tokens } from './login.ts'

const NOW = 1_700_000_000

const tokensOf = (refresh_token: string): Tokens => ({
  access_token: `for ${refresh_token}`,
  token_type: 'Bearer',
  refresh_token,
  checks: [],
})

/** Flights whose uses are counted; each gives the refresh token that is named, or one after it. */
const createScene = () => {
  let now = NOW
  const flown: string[] = []
  const flights = createFlights(() => now)
  const use = (refresh_token: string, request = 'all', next = `${refresh_token}'`) =>
    flights.share({ client_id: 'a', refresh_token, request }, async (current) => {
      flown.push(current)
      return tokensOf(next)
    })
  return { flights, use, flown, pass: (seconds: number) => (now += seconds) }
}

test('what came of a refresh token is known while it is under way and for ten seconds after, and then no more', async () => {
  const { flights, use, pass } = createScene()
  assert.equal(await flights.latest('a', 'one'), undefined)
  const under = use('one')
  assert.deepEqual(await flights.latest('a', 'one'), tokensOf("one'"))
  await under
  pass(9)
  assert.deepEqual(await flights.latest('a', 'one'), tokensOf("one'"))
  assert.equal(await flights.latest('b', 'one'), undefined)
  pass(1)
  assert.equal(await flights.latest('a', 'one'), undefined)
})

test('what came of it last is told where it was used for several requests', async () => {
  const { flights, use } = createScene()
  await use('one')
  await use('one', 'another scope', 'two')
  assert.equal((await flights.latest('a', 'one'))?.refresh_token, 'two')
})

test('nothing is known of a use that failed, or that gave the same refresh token again', async () => {
  const { flights, use } = createScene()
  const failing = flights.share({ client_id: 'a', refresh_token: 'one', request: '' }, () =>
    Promise.reject(new Error('no connection')),
  )
  const latest = flights.latest('a', 'one')
  await assert.rejects(failing)
  assert.equal(await latest, undefined)
  assert.equal(await flights.latest('a', 'one'), undefined)
  await use('two', 'all', 'two')
  assert.equal(await flights.latest('a', 'two'), undefined)
})

test('a use that fails takes no other with it', async () => {
  const { flights, use, flown } = createScene()
  await use('one')
  const departure = { client_id: 'a', refresh_token: 'one', request: 'another scope' }
  await assert.rejects(flights.share(departure, () => Promise.reject(new Error('no connection'))))
  assert.equal((await flights.latest('a', 'one'))?.refresh_token, "one'")
  await use('one')
  assert.deepEqual(flown, ['one'])
})

for (const used of [[], ['another scope']])
  test(`RFC 9700 §4.14.2: a refresh token that is under way is not used again, however many others are meanwhile, used before for ${used.length} requests`, async () => {
    const { flights, use, flown } = createScene()
    for (const request of used) await use('slow', request)
    const before = flown.filter((token) => token === 'slow')
    let land = (_tokens: Tokens) => {}
    const slow = new Promise<Tokens>((resolve) => {
      land = resolve
    })
    const departure = { client_id: 'a', refresh_token: 'slow', request: 'all' }
    const first = flights.share(departure, () => slow)
    for (let nth = 0; nth < 1002; nth++) await use(`token ${nth}`)
    const second = use('slow')
    land(tokensOf('the only one'))
    assert.equal((await first).refresh_token, 'the only one')
    assert.equal((await second).refresh_token, 'the only one')
    assert.deepEqual(
      flown.filter((token) => token === 'slow'),
      before,
    )
  })

test('of more than a thousand refresh tokens those are forgotten that were used the longest ago', async () => {
  const { use, flown } = createScene()
  for (let nth = 0; nth < 1000; nth++) await use(`token ${nth}`)
  await use('token 0', 'another scope', 'one more')
  await use('token 1000')
  await use('token 1001')
  const before = flown.length
  await use('token 0')
  assert.equal(flown.length, before)
  await use('token 1')
  assert.deepEqual(flown.slice(before), ['token 1'])
})
