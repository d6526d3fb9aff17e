import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { addClient, inForm, PUBLIC } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { basic, post } from '../support/flow.ts'
import { CLIENT_SECRET, ISSUER } from '../support/op.ts'

/** A request that fails for its code alone once the client has proved who it is. */
const REQUEST = { grant_type: 'authorization_code', code: 'none' }
const PROVED = [400, 'invalid_grant']
const UNPROVED = [401, 'invalid_client']
const MALFORMED = [400, 'invalid_request']

const COLON_SECRET = 'a:secret:of:thirty:two:characters'
const ODD_SECRET = 'a secret+with % & = and pÃ¤ssphräse ☃ 𝒳'
const WRONG = 'not-the-secret-of-any-client'
const basicOf = (text: string | Uint8Array) => ({
  authorization: `Basic ${Buffer.from(text).toString('base64')}`,
})
/** RFC 6749 Appendix B: as HTML forms encode, so a space is `+`. */
const formEncoded = (text: string) => String(new URLSearchParams({ '': text })).slice(1)

throughEachDoor('client authentication', (given) => {
  const send = async (
    form: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>>,
  ) => {
    const { status, json } = await post(given(), '/oauth/token', { ...REQUEST, ...form }, headers)
    return [status, json.error]
  }
  before(async () => {
    const method = 'token_endpoint_auth_method'
    await addClient(given(), { client_id: 'colon', client_secret: COLON_SECRET })
    await addClient(given(), { client_id: 'odd+client/%', client_secret: ODD_SECRET })
    await addClient(given(), { client_id: 'posting', [method]: 'client_secret_post' })
    await addClient(given(), { client_id: 'public', ...PUBLIC })
    await addClient(given(), { client_id: 'c' })
  })

  test('client_secret_basic: id and secret, each form-encoded (RFC 6749 §2.3.1)', async () => {
    const id = 'odd+client/%'
    // biome-ignore format: a table
    const rows = [
      [basicOf(`app:${CLIENT_SECRET}`),                                                   PROVED],
      [basicOf(`c:${CLIENT_SECRET}`),                                                     PROVED],
      [{ authorization: `bAsIc ${btoa(`app:${CLIENT_SECRET}`)}` },                        PROVED],
      [basicOf(`colon:${COLON_SECRET}`),                                                  PROVED],
      [basicOf(`colon:${formEncoded(COLON_SECRET)}`),                                     PROVED],
      [basicOf(`${formEncoded(id)}:${formEncoded(ODD_SECRET)}`),                          PROVED],
      [basicOf(`${encodeURIComponent(id)}:${encodeURIComponent(ODD_SECRET)}`),            PROVED],
      [basicOf(`${formEncoded(id)}:${formEncoded(ODD_SECRET).replaceAll('+', '%2B')}`),   UNPROVED],
      [basicOf(`${id}:${ODD_SECRET}`),                                                    UNPROVED],
      [basicOf(`app:${CLIENT_SECRET} `),                                                  UNPROVED],
      [basicOf(`app: ${CLIENT_SECRET}`),                                                  UNPROVED],
      [basicOf(`app:${CLIENT_SECRET.slice(0, -1)}`),                                      UNPROVED],
      [basicOf(`app:${CLIENT_SECRET}\0`),                                                 UNPROVED],
      [basicOf('app:'),                                                                   UNPROVED],
      [basicOf(`:${CLIENT_SECRET}`),                                                      UNPROVED],
      [basicOf('app'),                                                                    UNPROVED],
      [basicOf(''),                                                                       UNPROVED],
      [basicOf('app:%'),                                                                  UNPROVED],
      [basicOf('app:%ff%fe'),                                                             UNPROVED],
      [basicOf(Buffer.from([0x61, 0x3a, 0xff, 0xfe])),                                    UNPROVED],
      [{ authorization: 'Basic' },                                                        UNPROVED],
      [{ authorization: 'Basic ???' },                                                    UNPROVED],
      [{ authorization: `Bearer ${btoa(`app:${CLIENT_SECRET}`)}` },                       UNPROVED],
      [{ authorization: `Digest username="app"` },                                        UNPROVED],
    ] as const
    for (const [headers, expected] of rows)
      assert.deepEqual([headers, await send({}, headers)], [headers, expected])
  })

  test('a secret of 1024 characters is compared to the last of them', async () => {
    const secret = 'x'.repeat(1024)
    await addClient(given(), { client_id: 'long', client_secret: secret })
    assert.deepEqual(await send({}, basicOf(`long:${secret}`)), PROVED)
    assert.deepEqual(await send({}, basicOf(`long:${secret.slice(1)}`)), UNPROVED)
    assert.deepEqual(await send({}, basicOf(`long:${secret}x`)), UNPROVED)
  })

  test('client_secret_post: id and secret in the form (RFC 6749 §2.3.1)', async () => {
    assert.deepEqual(await send(inForm('posting'), {}), PROVED)
    assert.deepEqual(await send({ client_id: 'posting', client_secret: WRONG }, {}), UNPROVED)
    assert.deepEqual(await send({ client_secret: CLIENT_SECRET }, {}), UNPROVED)
    assert.deepEqual(await send({ client_id: 'posting' }, {}), UNPROVED)
  })

  test('none: a public client says who it is (RFC 6749 §2.1)', async () => {
    assert.deepEqual(await send({ client_id: 'public' }, {}), PROVED)
    assert.deepEqual(await send({ client_id: 'public', client_secret: 'x' }, {}), UNPROVED)
    assert.deepEqual(await send({}, basicOf('public:')), UNPROVED)
    assert.deepEqual(await send({}, basicOf('public:x')), UNPROVED)
  })

  test('a method other than the registered one is refused, the right secret notwithstanding (Core §9)', async () => {
    assert.deepEqual(await send(inForm('app'), {}), UNPROVED)
    assert.deepEqual(await send({}, { authorization: basic('posting') }), UNPROVED)
    assert.deepEqual(await send({ client_id: 'app' }, {}), UNPROVED)
  })

  test('two methods at once are refused (RFC 6749 §2.3)', async () => {
    const headers = { authorization: basic() }
    assert.deepEqual(await send(inForm('app'), headers), MALFORMED)
    assert.deepEqual(await send({ client_secret: WRONG }, headers), MALFORMED)
    assert.deepEqual(await send(inForm('posting'), { authorization: basic('posting') }), MALFORMED)
  })

  test('a client_id beside Basic credentials must be the same (RFC 6749 §3.2.1)', async () => {
    assert.deepEqual(await send({ client_id: 'app' }, { authorization: basic() }), PROVED)
    assert.deepEqual(await send({ client_id: 'colon' }, { authorization: basic() }), MALFORMED)
  })

  test('a client that is not known and a secret that is wrong are answered alike', async () => {
    const shapeOf = async (headers: Readonly<Record<string, string>>) => {
      const { status, json, headers: told } = await post(given(), '/oauth/token', REQUEST, headers)
      const { date: _, 'content-length': __, ...rest } = Object.fromEntries(told)
      return { status, members: Object.keys(json), error: json.error, rest }
    }
    const wrong = await shapeOf({ authorization: basic('app', WRONG) })
    assert.equal(wrong.rest['www-authenticate'], `Basic realm="${ISSUER}"`)
    for (const client_id of [
      'nobody',
      'APP',
      'app\0',
      '__proto__',
      'constructor',
      'a'.repeat(5000),
    ])
      assert.deepEqual(await shapeOf({ authorization: basic(client_id, WRONG) }), wrong)
  })

  test('a client that was removed is a client no more', async () => {
    await addClient(given(), { client_id: 'passing' })
    const headers = { authorization: basic('passing') }
    assert.deepEqual(await send({}, headers), PROVED)
    await given().store.removeClient('default', 'passing')
    // A client is kept for seconds.
    given().pass(5)
    assert.deepEqual(await send({}, headers), UNPROVED)
  })

  test('the log is told which client said it was asking, if there is one (PITFALLS 24)', async () => {
    const toldAfter = async (client_id: string) => {
      await send({ client_id, client_secret: WRONG }, {})
      const last = given().events.findLast(({ event }) => event === 'token.refused')
      return last && 'client_id' in last ? last.client_id : undefined
    }
    assert.equal(await toldAfter('posting'), 'posting')
    assert.equal(await toldAfter(WRONG), undefined)
  })

  test('no secret is in what the log is told', () => {
    const told = JSON.stringify(given().events)
    for (const secret of [CLIENT_SECRET, COLON_SECRET, ODD_SECRET, WRONG])
      assert.equal(told.includes(secret), false)
  })
})
