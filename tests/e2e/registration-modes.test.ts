import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { throughEachDoor } from '../support/each-door.ts'
import { ISSUER, REDIRECT_URI } from '../support/op.ts'
import { register } from '../support/registration.ts'
import { rowCounts } from '../support/rows.ts'

const GOOD = { redirect_uris: [REDIRECT_URI] }
/** How often something was fetched. */
let fetched = 0
/** What happens while a sector document is fetched. */
let meanwhile: () => Promise<unknown> = async () => undefined
const BAD = { redirect_uris: [] }
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

throughEachDoor('registration that is off, as it is by default', (given) => {
  test('is not there, and is not advertised (Discovery §3)', async () => {
    const { op, door } = given()
    const { initial_access_token } = await op.admin.createInitialAccessToken('default', {
      expires_in: 60,
    })
    for (const method of ['POST', 'GET', 'OPTIONS', 'DELETE', 'PUT'])
      for (const path of ['/oauth/register', '/oauth/register/app'])
        assert.equal((await door.send({ method, path })).status, 404)
    assert.equal((await register(given(), GOOD, bearer(initial_access_token))).status, 404)
    const { text } = await door.send({ path: '/.well-known/openid-configuration' })
    assert.equal('registration_endpoint' in JSON.parse(text), false)
  })
})

throughEachDoor(
  'registration with an initial access token (RFC 7591 §3)',
  (given) => {
    beforeEach(() => {
      fetched = 0
      meanwhile = async () => undefined
    })
    const newToken = async (terms: { readonly expires_in: number; readonly uses?: number }) =>
      (await given().op.admin.createInitialAccessToken('default', terms)).initial_access_token

    const refused = async (headers: Readonly<Record<string, string>>) => {
      const rows = rowCounts(given())
      const answer = await register(given(), GOOD, headers)
      assert.deepEqual(rowCounts(given()), rows)
      return [answer.status, answer.json.error, answer.headers.get('www-authenticate')] as const
    }

    test('is advertised (Discovery §3)', async () => {
      const { text } = await given().door.send({ path: '/.well-known/openid-configuration' })
      assert.equal(JSON.parse(text).registration_endpoint, `${ISSUER}/oauth/register`)
    })

    test('without a token is told what is needed, and no error (RFC 6750 §3.1)', async () => {
      assert.deepEqual(await refused({}), [401, undefined, `Bearer realm="${ISSUER}"`])
      assert.deepEqual((await register(given(), GOOD, {})).json, {
        error_description:
          'an initial access token, which the operator of this provider gives, is needed, as Authorization: Bearer',
      })
    })

    test('with a token registers any number of clients until it expires', async () => {
      const headers = bearer(await newToken({ expires_in: 100 }))
      for (let turn = 0; turn < 3; turn += 1)
        assert.equal((await register(given(), GOOD, headers)).status, 201)
      given().pass(99)
      assert.equal((await register(given(), GOOD, headers)).status, 201)
      given().pass(1)
      const [status, error, challenge] = await refused(headers)
      assert.deepEqual([status, error], [401, 'invalid_token'])
      assert.match(
        challenge ?? '',
        /^Bearer realm="https:\/\/op\.example", error="invalid_token", /,
      )
    })

    test('with a token for two registers two, also of many at once; what is refused does not count', async () => {
      const headers = bearer(await newToken({ expires_in: 100, uses: 2 }))
      for (let turn = 0; turn < 5; turn += 1)
        assert.equal((await register(given(), BAD, headers)).status, 400)
      const many = Array.from({ length: 10 }, () => register(given(), GOOD, headers))
      const statuses = (await Promise.all(many)).map(({ status }) => status)
      assert.equal(statuses.filter((status) => status === 201).length, 2)
      assert.equal(statuses.filter((status) => status === 401).length, 8)
      assert.deepEqual((await refused(headers)).slice(0, 2), [401, 'invalid_token'])
    })

    test('with a token that is used up has nothing fetched, read or claimed', async () => {
      const headers = bearer(await newToken({ expires_in: 100, uses: 2 }))
      const metadata = { ...GOOD, sector_identifier_uri: 'https://rp.example/sector.json' }
      for (let turn = 0; turn < 2; turn += 1)
        assert.equal((await register(given(), metadata, headers)).status, 201)
      assert.equal(fetched, 2)
      assert.equal((await register(given(), metadata, headers)).status, 401)
      assert.equal((await register(given(), '{', headers)).status, 401)
      assert.equal(fetched, 2)
    })

    test('with a token that expires meanwhile is refused, and a use of it is never free again', async () => {
      const headers = bearer(await newToken({ expires_in: 10, uses: 1 }))
      meanwhile = async () => {
        meanwhile = async () => undefined
        assert.equal((await register(given(), GOOD, headers)).status, 201)
        given().pass(10)
      }
      const metadata = { ...GOOD, sector_identifier_uri: 'https://rp.example/sector.json' }
      const { status, json } = await register(given(), metadata, headers)
      assert.deepEqual([status, json.error], [401, 'invalid_token'])
    })

    test('with any other token is refused (RFC 6750 §3.1)', async () => {
      const { op } = given()
      const token = await newToken({ expires_in: 100 })
      await op.admin.addTenant('acme', 'Acme')
      const foreign = await op.admin.createInitialAccessToken('acme', { expires_in: 100 })
      const others = [
        'x',
        `${token}x`,
        token.slice(0, -1),
        token.toUpperCase(),
        foreign.initial_access_token,
      ]
      for (const other of others)
        assert.deepEqual((await refused(bearer(other))).slice(0, 2), [401, 'invalid_token'])
      for (const authorization of ['Basic eDp5', 'Bearer', 'Bearer ', `bearer${token}`, token])
        assert.equal((await refused({ authorization }))[0], 401)
    })

    test('is asked for before anything of the body is looked at', async () => {
      assert.equal((await register(given(), '{', bearer('x'))).status, 401)
    })
  },
  {
    registration: 'token',
    fetch: async () => {
      fetched += 1
      await meanwhile()
      return { status: 200, body: JSON.stringify([REDIRECT_URI]) }
    },
  },
)

throughEachDoor('initial access tokens', (given) => {
  // biome-ignore format: a table
  const REFUSED = [
    [{ expires_in: 0 },                   'expires_in'],
    [{ expires_in: 1.5 },                 'expires_in'],
    [{ expires_in: 10 ** 9 },             'expires_in'],
    [{ expires_in: 60, uses: 0 },         'uses'],
    [{ expires_in: 60, uses: 101 },       'uses'],
    [{ expires_in: 60, uses: Number.NaN }, 'uses'],
  ] as const
  test('are not made on terms that cannot be, and the term is named', async () => {
    for (const [terms, setting] of REFUSED)
      await assert.rejects(given().op.admin.createInitialAccessToken('default', terms), {
        name: 'InvalidValueError',
        setting,
      })
  })

  test('are not kept: no row is written', async () => {
    const rows = rowCounts(given())
    await given().op.admin.createInitialAccessToken('default', { expires_in: 60, uses: 1 })
    assert.deepEqual(rowCounts(given()), rows)
  })
})
