import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { deflateRawSync, gzipSync } from 'node:zlib'
import { assertionForm, type ClientKey, clientKey } from '../support/assertions.ts'
import { addClient } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { basic, landingOf } from '../support/flow.ts'
import { holdInvariants, landingOfAnywhere } from '../support/invariants.ts'
import { ISSUER, REDIRECT_URI } from '../support/op.ts'
import { signText, unsignedJwt } from '../support/raw-jwt.ts'
import { signedIn } from '../support/signed-in.ts'
import type { Asked, UserAgent } from '../support/user-agent.ts'

const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
const deepObject = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
const HEADER = '{"alg":"ES256","kid":"a"}'

/** A request object that is right, with more members at its end. */
const request = (more = '', state = '"a state"') =>
  `{"client_id":"signer","iss":"signer","aud":"${ISSUER}","redirect_uri":"${REDIRECT_URI}","response_type":"code","scope":"openid","state":${state}${more}}`

type Outcome = 'code' | 'invalid_request_object' | 'invalid_request' | 'invalid_scope'

/** What a signed request object comes to. */
// biome-ignore format: a table
const OBJECTS: readonly (readonly [what: string, header: string, claims: string, outcome: Outcome])[] = [
  ['nothing odd',                          HEADER, request(),                                                  'code'],
  ['an unknown member that goes deep',     HEADER, request(`,"unknown":${deep(20_000)}`),                      'code'],
  ['unknown objects that go deep',         HEADER, request(`,"unknown":${deepObject(5000)}`),                  'code'],
  ['claims that go deep',                  HEADER, request(`,"claims":${deepObject(5000)}`),                   'invalid_request'],
  ['a list of claims that goes deep',      HEADER, request(`,"claims":${deep(20_000)}`),                       'invalid_request'],
  ['a value of a claim that goes deep',    HEADER, request(`,"claims":{"id_token":{"name":{"value":${deep(4000)}}}}`), 'code'],
  ['an acr value that goes deep',          HEADER, request(`,"claims":{"id_token":{"acr":{"values":${deep(4000)}}}}`), 'code'],
  ['a resource that goes deep',            HEADER, request(`,"resource":${deep(20_000)}`),                     'invalid_request'],
  ['a scope that goes deep',               HEADER, request(`,"scope":${deep(20_000)}`),                        'invalid_request'],
  ['an aud that goes deep',                HEADER, request(`,"aud":${deep(20_000)}`),                          'invalid_request_object'],
  ['a member twice: the last counts',      HEADER, request(',"scope":"x","scope":"openid"'),                   'code'],
  ['a client_id twice: the last is checked', HEADER, request(',"client_id":"app"'),                            'invalid_request_object'],
  ['a number without end',                 HEADER, request(',"max_age":1e400'),                                'invalid_request'],
  ['a number of many digits',              HEADER, request(`,"max_age":${'9'.repeat(400)}`),                   'invalid_request'],
  ['an exp without end',                   HEADER, request(',"exp":1e400'),                                    'code'],
  ['an exp of many digits below zero',     HEADER, request(`,"exp":-${'9'.repeat(400)}`),                      'invalid_request_object'],
  ['an nbf without end',                   HEADER, request(',"nbf":1e400'),                                    'invalid_request_object'],
  ['a max_age that is a fraction',         HEADER, request(',"max_age":0.5'),                                  'invalid_request'],
  ['__proto__',                            HEADER, request(',"__proto__":{"prompt":"none","scope":"x"}'),      'code'],
  ['constructor',                          HEADER, request(',"constructor":{"prototype":{"scope":"x"}}'),      'code'],
  ['a prompt that is __proto__',           HEADER, request(',"prompt":"__proto__"'),                           'invalid_request'],
  ['crit that nobody knows',               '{"alg":"ES256","kid":"a","crit":["x"],"x":1}', request(),          'invalid_request_object'],
  ['crit of nothing',                      '{"alg":"ES256","kid":"a","crit":[]}', request(),                   'invalid_request_object'],
  ['crit that goes deep',                  `{"alg":"ES256","kid":"a","crit":${deep(10_000)}}`, request(),      'invalid_request_object'],
  ['crit with b64',                        '{"alg":"ES256","kid":"a","crit":["b64"],"b64":false}', request(),  'invalid_request_object'],
  ['crit that names __proto__',            '{"alg":"ES256","kid":"a","crit":["__proto__"],"__proto__":1}', request(), 'invalid_request_object'],
  ['a header that goes deep',              `{"alg":"ES256","kid":"a","x":${deep(15_000)}}`, request(),         'code'],
  ['a kid that goes deep',                 `{"alg":"ES256","kid":${deep(15_000)}}`, request(),                 'invalid_request_object'],
  ['a kid that is __proto__',              '{"alg":"ES256","kid":"__proto__"}', request(),                     'invalid_request_object'],
  ['an alg that is constructor',           '{"alg":"constructor","kid":"a"}', request(),                       'invalid_request_object'],
  ['an alg twice: the last is none',       '{"alg":"ES256","alg":"none","kid":"a"}', request(),                'invalid_request_object'],
  ['a key of its own',                     '{"alg":"ES256","jwk":{"kty":"oct","k":"AAAA"},"kid":"b"}', request(), 'invalid_request_object'],
  ['a list',                               HEADER, '[]',                                                       'invalid_request_object'],
  ['null',                                 HEADER, 'null',                                                     'invalid_request_object'],
  ['half a JSON',                          HEADER, '{"a":',                                                    'invalid_request_object'],
]

