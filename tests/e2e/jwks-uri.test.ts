import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { guardedFetch } from '@gryphon/provider'
import {
  assertionClaims,
  assertionForm,
  type ClientKey,
  clientKey,
  signAssertion,
} from '../support/assertions.ts'
import { addClient } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { landed, post } from '../support/flow.ts'
import { type JsonServer, startJsonServer } from '../support/json-server.ts'
import { REDIRECT_URI } from '../support/op.ts'

const PROVED = [400, 'invalid_grant']
const UNPROVED = [401, 'invalid_client']

const [ONE, TWO, THREE] = [
  clientKey('ES256', '1'),
  clientKey('ES256', '2'),
  clientKey('RS256', '3'),
]
const setOf = (...keys: readonly ClientKey[]) => ({
  body: { keys: keys.map(({ public_jwk }) => public_jwk) },
})

throughEachDoor(
  'the jwks_uri of a client',
  (given) => {
    let site: JsonServer
    let clients = 0
    before(async () => {
      site = await startJsonServer(setOf(ONE))
    })
    after(() => site.close())
    const newClient = async () => {
      clients += 1
      return addClient(given(), {
        client_id: `signer-${clients}`,
        token_endpoint_auth_method: 'private_key_jwt',
        jwks_uri: `${site.url}?${clients}`,
      })
    }
    const signIn = async (client_id: string, key: ClientKey) => {
      const assertion = await signAssertion(key, assertionClaims(client_id, given().now()))
      const form = { grant_type: 'authorization_code', code: 'none', ...assertionForm(assertion) }
      const { status, json } = await post(given(), '/oauth/token', form, {})
      return [status, json.error]
    }
    const askedDuring = async (work: () => Promise<unknown>) => {
      const before = site.asked()
      await work()
      return site.asked() - before
    }

    test('is fetched once for many assertions, in turn and at once (Core §10.1.1)', async () => {
      site.give(setOf(ONE))
      const client_id = await newClient()
      const many = Array.from({ length: 20 }, () => signIn(client_id, ONE))
      const asked = await askedDuring(async () => {
        for (const outcome of await Promise.all(many)) assert.deepEqual(outcome, PROVED)
        given().pass(500)
        assert.deepEqual(await signIn(client_id, ONE), PROVED)
      })
      assert.equal(asked, 1)
    })

    test('is fetched anew in time, so that a key that was taken out counts no more (Core §10.1.1)', async () => {
      site.give(setOf(ONE))
      const client_id = await newClient()
      assert.deepEqual(await signIn(client_id, ONE), PROVED)
      site.give(setOf(TWO))
      given().pass(601)
      assert.deepEqual(await signIn(client_id, ONE), UNPROVED)
      assert.deepEqual(await signIn(client_id, TWO), PROVED)
    })

    test('is fetched once more for a kid that was not there: the client has changed its key (Core §10.1.1)', async () => {
      site.give(setOf(ONE))
      const client_id = await newClient()
      assert.deepEqual(await signIn(client_id, ONE), PROVED)
      given().pass(20)
      site.give(setOf(ONE, TWO))
      const asked = await askedDuring(async () => {
        assert.deepEqual(await signIn(client_id, TWO), PROVED)
        assert.deepEqual(await signIn(client_id, ONE), PROVED)
        assert.deepEqual(await signIn(client_id, TWO), PROVED)
      })
      assert.equal(asked, 1)
    })

    test('is fetched once more for a request object with a kid that was not there (Core §6.1, §10.1.1)', async () => {
      site.give(setOf(ONE))
      const client_id = await newClient()
      const answerTo = async (key: ClientKey) => {
        const request = await signAssertion(key, {
          ...{ iss: client_id, aud: given().issuer, client_id, redirect_uri: REDIRECT_URI },
          ...{ response_type: 'code', scope: 'openid', prompt: 'none' },
        })
        const outer = { client_id, redirect_uri: REDIRECT_URI, response_type: 'code' }
        const query = new URLSearchParams({ ...outer, scope: 'openid', request })
        const { parameters } = landed(await given().door.send({ path: `/authorize?${query}` }))
        return parameters.get('error')
      }
      assert.equal(await answerTo(ONE), 'login_required')
      assert.equal(await answerTo(TWO), 'invalid_request_object')
      given().pass(20)
      site.give(setOf(ONE, TWO))
      const asked = await askedDuring(async () => {
        assert.equal(await answerTo(TWO), 'login_required')
        assert.equal(await answerTo(ONE), 'login_required')
      })
      assert.equal(asked, 1)
    })

    test('is not fetched again and again for kids that nobody has', async () => {
      site.give(setOf(ONE))
      const client_id = await newClient()
      assert.deepEqual(await signIn(client_id, ONE), PROVED)
      given().pass(20)
      const asked = await askedDuring(async () => {
        for (let tries = 0; tries < 20; tries += 1)
          assert.deepEqual(await signIn(client_id, { ...TWO, kid: `none-${tries}` }), UNPROVED)
      })
      assert.equal(asked, 1)
      given().pass(10)
      assert.deepEqual(await signIn(client_id, THREE), UNPROVED)
    })

    test('is not fetched again and again where it fails', async () => {
      site.give({ status: 500, body: {} })
      const client_id = await newClient()
      const asked = await askedDuring(async () => {
        for (let tries = 0; tries < 20; tries += 1)
          assert.deepEqual(await signIn(client_id, ONE), UNPROVED)
      })
      assert.equal(asked, 1)
      site.give(setOf(ONE))
      given().pass(10)
      assert.deepEqual(await signIn(client_id, ONE), PROVED)
    })

    // biome-ignore format: a table
    const BROKEN = [
      ['nothing',                       { body: '' }],
      ['text that is no JSON',          { body: '<html>' }],
      ['null',                          { body: null }],
      ['a list',                        { body: [] }],
      ['keys that are no list',         { body: { keys: 'x' } }],
      ['keys that are no objects',      { body: { keys: [null, 1, 'x'] } }],
      ['no key',                        { body: { keys: [] } }],
      ['a key without members',         { body: { keys: [{}] } }],
      ['a point that is on no curve',   { body: { keys: [{ ...ONE.public_jwk, x: 'AAAA', y: 'AAAA' }] } }],
      ['members that are no text',      { body: { keys: [{ ...ONE.public_jwk, x: 1, y: {} }] } }],
      ['a curve nobody knows',          { body: { keys: [{ ...ONE.public_jwk, crv: 'X' }] } }],
      ['an RSA key without modulus',    { body: { keys: [{ ...THREE.public_jwk, n: '', kid: '1' }] } }],
      ['key_ops that contradict',       { body: { keys: [{ ...ONE.public_jwk, key_ops: ['encrypt'] }] } }],
      ['a secret key',                  { body: { keys: [{ kty: 'oct', k: 'AAAA', kid: '1', alg: 'ES256' }] } }],
      ['more than 64 KiB',              { body: { keys: [ONE.public_jwk], more: 'x'.repeat(65_536) } }],
      ['a redirect',                    { status: 302, ...setOf(ONE) }],
      ['the right keys with a 404',     { status: 404, ...setOf(ONE) }],
    ] as const

    for (const [what, broken] of BROKEN)
      test(`that gives ${what} is the client's fault, not ours: 401`, async () => {
        site.give(broken)
        assert.deepEqual(await signIn(await newClient(), ONE), UNPROVED)
      })

    test('what is wrong is said in our words: with the key, or with the assertion', async () => {
      const refusalOf = async (body: object, key: ClientKey, status = 200) => {
        site.give({ status, body })
        assert.deepEqual(await signIn(await newClient(), key), UNPROVED)
        const last = given().events.findLast(({ event }) => event === 'token.refused')
        return last !== undefined && 'description' in last ? last.description : undefined
      }
      const offCurve = { ...ONE.public_jwk, x: 'AAAA', y: 'AAAA' }
      assert.equal(
        await refusalOf({ keys: [offCurve] }, ONE),
        'client_assertion names a key of the client that cannot be used',
      )
      assert.equal(
        await refusalOf({ keys: [ONE.public_jwk] }, { ...TWO, kid: ONE.kid }),
        'client_assertion is refused: signature verification failed',
      )
      assert.equal(await refusalOf({}, ONE), 'jwks_uri does not give a JWK Set')
      assert.equal(await refusalOf(setOf(ONE).body, ONE, 404), 'jwks_uri cannot be fetched')
    })

    test('is not fetched again for a key that is there and cannot be used', async () => {
      site.give({ body: { keys: [{ ...ONE.public_jwk, x: 'AAAA', y: 'AAAA' }] } })
      const client_id = await newClient()
      assert.deepEqual(await signIn(client_id, ONE), UNPROVED)
      given().pass(20)
      const asked = await askedDuring(async () => {
        assert.deepEqual(await signIn(client_id, ONE), UNPROVED)
      })
      assert.equal(asked, 0)
    })

    test('with an RSA key too small for its alg is refused (RFC 7518 §3.3)', async () => {
      const { n: _, ...rest } = THREE.public_jwk
      site.give({ body: { keys: [{ ...rest, n: Buffer.alloc(128, 0xc5).toString('base64url') }] } })
      assert.deepEqual(await signIn(await newClient(), THREE), UNPROVED)
    })
  },
  { fetch: guardedFetch({ allow_private: true, time: 2000 }) },
)
