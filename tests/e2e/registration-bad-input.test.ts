import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { CLIENT_METADATA_NAMES } from '@gryphon/provider'
import fc from 'fast-check'
import { throughEachDoor } from '../support/each-door.ts'
import { FUZZ } from '../support/fuzz.ts'
import { REDIRECT_URI } from '../support/op.ts'
import { manage, register, registerAnew, type SelfRegistered } from '../support/registration.ts'
import { rowCounts } from '../support/rows.ts'

const LIMIT = 64 * 1024
const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)

const CODES = ['invalid_redirect_uri', 'invalid_client_metadata', 'invalid_request']

const value = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.webUrl(),
  fc.array(fc.oneof(fc.webUrl(), fc.string())),
  fc.constantFrom('none', 'native', 'pairwise', 'client_secret_jwt', 'private_key_jwt', 'HS256'),
  fc.constantFrom(['code'], ['code id_token token'], ['implicit'], [REDIRECT_URI], {
    keys: [{ kty: 'RSA' }],
  }),
)
const name = fc.oneof(
  fc.constantFrom(...CLIENT_METADATA_NAMES),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'client_name#fr',
    'tos_uri#__proto__',
    '',
  ),
  fc.string(),
)
const metadata = fc
  .tuple(fc.dictionary(name, value), fc.boolean())
  .map(([some, isGood]) => (isGood ? { ...some, redirect_uris: [REDIRECT_URI] } : some))

throughEachDoor(
  'registration of whatever is sent',
  (given) => {
    let client: SelfRegistered
    before(async () => {
      client = await registerAnew(given())
    })

    /** What holds of every answer: 201, or a refusal in the words of RFC 7591 §3.2.2 of which nothing is written. */
    const answered = async (body: unknown) => {
      const [rows, told] = [rowCounts(given()), given().events.length]
      const { status, json, headers } = await register(given(), body)
      const faults = given()
        .events.slice(told)
        .filter(({ event }) => event === 'fault')
      assert.deepEqual(faults, [])
      assert.equal(headers.get('cache-control'), 'no-store')
      if (status === 201) return status
      assert.ok(CODES.includes(String(json.error)), String(json.error))
      assert.match(String(json.error_description), /^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/)
      assert.deepEqual(rowCounts(given()), rows)
      return status
    }

    test('any JSON whatsoever is 201 or 400, never a fault', async () => {
      await fc.assert(
        fc.asyncProperty(fc.oneof(metadata, fc.jsonValue()), async (json) => {
          assert.ok([201, 400].includes(await answered(JSON.stringify(json))))
        }),
        FUZZ,
      )
    })

    test('and so is any replacement: 200 or 400', async () => {
      await fc.assert(
        fc.asyncProperty(metadata, async (json) => {
          const body = { ...json, client_id: client.client_id }
          const { status } = await manage(given(), client, { method: 'PUT', body })
          assert.ok([200, 400].includes(status), String(status))
        }),
        FUZZ,
      )
    })

    // biome-ignore format: a table
    const BODIES: readonly (readonly [what: string, body: string, status: number])[] = [
      ['nothing',                    '',                                                                             400],
      ['no JSON',                    '{',                                                                            400],
      ['a form',                     'redirect_uris=https%3A%2F%2Frp.example',                                       400],
      ['null',                       'null',                                                                         400],
      ['a list',                     '[]',                                                                           400],
      ['text',                       '"x"',                                                                          400],
      ['lists in lists',             deep(30_000),                                                                   400],
      ['objects in objects',         `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,                              400],
      ['a name that goes deep',      `{"redirect_uris":["${REDIRECT_URI}"],"unknown":${deep(30_000)}}`,              201],
      ['a value that goes deep',     `{"redirect_uris":${deep(30_000)}}`,                                            400],
      ['a key that goes deep',       `{"redirect_uris":["${REDIRECT_URI}"],"jwks":{"keys":[{"kty":"X","a":${deep(20_000)}}]}}`, 400],
      ['__proto__',                  `{"__proto__":{"redirect_uris":["${REDIRECT_URI}"],"trusted":true}}`,           400],
      ['a number without end',       `{"redirect_uris":["${REDIRECT_URI}"],"default_max_age":1e400}`,                400],
      ['many numbers of one value',  `{"redirect_uris":["${REDIRECT_URI}"],"default_max_age":${'9'.repeat(10_000)}}`, 400],
      ['half a surrogate pair',      `{"redirect_uris":["${REDIRECT_URI}"],"client_name":"\\ud800"}`,                400],
      ['a name in many languages',   JSON.stringify({ redirect_uris: [REDIRECT_URI], ...Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`client_name#x${String.fromCharCode(97 + (i % 26))}-${i}`, 'x'])) }), 400],
    ]
    for (const [what, body, status] of BODIES)
      test(`${what}: ${status}`, async () => assert.equal(await answered(body), status))

    test('a name that comes twice has its last value, and that is checked (RFC 8259 §4)', async () => {
      const twice = `{"redirect_uris":["javascript:x"],"redirect_uris":["${REDIRECT_URI}"]}`
      assert.equal(await answered(twice), 201)
      const other = `{"redirect_uris":["${REDIRECT_URI}"],"redirect_uris":["javascript:x"]}`
      assert.equal(await answered(other), 400)
    })

    test('a body of 64 KiB is read, and one of a byte more is 413, also in pieces', async () => {
      const { door } = given()
      const whole = `{"redirect_uris":["${REDIRECT_URI}"]}`.padEnd(LIMIT)
      const headers = { 'content-type': 'application/json' }
      for (const chunked of [false, true]) {
        const send = (body: string) =>
          door.send({ method: 'POST', path: '/oauth/register', headers, body, chunked })
        assert.equal((await send(whole)).status, 201)
        assert.equal((await send(`${whole} `)).status, 413)
      }
    })

    test('a body that is not application/json is 415 (RFC 7591 §3.1)', async () => {
      const { door } = given()
      const send = async (type: string) => {
        const headers = { 'content-type': type }
        const body = JSON.stringify({ redirect_uris: [REDIRECT_URI] })
        return (await door.send({ method: 'POST', path: '/oauth/register', headers, body })).status
      }
      for (const type of [
        'application/x-www-form-urlencoded',
        'text/plain',
        'application/jsonx',
        '',
      ])
        assert.equal(await send(type), 415, type)
      for (const type of ['application/json; charset=utf-8', 'Application/JSON'])
        assert.equal(await send(type), 201, type)
    })

    test('bytes that are not UTF-8 are 400 (RFC 8259 §8.1)', async () => {
      const headers = { 'content-type': 'application/json' }
      const body = Buffer.concat([
        Buffer.from('{"client_name":"'),
        Buffer.of(0xff),
        Buffer.from('"}'),
      ])
      const asked = { method: 'POST', path: '/oauth/register', headers, body }
      assert.equal((await given().door.send(asked)).status, 400)
    })

    test('other methods are not for it: 405 (RFC 9110 §15.5.6)', async () => {
      for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
        const { status, headers } = await given().door.send({ method, path: '/oauth/register' })
        assert.deepEqual([status, headers.get('allow')], [405, 'POST'])
      }
    })
  },
  {
    registration: 'open',
    registration_limits: { per_address: 1_000_000, total: 1_000_000 },
    fetch: async () => ({ status: 404, body: '' }),
  },
)
