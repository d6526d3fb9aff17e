import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { guardedFetch } from '@gryphon/provider'
import { UnsecuredJWT } from 'jose'
import { type ClientKey, clientKey } from '../support/assertions.ts'
import { addClient } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { authorizeQuery, landed, landingOf } from '../support/flow.ts'
import { addClientWithKey, CLIENT_ID, signRequest } from '../support/four-doors.ts'
import { CLIENT_SECRET, REDIRECT_URI } from '../support/op.ts'
import { rowCounts } from '../support/rows.ts'
import { signedIn } from '../support/signed-in.ts'
import { serveText } from '../support/text-server.ts'
import type { UserAgent } from '../support/user-agent.ts'

const inside = (over: Readonly<Record<string, unknown>> = {}) => ({
  ...Object.fromEntries(new URLSearchParams(authorizeQuery({ client_id: CLIENT_ID }))),
  ...over,
})

const FETCH = { fetch: guardedFetch({ allow_private: true }) }

throughEachDoor(
  'a request object',
  (given) => {
    let agent: UserAgent
    let key: ClientKey
    before(async () => {
      agent = await signedIn(given())
      key = await addClientWithKey(given())
    })

    const open = (query: Readonly<Record<string, string>>) =>
      agent.open({
        path: `/authorize?${new URLSearchParams({ client_id: CLIENT_ID, redirect_uri: REDIRECT_URI, ...query })}`,
      })
    const refusalOf = async (query: Readonly<Record<string, string>>) =>
      landed(await open(query)).parameters.get('error')

    test('its parameters count, those beside it do not (RFC 9101 §6.3)', async () => {
      const request = await signRequest(key, inside({ state: 'inside' }))
      const { parameters } = landed(await open({ request, state: 'outside', nonce: 'outside' }))
      assert.equal(parameters.get('state'), 'inside')
    })

    test('its redirect_uri wins over a bad one beside it (Core §6.1)', async () => {
      const request = await signRequest(key, inside())
      const landing = landed(await open({ request, redirect_uri: 'https://evil.example/' }))
      assert.equal(landing.target, REDIRECT_URI)
    })

    test('max_age may be a number and claims an object (RFC 9101 §4)', async () => {
      const request = await signRequest(
        key,
        inside({ max_age: 10_000, claims: { userinfo: { name: null } } }),
      )
      assert.equal(landed(await open({ request })).parameters.has('code'), true)
    })

    test('what is wrong with it goes to the client, where it can, and writes nothing', async () => {
      const stranger = clientKey('ES256', 'a')
      const past = Math.floor(given().now() - 600)
      const objects = {
        'another key': await signRequest(stranger, inside()),
        'no signature': new UnsecuredJWT(inside()).encode(),
        'no JWT': 'junk',
        expired: await signRequest(key, inside({ exp: past })),
        'not yet': await signRequest(key, inside({ nbf: given().now() + 600 })),
        'for another provider': await signRequest(key, inside({ aud: 'https://other.example' })),
        'from another client': await signRequest(key, inside({ iss: 'app' })),
        'about another client': await signRequest(key, inside({ client_id: 'app' })),
        'that could be an assertion': await signRequest(key, inside({ sub: CLIENT_ID })),
        'with a request in it': await signRequest(key, inside({ request: 'x' })),
        'with a request_uri in it': await signRequest(key, inside({ request_uri: 'x' })),
        'with an unknown crit': await signRequest(key, inside(), {
          crit: ['urn:example:unknown'],
          'urn:example:unknown': 1,
        }),
      }
      const before = rowCounts(given())
      for (const [name, request] of Object.entries(objects))
        assert.equal(await refusalOf({ request }), 'invalid_request_object', name)
      assert.deepEqual(rowCounts(given()), before)
    })

    test('a public key is no secret: RS/HS confusion is refused (RFC 8725 §2.1)', async () => {
      const { SignJWT } = await import('jose')
      const secret = new TextEncoder().encode(JSON.stringify(key.public_jwk))
      const forged = await new SignJWT(inside())
        .setProtectedHeader({ alg: 'HS256', kid: 'a' })
        .sign(secret)
      assert.equal(await refusalOf({ request: forged }), 'invalid_request_object')
    })

    test('request and request_uri together are refused (RFC 9101 §5)', async () => {
      const request = await signRequest(key, inside())
      assert.equal(
        await refusalOf({ request, request_uri: 'https://rp.example/r' }),
        'invalid_request',
      )
    })

    test('is signed with the alg that the client registered (Dynamic Registration §2)', async () => {
      await addClient(given(), {
        client_id: 'rs256-objects',
        jwks: { keys: [key.public_jwk] },
        request_object_signing_alg: 'RS256',
      })
      const request = await signRequest(
        key,
        inside({ iss: 'rs256-objects', client_id: 'rs256-objects' }),
      )
      assert.equal(
        await refusalOf({ client_id: 'rs256-objects', request }),
        'invalid_request_object',
      )
    })

    test('is needed of a client that requires it (RFC 9101 §10.5)', async () => {
      await addClient(given(), {
        client_id: 'signed-only',
        client_secret: CLIENT_SECRET,
        jwks: { keys: [key.public_jwk] },
        require_signed_request_object: true,
      })
      const query = Object.fromEntries(
        new URLSearchParams(authorizeQuery({ client_id: 'signed-only' })),
      )
      const { parameters } = landed(await open(query))
      assert.equal(parameters.get('error'), 'invalid_request')
    })

    test('is fetched from its request_uri (RFC 9101 §5.2)', async (t) => {
      const server = await serveText(await signRequest(key, inside({ state: 'fetched' })))
      t.after(() => server.close())
      const { parameters } = landed(await open({ request_uri: server.url }))
      assert.equal(parameters.get('state'), 'fetched')
    })

    test('is not fetched from where the client has not registered (Dynamic Registration §2)', async (t) => {
      const server = await serveText(await signRequest(key, inside()))
      t.after(() => server.close())
      await addClient(given(), {
        client_id: 'registered-uris',
        jwks: { keys: [key.public_jwk] },
        request_uris: ['https://rp.example/request'],
      })
      const query = { client_id: 'registered-uris', request_uri: server.url }
      assert.equal(await refusalOf(query), 'invalid_request_uri')
      assert.equal(server.requests(), 0)
    })

    test('is not fetched for a client without keys, nor from ourselves (RFC 9101 §10.4)', async (t) => {
      const server = await serveText(await signRequest(key, inside()))
      t.after(() => server.close())
      const keyless = { client_id: 'app', request_uri: server.url }
      assert.equal(await refusalOf(keyless), 'invalid_request_uri')
      assert.equal(server.requests(), 0)
      const ours = { request_uri: `${given().issuer}/authorize?client_id=app` }
      assert.equal(await refusalOf(ours), 'invalid_request_uri')
    })

    test('that cannot be fetched, is too large or missing is told (RFC 9101 §5.2.3)', async (t) => {
      const large = await serveText('x'.repeat(100_000))
      t.after(() => large.close())
      assert.equal(await refusalOf({ request_uri: large.url }), 'invalid_request_uri')
      assert.equal(await refusalOf({ request_uri: 'http://127.0.0.1:9/' }), 'invalid_request_uri')
      assert.equal(await refusalOf({ request_uri: 'file:///etc/passwd' }), 'invalid_request_uri')
    })

    test('that is refused where no address is good is a page (PITFALLS 15)', async () => {
      const answer = await open({ request: 'junk', redirect_uri: 'https://evil.example/' })
      assert.equal(answer.status, 400)
      assert.equal(landingOf(answer), undefined)
    })
  },
  FETCH,
)
