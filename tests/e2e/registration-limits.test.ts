import assert from 'node:assert/strict'
import { test } from 'node:test'
import { throughEachDoor } from '../support/each-door.ts'
import { REDIRECT_URI, startOp } from '../support/op.ts'
import { manage, register, registerAnew } from '../support/registration.ts'
import { rowCounts } from '../support/rows.ts'

const GOOD = { redirect_uris: [REDIRECT_URI] }
const SECTORED = { ...GOOD, sector_identifier_uri: 'https://rp.example/sector.json' }
let fetched = 0
const fetch = async () => {
  fetched += 1
  return { status: 200, body: JSON.stringify([REDIRECT_URI]) }
}

throughEachDoor(
  'open registration',
  (given) => {
    test('is bounded in an hour: 429 with Retry-After, and nothing is done (RFC 6585 §4)', async () => {
      const before = fetched
      for (let turn = 0; turn < 4; turn += 1)
        assert.equal((await register(given(), SECTORED)).status, 201)
      assert.equal(fetched, before + 4)
      const rows = rowCounts(given())
      const { status, headers, json } = await register(given(), SECTORED)
      assert.equal(status, 429)
      assert.equal(headers.get('retry-after'), '900')
      assert.equal(headers.get('access-control-allow-origin'), '*')
      assert.deepEqual(json, {
        error: 'temporarily_unavailable',
        error_description: 'too many registrations here: try again in 900 seconds',
      })
      assert.equal((await register(given(), '{')).status, 429)
      assert.equal(fetched, before + 4)
      assert.deepEqual(rowCounts(given()), rows)
      given().pass(900)
      assert.equal((await register(given(), GOOD)).status, 201)
      assert.equal((await register(given(), GOOD)).status, 429)
    })

    test('a replacement counts as one, once its token is known to be right', async () => {
      given().pass(3600)
      const mine = await registerAnew(given())
      const body = { ...GOOD, client_id: mine.client_id }
      for (let turn = 0; turn < 10; turn += 1)
        assert.equal((await manage(given(), mine, { method: 'PUT', body, token: 'x' })).status, 401)
      for (let turn = 0; turn < 3; turn += 1)
        assert.equal((await manage(given(), mine, { method: 'PUT', body })).status, 200)
      assert.equal((await manage(given(), mine, { method: 'PUT', body })).status, 429)
      assert.equal((await manage(given(), mine)).status, 200)
      assert.equal((await manage(given(), mine, { method: 'DELETE' })).status, 204)
    })

    test('one tenant does not wait for another', async () => {
      given().pass(3600)
      await given().op.admin.addTenant('acme', 'Acme')
      for (let turn = 0; turn < 4; turn += 1) await register(given(), GOOD)
      assert.equal((await register(given(), GOOD)).status, 429)
      const { door } = given()
      const { status } = await door.send({
        method: 'POST',
        path: '/acme/oauth/register',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(GOOD),
      })
      assert.equal(status, 201)
    })
  },
  { registration: 'open', registration_limits: { total: 4 }, fetch },
)

throughEachDoor(
  'open registration behind a proxy',
  (given) => {
    const from = (address: string) =>
      register(given(), GOOD, { 'x-forwarded-for': `203.0.113.1, ${address}` })

    test('one address has a number of its own, and all of an IPv6 /64 is one', async () => {
      for (const address of ['192.0.2.1', '192.0.2.1', '192.0.2.2'])
        assert.equal((await from(address)).status, 201)
      const { status, json } = await from('192.0.2.1')
      assert.deepEqual(
        [status, json.error_description],
        [429, 'too many registrations from this address: try again in 1800 seconds'],
      )
      assert.equal((await from('192.0.2.2')).status, 201)
      assert.equal((await from('2001:db8::1')).status, 201)
      assert.equal((await from('2001:db8::2')).status, 201)
      assert.equal((await from('2001:db8::3')).status, 429)
      assert.equal((await from('2001:db8:0:1::3')).status, 201)
    })
  },
  {
    registration: 'open',
    registration_limits: { per_address: 2 },
    client_address_header: 'X-Forwarded-For',
  },
)

test('without a proxy the address of the connection counts, whatever a header says', async (context) => {
  const op = await startOp('socket', {
    registration: 'open',
    registration_limits: { per_address: 2 },
  })
  context.after(() => op.close())
  const from = async (address: string) =>
    (await register(op, GOOD, { 'x-forwarded-for': address })).status
  assert.deepEqual(
    [await from('192.0.2.1'), await from('192.0.2.2'), await from('192.0.2.3')],
    [201, 201, 429],
  )
})

throughEachDoor(
  'registration by an initial access token',
  (given) => {
    test('has no limit but its own', async () => {
      const terms = { expires_in: 60, uses: 5 }
      const { initial_access_token } = await given().op.admin.createInitialAccessToken(
        'default',
        terms,
      )
      const headers = { authorization: `Bearer ${initial_access_token}` }
      for (let turn = 0; turn < 5; turn += 1)
        assert.equal((await register(given(), GOOD, headers)).status, 201)
    })
  },
  { registration: 'token', registration_limits: { per_address: 1, total: 1 } },
)
