import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { throughEachDoor } from '../support/each-door.ts'
import { authorizePath, basic, landingOf, logIn, post, userinfo } from '../support/flow.ts'
import { HYBRID_CLIENT, ISSUER, PERSON, REDIRECT_URI } from '../support/op.ts'
import { manage, registerAnew, type SelfRegistered, sendJson } from '../support/registration.ts'
import { rowCounts } from '../support/rows.ts'
import { parameterOf } from '../support/signed-in.ts'
import { userAgent } from '../support/user-agent.ts'

const OTHER = 'https://rp.example/other'

/** A client may say of itself what it was told, but what the OP alone says (RFC 7592 §2.2). */
const repeated = ({
  registration_access_token: _,
  registration_client_uri: __,
  client_secret_expires_at: ___,
  client_id_issued_at: ____,
  ...metadata
}: SelfRegistered) => metadata

throughEachDoor(
  'a client that manages itself',
  (given) => {
    let client: SelfRegistered
    before(async () => {
      client = await registerAnew(given(), {
        client_name: 'Mine',
        'client_name#de': 'Meins',
        initiate_login_uri: 'https://rp.example/login',
      })
    })
    const redirectsTo = async (client_id: string, redirect_uri: string) => {
      const path = authorizePath({ client_id, redirect_uri, prompt: 'none' })
      return landingOf(await given().door.send({ path }))?.target
    }

    test('reads all that is registered, and the secret no more (Dynamic Registration §4.3; RFC 7592 §2.1, §3)', async () => {
      const { status, headers, json } = await manage(given(), client)
      const { client_secret: _, client_secret_expires_at: __, ...told } = client
      assert.equal(status, 200)
      assert.equal(headers.get('content-type'), 'application/json')
      assert.equal(headers.get('cache-control'), 'no-store')
      assert.deepEqual(json, told)
      assert.equal(json.initiate_login_uri, 'https://rp.example/login')
    })

    test('is for scripts of any origin (Fetch §3.2)', async () => {
      const path = new URL(client.registration_client_uri).pathname
      const { status, headers } = await given().door.send({ method: 'OPTIONS', path })
      assert.equal(status, 204)
      assert.equal(headers.get('access-control-allow-methods'), 'GET, PUT, DELETE')
      assert.equal(headers.get('access-control-allow-headers'), 'authorization, content-type')
    })

    describe('with another token, or none, is told nothing (RFC 7592 §2; RFC 6750 §3.1)', () => {
      const tokens = async (): Promise<readonly string[]> => {
        const other = await registerAnew(given())
        return [
          'x',
          `${client.registration_access_token}x`,
          client.registration_access_token.slice(1),
          client.client_secret,
          other.registration_access_token,
        ]
      }
      const BODIES = { GET: undefined, PUT: { redirect_uris: [OTHER] }, DELETE: undefined } as const

      for (const [method, body] of Object.entries(BODIES)) {
        test(`${method} with another token is 401, and nothing happens`, async () => {
          for (const token of await tokens()) {
            const rows = rowCounts(given())
            const answer = await manage(given(), client, { method, body, token })
            assert.equal(answer.status, 401)
            assert.equal(answer.json.error, 'invalid_token')
            assert.match(
              answer.headers.get('www-authenticate') ?? '',
              /^Bearer realm="https:\/\/op\.example", error="invalid_token"/,
            )
            assert.equal(answer.text.includes('Mine'), false)
            assert.deepEqual(rowCounts(given()), rows)
          }
          assert.equal((await manage(given(), client)).json.client_name, 'Mine')
        })

        test(`${method} of a client that is not there, or that an operator registered, looks the same`, async () => {
          const ids = ['nobody', '', '%', '%00', 'a/b', '__proto__', HYBRID_CLIENT.client_id]
          const answers = await Promise.all(
            ids.map(async (id) => {
              const headers = { authorization: `Bearer ${client.registration_access_token}` }
              const path = `/oauth/register/${id}`
              const { status, text } = await sendJson(given(), { method, path, headers, body })
              return [status, text]
            }),
          )
          for (const answer of answers) assert.deepEqual(answer, answers[0])
          assert.equal(answers[0]?.[0], 401)
        })
      }

      test('without a token no error is told (RFC 6750 §3.1)', async () => {
        const path = new URL(client.registration_client_uri).pathname
        const { status, headers, json } = await sendJson(given(), { path })
        assert.deepEqual(
          [status, json],
          [
            401,
            {
              error_description:
                'the registration_access_token of the client is needed, as Authorization: Bearer',
            },
          ],
        )
        assert.equal(headers.get('www-authenticate'), `Bearer realm="${ISSUER}"`)
      })
    })

    test('replaces all of it, seen at once: what is not sent is gone (RFC 7592 §2.2)', async () => {
      const mine = await registerAnew(given(), { client_name: 'Old', contacts: ['me@rp.example'] })
      const { client_id, registration_access_token, registration_client_uri } = mine
      assert.equal(await redirectsTo(client_id, REDIRECT_URI), REDIRECT_URI)
      const body = { client_id, redirect_uris: [OTHER], response_types: ['code id_token'] }
      const { status, json } = await manage(given(), mine, { method: 'PUT', body })
      assert.equal(status, 200)
      assert.deepEqual(json, {
        client_id,
        client_id_issued_at: mine.client_id_issued_at,
        registration_client_uri,
        registration_access_token,
        redirect_uris: [OTHER],
        response_types: ['code id_token'],
        grant_types: ['authorization_code', 'implicit', 'refresh_token'],
        application_type: 'web',
        scope: 'openid profile email address phone offline_access',
        token_endpoint_auth_method: 'client_secret_basic',
        id_token_signed_response_alg: 'RS256',
      })
      assert.deepEqual((await manage(given(), mine)).json, json)
      assert.equal(await redirectsTo(client_id, REDIRECT_URI), undefined)
      assert.equal(await redirectsTo(client_id, OTHER), OTHER)
    })

    test('keeps its secret where its method can work with it', async () => {
      const mine = await registerAnew(given())
      const { client_id, client_secret } = mine
      const put = (over: object) =>
        manage(given(), mine, { method: 'PUT', body: { ...repeated(mine), ...over } })
      const proves = async (secret: unknown) => {
        const form = { grant_type: 'authorization_code', code: 'x', client_id }
        const sent = { ...form, client_secret: String(secret) }
        return (await post(given(), '/oauth/token', sent, {})).json.error === 'invalid_grant'
      }
      const posted = await put({ token_endpoint_auth_method: 'client_secret_post' })
      assert.equal('client_secret' in posted.json, false)
      assert.equal(await proves(client_secret), true)
      await put({ token_endpoint_auth_method: 'none', client_secret: undefined })
      const renewed = await put({
        token_endpoint_auth_method: 'client_secret_post',
        client_secret: undefined,
      })
      assert.match(String(renewed.json.client_secret), /^[\w-]{43}$/)
      assert.equal(renewed.json.client_secret_expires_at, 0)
      assert.equal(await proves(client_secret), false)
      assert.equal(await proves(renewed.json.client_secret), true)
    })

    test('is given a new secret where its method needs one that can be had back (Core §9)', async () => {
      const mine = await registerAnew(given())
      const { client_secret: _, ...body } = repeated(mine)
      const method = { token_endpoint_auth_method: 'client_secret_jwt' }
      const { json } = await manage(given(), mine, { method: 'PUT', body: { ...body, ...method } })
      assert.match(String(json.client_secret), /^[\w-]{64}$/)
    })

    // biome-ignore format: a table
    const REFUSED: readonly (readonly [what: string, over: object, error: string])[] = [
      ['without its client_id',               { client_id: undefined },                               'invalid_request'],
      ['with the client_id of another',       { client_id: 'app' },                                   'invalid_request'],
      ['with another secret',                 { client_secret: 'another' },                           'invalid_request'],
      ['with a secret that is no text',       { client_secret: 1 },                                   'invalid_request'],
      ['with what only the OP says',          { registration_access_token: 'x' },                     'invalid_request'],
      ['with a redirect_uri with a fragment', { redirect_uris: ['https://rp.example/#x'] },           'invalid_redirect_uri'],
      ['without redirect_uris',               { redirect_uris: undefined },                           'invalid_redirect_uri'],
      ['with a login address of plain http',  { initiate_login_uri: 'http://rp.example/login' },      'invalid_client_metadata'],
    ]

    describe('a replacement is refused as a registration is, and changes nothing (RFC 7592 §2.2)', () => {
      for (const [what, over, error] of REFUSED)
        test(what, async () => {
          const body = { ...repeated(client), ...over }
          const { status, json } = await manage(given(), client, { method: 'PUT', body })
          assert.deepEqual([status, json.error], [400, error])
          assert.equal((await manage(given(), client)).json.client_name, 'Mine')
        })
    })

    test('removes itself: its tokens, and what people allowed it, go with it (RFC 7592 §2.3)', async () => {
      const mine = await registerAnew(given(), { response_types: ['code token'] })
      const { client_id, client_secret } = mine
      const agent = userAgent(given().door)
      const landing = await logIn(agent, authorizePath({ client_id, response_type: 'code token' }))
      const authorization = basic(client_id, client_secret)
      const form = { grant_type: 'authorization_code', redirect_uri: REDIRECT_URI }
      const code = parameterOf(landing, 'code')
      const { json } = await post(given(), '/oauth/token', { ...form, code }, { authorization })
      const tokens = [parameterOf(landing, 'access_token'), String(json.access_token)]
      for (const token of tokens) assert.equal((await userinfo(given(), token)).status, 200)

      const { status, text, headers } = await manage(given(), mine, { method: 'DELETE' })
      assert.deepEqual([status, text], [204, ''])
      assert.equal(headers.get('cache-control'), 'no-store')
      for (const token of tokens) assert.equal((await userinfo(given(), token)).status, 401)
      for (const method of ['GET', 'DELETE'])
        assert.equal((await manage(given(), mine, { method })).status, 401)
      assert.equal(await redirectsTo(client_id, REDIRECT_URI), undefined)
      const again = await post(given(), '/oauth/token', { ...form, code }, { authorization })
      assert.deepEqual([again.status, again.json.error], [401, 'invalid_client'])
      const person = await given().people.findPersonByLogin('default', PERSON.username)
      assert.ok(person)
      assert.equal(await given().store.findConsent('default', person.sub, client_id), undefined)
    })

    test('of a tenant is at the address of the tenant', async () => {
      const { op } = given()
      await op.admin.addTenant('acme', 'Acme')
      const { json } = await sendJson(given(), {
        method: 'POST',
        path: '/acme/oauth/register',
        body: { redirect_uris: [REDIRECT_URI] },
      })
      const theirs = json as SelfRegistered
      assert.equal(
        theirs.registration_client_uri,
        `${ISSUER}/acme/oauth/register/${theirs.client_id}`,
      )
      assert.equal((await manage(given(), theirs)).status, 200)
      const elsewhere = theirs.registration_client_uri.replace('/acme', '')
      const moved = { ...theirs, registration_client_uri: elsewhere }
      assert.equal((await manage(given(), moved)).status, 401)
    })
  },
  { registration: 'open' },
)
