import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { SignJWT } from 'jose'
import { assertionClaims, assertionForm, clientKey, signAssertion } from '../support/assertions.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { authorizePath, basic, logIn, post } from '../support/flow.ts'
import { ISSUER, REDIRECT_URI } from '../support/op.ts'
import { register, registerAnew, type SelfRegistered } from '../support/registration.ts'
import { rowCounts } from '../support/rows.ts'
import { parameterOf } from '../support/signed-in.ts'
import { userAgent } from '../support/user-agent.ts'

const [ES, RS] = [clientKey('ES256', '1'), clientKey('RS256', '2')]
const SECTOR = 'https://rp.example/sector.json'
const SCOPES = 'openid profile email address phone offline_access'

throughEachDoor(
  'registration by request',
  (given) => {
    test('answers 201 with all that is registered, as JSON that nobody keeps (Dynamic Registration §3.2; CERTIFICATION 4)', async () => {
      const { kid: _, ...key } = RS.public_jwk
      const sent = {
        client_name: 'OIDF test client',
        grant_types: ['authorization_code', 'implicit'],
        jwks: { keys: [key] },
        token_endpoint_auth_method: 'client_secret_basic',
        response_types: ['code id_token'],
        redirect_uris: [REDIRECT_URI],
        contacts: ['certification@oidf.org'],
      }
      const { status, headers, json } = await register(given(), sent)
      const { client_id, client_secret, registration_access_token, ...rest } = json
      assert.equal(status, 201)
      assert.equal(headers.get('content-type'), 'application/json')
      assert.equal(headers.get('cache-control'), 'no-store')
      assert.equal(headers.get('pragma'), 'no-cache')
      assert.match(String(client_id), /^c[\w-]{16}$/)
      assert.match(String(client_secret), /^[\w-]{43}$/)
      assert.match(String(registration_access_token), /^[\w-]{43}$/)
      assert.deepEqual(rest, {
        ...sent,
        client_id_issued_at: given().now(),
        client_secret_expires_at: 0,
        registration_client_uri: `${ISSUER}/oauth/register/${client_id}`,
        application_type: 'web',
        scope: SCOPES,
        id_token_signed_response_alg: 'RS256',
      })
    })

    test('takes every metadata value of the specifications, and tells it back (Dynamic Registration §2, RFC 7591 §2)', async () => {
      const sent = {
        redirect_uris: [REDIRECT_URI, 'https://rp.example/other'],
        response_types: ['code', 'code id_token token'],
        grant_types: ['authorization_code', 'implicit', 'refresh_token'],
        application_type: 'web',
        contacts: ['ve7jtb@example.org'],
        client_name: 'My Example',
        'client_name#ja-Jpan-JP': 'クライアント名',
        logo_uri: 'https://client.example.org/logo.png',
        client_uri: 'https://client.example.org',
        policy_uri: 'https://client.example.org/policy',
        'policy_uri#fr': 'https://client.example.org/policy?fr',
        tos_uri: 'https://client.example.org/tos',
        jwks_uri: 'https://client.example.org/my_public_keys.jwks',
        sector_identifier_uri: SECTOR,
        subject_type: 'pairwise',
        id_token_signed_response_alg: 'ES256',
        userinfo_signed_response_alg: 'RS256',
        request_object_signing_alg: 'RS256',
        token_endpoint_auth_method: 'private_key_jwt',
        token_endpoint_auth_signing_alg: 'ES256',
        default_max_age: 3600,
        require_auth_time: true,
        default_acr_values: ['1'],
        initiate_login_uri: 'https://rp.example/login',
        request_uris: ['https://rp.example/request.jwt#abc'],
        scope: 'openid email read:notes',
        software_id: '4NRB1-0XZABZI9E6-5SM3R',
        software_version: '1.0',
        require_signed_request_object: false,
        require_pushed_authorization_requests: false,
        post_logout_redirect_uris: ['https://rp.example/bye'],
        frontchannel_logout_uri: 'https://rp.example/front',
        frontchannel_logout_session_required: true,
        backchannel_logout_uri: 'https://rp.example/back',
        backchannel_logout_session_required: true,
      }
      const { status, json } = await register(given(), sent)
      const { client_id, registration_access_token: _, ...rest } = json
      assert.equal(status, 201)
      assert.deepEqual(rest, {
        ...sent,
        client_id_issued_at: given().now(),
        registration_client_uri: `${ISSUER}/oauth/register/${client_id}`,
      })
    })

    test('ignores what it does not understand, and never says it understood (RFC 7591 §2)', async () => {
      const sent = {
        redirect_uris: [REDIRECT_URI],
        trusted: true,
        require_pkce: true,
        response_modes: ['query'],
        client_id: 'mine',
        client_secret: 'a-secret-of-my-own-that-is-long-enough',
        software_statement: 'eyJ.x.y',
        extra: { deep: [1] },
      }
      const client = await registerAnew(given(), sent)
      for (const name of [
        'trusted',
        'require_pkce',
        'response_modes',
        'software_statement',
        'extra',
      ])
        assert.equal(name in client, false, name)
      assert.notEqual(client.client_id, 'mine')
      assert.notEqual(client.client_secret, sent.client_secret)
      const kept = await given().store.findClient('default', client.client_id)
      assert.equal(kept?.trusted, false)
    })

    test('is for scripts of any origin (Dynamic Registration §3; Fetch §3.2)', async () => {
      const preflight = await given().door.send({ method: 'OPTIONS', path: '/oauth/register' })
      assert.equal(preflight.status, 204)
      assert.equal(preflight.headers.get('access-control-allow-methods'), 'POST')
      assert.equal(preflight.headers.get('access-control-allow-origin'), '*')
      for (const body of [{ redirect_uris: [REDIRECT_URI] }, {}])
        assert.equal(
          (await register(given(), body)).headers.get('access-control-allow-origin'),
          '*',
        )
    })

    test('is advertised (Discovery §3)', async () => {
      const { text } = await given().door.send({ path: '/.well-known/openid-configuration' })
      assert.equal(JSON.parse(text).registration_endpoint, `${ISSUER}/oauth/register`)
    })

    // biome-ignore format: a table
    const REFUSED: readonly (readonly [what: string, metadata: object, error: string])[] = [
      ['a redirect_uri with a fragment',                        { redirect_uris: ['https://rp.example/cb#x'] },             'invalid_redirect_uri'],
      ['no redirect_uri',                                       { redirect_uris: undefined },                               'invalid_redirect_uri'],
      ['an initiate_login_uri of plain http (Core §4)',         { initiate_login_uri: 'http://rp.example/login' },          'invalid_client_metadata'],
      ['an ID Token that nobody signs (Core §3.1.3.7)',         { id_token_signed_response_alg: 'none' },                   'invalid_client_metadata'],
      ['a sector_identifier_uri that lists another URI (§5)',   { redirect_uris: ['https://rp.example/unlisted'], sector_identifier_uri: SECTOR }, 'invalid_client_metadata'],
      ['a sector_identifier_uri that is not there',             { sector_identifier_uri: 'https://rp.example/none' },       'invalid_client_metadata'],
      ['two hosts',                                             { redirect_uris: [REDIRECT_URI, 'https://other.example/'] }, 'invalid_redirect_uri'],
      ['two ports of a host',                                   { redirect_uris: [REDIRECT_URI, 'https://rp.example:8443/'] }, 'invalid_redirect_uri'],
      ['a host, and this machine',                              { response_types: ['code'], redirect_uris: [REDIRECT_URI, 'http://localhost/cb'] }, 'invalid_redirect_uri'],
      ['schemes of two apps',                                   { application_type: 'native', redirect_uris: ['com.example.app:/cb', 'com.example.other:/cb'] }, 'invalid_redirect_uri'],
      ['a pairwise logout told elsewhere (Core §8.1)',          { subject_type: 'pairwise', backchannel_logout_uri: 'https://other.example/back' }, 'invalid_client_metadata'],
      ['a logout frame elsewhere (Front-Channel Logout §2)',    { frontchannel_logout_uri: 'https://other.example/front' }, 'invalid_client_metadata'],
      ['private keys',                                          { jwks: { keys: [ES.key.export({ format: 'jwk' })] } },     'invalid_client_metadata'],
      ['both jwks and jwks_uri',                                { jwks: { keys: [ES.public_jwk] }, jwks_uri: 'https://rp.example/k' }, 'invalid_client_metadata'],
    ]

    describe('what cannot be is refused with 400 and its error code, and nothing is written (Dynamic Registration §3.3)', () => {
      for (const [what, metadata, error] of REFUSED)
        test(what, async () => {
          const rows = rowCounts(given())
          const sent = { redirect_uris: [REDIRECT_URI], ...metadata }
          const { status, headers, json } = await register(given(), sent)
          assert.deepEqual([status, json.error], [400, error])
          assert.equal(headers.get('cache-control'), 'no-store')
          assert.match(String(json.error_description), /^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/)
          assert.deepEqual(rowCounts(given()), rows)
        })
    })

    test('a native app has its scheme, and this machine at any port (RFC 8252 §7)', async () => {
      const redirect_uris = ['com.example.app:/cb', 'http://127.0.0.1/cb', 'http://[::1]:3000/cb']
      const { status } = await register(given(), { application_type: 'native', redirect_uris })
      assert.equal(status, 201)
    })

    test('no secret, and no registration access token, is in the database as it is', async () => {
      const clients = await Promise.all(
        ['client_secret_basic', 'client_secret_post', 'client_secret_jwt'].map((method) =>
          registerAnew({ door: given().door }, { token_endpoint_auth_method: method }),
        ),
      )
      const bytes = ['', '-wal']
        .map((end) => readFileSync(given().file + end).toString('latin1'))
        .join('')
      for (const { client_id, client_secret, registration_access_token } of clients) {
        assert.equal(bytes.includes(client_id), true)
        assert.equal(bytes.includes(client_secret), false)
        assert.equal(bytes.includes(registration_access_token), false)
      }
    })

    describe('a client that registered itself logs people in, as it said it would', () => {
      const logInAs = async ({ client_id }: SelfRegistered, over = {}) => {
        const agent = userAgent(given().door)
        const landing = await logIn(agent, authorizePath({ client_id, scope: 'openid', ...over }))
        return parameterOf(landing, 'code')
      }
      const redeemed = async (form: Readonly<Record<string, string>>, headers = {}) => {
        const usual = { grant_type: 'authorization_code', redirect_uri: REDIRECT_URI }
        const { status, json } = await post(given(), '/oauth/token', { ...usual, ...form }, headers)
        return [status, typeof json.id_token]
      }

      test('client_secret_basic', async () => {
        const client = await registerAnew(given())
        const code = await logInAs(client)
        const authorization = basic(client.client_id, client.client_secret)
        assert.deepEqual(await redeemed({ code }, { authorization }), [200, 'string'])
      })

      test('client_secret_post', async () => {
        const client = await registerAnew(given(), {
          token_endpoint_auth_method: 'client_secret_post',
        })
        const { client_id, client_secret } = client
        const code = await logInAs(client)
        assert.deepEqual(await redeemed({ code, client_id, client_secret }), [200, 'string'])
      })

      for (const alg of ['HS256', 'HS512'])
        test(`client_secret_jwt, with ${alg}`, async () => {
          const client = await registerAnew(given(), {
            token_endpoint_auth_method: 'client_secret_jwt',
            token_endpoint_auth_signing_alg: alg,
          })
          const code = await logInAs(client)
          const jwt = await new SignJWT(assertionClaims(client.client_id, given().now()))
            .setProtectedHeader({ alg })
            .sign(Buffer.from(client.client_secret))
          assert.deepEqual(await redeemed({ code, ...assertionForm(jwt) }), [200, 'string'])
        })

      test('private_key_jwt, and no secret is made', async () => {
        const client = await registerAnew(given(), {
          token_endpoint_auth_method: 'private_key_jwt',
          jwks: { keys: [ES.public_jwk] },
        })
        assert.equal('client_secret' in client || 'client_secret_expires_at' in client, false)
        const code = await logInAs(client)
        const jwt = await signAssertion(ES, assertionClaims(client.client_id, given().now()))
        assert.deepEqual(await redeemed({ code, ...assertionForm(jwt) }), [200, 'string'])
      })

      test('with two redirect_uris, and none sent, the answer is a page (RFC 6749 §3.1.2.3)', async () => {
        const { client_id } = await registerAnew(given(), {
          redirect_uris: [REDIRECT_URI, 'https://rp.example/other'],
        })
        const path = authorizePath({ client_id, redirect_uri: undefined })
        const answer = await given().door.send({ path })
        assert.deepEqual([answer.status, answer.headers.get('location')], [400, null])
      })

      test('PITFALLS 33: the consent page says that it registered itself, and where it leads', async () => {
        const { client_id } = await registerAnew(given(), { client_name: 'Your Bank' })
        const agent = userAgent(given().door)
        await logIn(agent, authorizePath({ scope: 'openid' }))
        const page = await agent.open({ path: authorizePath({ client_id, scope: 'openid' }) })
        assert.equal(page.status, 200)
        assert.match(page.text, /it registered itself/)
        assert.match(page.text, /rp\.example/)
      })
    })
  },
  {
    registration: 'open',
    fetch: async (uri) =>
      uri === SECTOR
        ? { status: 200, body: JSON.stringify([REDIRECT_URI, 'https://rp.example/other']) }
        : { status: 404, body: '' },
  },
)