/** What is one level, or a thousand, or as many as a body takes. */
const LEVELS = [1, 1000, 24_000]

throughEachDoor('parsers survive', (given) => {
  let agent: UserAgent
  let key: ClientKey
  before(async () => {
    agent = await signedIn(given())
    key = clientKey('ES256', 'a')
    const jwks = { keys: [key.public_jwk] }
    const token_endpoint_auth_method = 'private_key_jwt'
    await addClient(given(), { client_id: 'signer', response_types: ['code'], jwks })
    await addClient(given(), { client_id: 'prover', jwks, token_endpoint_auth_method })
  })

  const held = (asked: Asked) => holdInvariants(given(), () => agent.send(asked))
  const authorize = (object: string) =>
    held({
      method: 'POST',
      path: '/authorize',
      body: new URLSearchParams({
        client_id: 'signer',
        redirect_uri: REDIRECT_URI,
        request: object,
      }),
    })

  for (const [what, header, claims, outcome] of OBJECTS)
    test(`a signed request object with ${what}: ${outcome} (RFC 9101 §6)`, async () => {
      const landing = landingOf(await authorize(signText(key, header, claims)))
      const { parameters } = landing ?? assert.fail('no landing')
      assert.equal(parameters.get('error') ?? (parameters.has('code') && 'code'), outcome)
    })

  for (const levels of LEVELS)
    test(`claims of ${levels} levels in a query or form (Core §5.5)`, async () => {
      for (const claims of [deep(levels), `{"userinfo":${deep(levels)}}`]) {
        const fields = { client_id: 'signer', redirect_uri: REDIRECT_URI, response_type: 'code' }
        const body = new URLSearchParams({ ...fields, scope: 'openid', claims })
        if (String(body).length > 64 * 1024) continue
        const landing = landingOfAnywhere(await held({ method: 'POST', path: '/authorize', body }))
        assert.equal(landing?.parameters.get('error'), 'invalid_request')
      }
    })

  test('a compressed JWT is none of ours: zip is not for what is signed (RFC 7516 §4.1.3)', async () => {
    const bomb = deflateRawSync(Buffer.alloc(10_000_000, 'a')).toString('base64url')
    const jwe = `${Buffer.from('{"alg":"dir","enc":"A128GCM","zip":"DEF"}').toString('base64url')}..AAAA.${bomb}.AAAA`
    const jws = unsignedJwt('{"alg":"ES256","kid":"a","zip":"DEF"}', request())
    for (const object of [jwe, jws, `${jws}.a.b`, '.'.repeat(60_000), 'a.'.repeat(30_000)]) {
      const landing = landingOf(await authorize(object))
      assert.equal(landing?.parameters.get('error'), 'invalid_request_object')
      const form = new URLSearchParams({ grant_type: 'x', ...assertionForm(object) })
      const asked = { method: 'POST', path: '/oauth/token', body: form }
      assert.equal((await held(asked)).status, 401)
      const headers = { authorization: `Bearer ${object.slice(0, 10_000)}` }
      assert.equal((await held({ path: '/userinfo', headers })).status, 401)
    }
  })

  test('a signed assertion may be odd, and is refused for what it says (RFC 7523 §3)', async () => {
    const said = (more: string) =>
      `{"iss":"prover","sub":"prover","aud":"${ISSUER}","exp":${given().now() + 60},"jti":"j"${more}}`
    // biome-ignore format: a table
    const claims = [
      said(`,"aud":${deep(20_000)}`), said(',"exp":1e400'), said(`,"exp":${'9'.repeat(400)}`), said(',"exp":"9"'),
      said(',"nbf":1e400'), said(',"jti":{}'), said(`,"jti":${deep(20_000)}`), said(',"sub":"__proto__"'), said(',"iss":"__proto__"'),
      said(',"iss":["prover"]'), said(`,"iss":${deep(20_000)}`), `{"__proto__":${said('')}}`, deep(20_000), 'null', '"prover"',
    ]
    for (const text of claims) {
      const form = { grant_type: 'x', ...assertionForm(signText(key, HEADER, text)) }
      const body = new URLSearchParams(form)
      const answer = await held({ method: 'POST', path: '/oauth/token', body })
      assert.deepEqual([answer.status, JSON.parse(answer.text).error], [401, 'invalid_client'])
    }
  })

  // biome-ignore format: a table
  const FORMS = [
    ['/authorize',                'html'],
    ['/oauth/token',              'json'],
    ['/oauth/par',                'json'],
    ['/oauth/revoke',             'json'],
    ['/oauth/introspect',         'json'],
    ['/oauth/logout',             'html'],
    ['/oauth/logout/confirm',     'html'],
    ['/interaction/x',            'html'],
    ['/userinfo',                 'json'],
  ] as const

  const packed = gzipSync(Buffer.alloc(20_000_000, 'a'))
  for (const [path, kind] of FORMS)
    test(`${path}: a packed body is not unpacked, whatever would come of it (RFC 9110 §15.5.16)`, async () => {
      for (const coding of ['gzip', 'deflate', 'br', 'zstd', 'gzip, gzip', 'identity, gzip']) {
        const headers = { 'content-encoding': coding, authorization: basic() }
        const answer = await held({ method: 'POST', path, headers, body: packed })
        assert.deepEqual([answer.status, answer.headers.get('accept-encoding')], [415, 'identity'])
        assert.match(answer.headers.get('content-type') ?? '', new RegExp(kind))
      }
    })

  test('a body that says it is not packed is read (RFC 9110 §8.4)', async () => {
    const headers = { 'content-encoding': 'Identity', authorization: basic() }
    const asked = { method: 'POST', path: '/oauth/revoke', headers, body: 'token=x' }
    assert.equal((await held(asked)).status, 200)
  })

  test('a key of a client that is no key refuses what it was to prove (RFC 9101 §6.2)', async () => {
    const { store } = given()
    const client = (await store.findClient('default', 'signer')) ?? assert.fail('no client')
    // Registration refuses such a key; a store may be older than that, and a jwks_uri says what it likes.
    const jwks = { keys: [{ kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA', kid: 'a' }] }
    await store.registerClient('default', { ...client, client_id: 'off-curve', jwks })
    const fields = { client_id: 'off-curve', redirect_uri: REDIRECT_URI }
    const body = new URLSearchParams({ ...fields, request: signText(key, HEADER, request()) })
    const landing = landingOf(await held({ method: 'POST', path: '/authorize', body }))
    assert.equal(landing?.parameters.get('error'), 'invalid_request_object')
  })
})
