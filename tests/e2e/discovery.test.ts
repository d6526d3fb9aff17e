import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EVERY_RESPONSE_TYPE } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { ACR, ISSUER } from '../support/op.ts'

const OPENID = '/.well-known/openid-configuration'
const OAUTH = '/.well-known/oauth-authorization-server'
const JWKS = '/.well-known/jwks.json'

const CLAIMS = [
  'sub',
  'iss',
  'auth_time',
  'acr',
  'name',
  'given_name',
  'family_name',
  'middle_name',
  'nickname',
  'profile',
  'picture',
  'website',
  'gender',
  'birthdate',
  'zoneinfo',
  'locale',
  'updated_at',
  'preferred_username',
  'email',
  'email_verified',
  'address',
  'phone_number',
  'phone_number_verified',
]
const ASYMMETRIC = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
]
const ASSERTIONS = ['HS256', 'HS384', 'HS512', ...ASYMMETRIC]
const OWN = ['RS256', 'PS256', 'ES256', 'EdDSA']
// biome-ignore format: a list
const CONFIDENTIAL = ['client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt']

const metadata = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  pushed_authorization_request_endpoint: `${issuer}/oauth/par`,
  token_endpoint: `${issuer}/oauth/token`,
  userinfo_endpoint: `${issuer}/userinfo`,
  revocation_endpoint: `${issuer}/oauth/revoke`,
  introspection_endpoint: `${issuer}/oauth/introspect`,
  end_session_endpoint: `${issuer}/oauth/logout`,
  jwks_uri: `${issuer}/.well-known/jwks.json`,
  response_types_supported: [...EVERY_RESPONSE_TYPE],
  response_modes_supported: ['query', 'fragment', 'form_post'],
  grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials', 'implicit'],
  subject_types_supported: ['public', 'pairwise'],
  id_token_signing_alg_values_supported: OWN,
  userinfo_signing_alg_values_supported: OWN,
  request_object_signing_alg_values_supported: ASYMMETRIC,
  token_endpoint_auth_methods_supported: [...CONFIDENTIAL, 'none'],
  token_endpoint_auth_signing_alg_values_supported: ASSERTIONS,
  revocation_endpoint_auth_methods_supported: [...CONFIDENTIAL, 'none'],
  revocation_endpoint_auth_signing_alg_values_supported: ASSERTIONS,
  introspection_endpoint_auth_methods_supported: CONFIDENTIAL,
  introspection_endpoint_auth_signing_alg_values_supported: ASSERTIONS,
  claims_supported: CLAIMS,
  claim_types_supported: ['normal'],
  acr_values_supported: [ACR],
  display_values_supported: ['page', 'popup', 'touch', 'wap'],
  ui_locales_supported: ['en', 'de', 'fr', 'es', 'ja'],
  code_challenge_methods_supported: ['S256'],
  prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
  authorization_response_iss_parameter_supported: true,
  request_parameter_supported: true,
  request_uri_parameter_supported: true,
  require_request_uri_registration: false,
  require_pushed_authorization_requests: false,
  claims_parameter_supported: true,
  backchannel_logout_supported: true,
  backchannel_logout_session_supported: true,
  frontchannel_logout_supported: true,
  frontchannel_logout_session_supported: true,
})

const STANDARD_SCOPES = ['openid', 'profile', 'email', 'address', 'phone', 'offline_access']

throughEachDoor('discovery', (given) => {
  const get = (path: string) => given().door.send({ path })
  const read = async (path: string) => JSON.parse((await get(path)).text)

  test('tells all that is there, defaults in so many words (Discovery §3)', async () => {
    assert.deepEqual(await read(OPENID), {
      ...metadata(ISSUER),
      scopes_supported: [...STANDARD_SCOPES, 'read:notes'],
    })
  })

  test('tells the same in both documents (RFC 8414 §2)', async () => {
    assert.equal((await get(OAUTH)).text, (await get(OPENID)).text)
  })

  test('every endpoint it tells is there, and says so to whoever uses the wrong method', async () => {
    const document = await read(OPENID)
    const endpoints = Object.entries(document).filter(([name]) =>
      /_endpoint$|^jwks_uri$/.test(name),
    )
    assert.equal(endpoints.length, 8)
    for (const [name, url] of endpoints) {
      const path = new URL(String(url)).pathname
      const { status } = await given().door.send({ method: 'DELETE', path })
      assert.deepEqual([name, status], [name, 405])
    }
  })

  for (const path of [OPENID, OAUTH, JWKS])
    test(`${path} may be kept for an hour, and read by pages of any site`, async () => {
      const { status, headers } = await get(path)
      assert.equal(status, 200)
      assert.equal(headers.get('content-type'), 'application/json')
      assert.equal(headers.get('cache-control'), 'public, max-age=3600')
      assert.equal(headers.get('access-control-allow-origin'), '*')
      assert.equal(headers.get('set-cookie'), null)
      const head = await given().door.send({ method: 'HEAD', path })
      assert.deepEqual([head.status, head.text], [200, ''])
    })

  test('a tenant has documents of its own, at both places (Discovery §4, RFC 8414 §3.1)', async () => {
    const { op } = given()
    await op.admin.addTenant('acme', 'Acme')
    const expected = { ...metadata(`${ISSUER}/acme`), scopes_supported: STANDARD_SCOPES }
    for (const path of [`/acme${OPENID}`, `/acme${OAUTH}`, `${OAUTH}/acme`])
      assert.deepEqual([path, await read(path)], [path, expected])
    const kids = (await read(`/acme${JWKS}`)).keys.map(({ kid }: { kid: string }) => kid)
    for (const { kid } of (await read(JWKS)).keys) assert.equal(kids.includes(kid), false)
  })

  test('a tenant that is not there has none', async () => {
    for (const path of [
      `/nobody${OPENID}`,
      `${OAUTH}/nobody`,
      `/default${OPENID}`,
      `/ACME${OPENID}`,
    ])
      assert.equal((await get(path)).status, 404)
  })

  test('PITFALLS 29: the JWKS has a key for every alg, public members only, each kid once (RFC 7517 §4)', async () => {
    const { keys } = await read(JWKS)
    const shapes = keys.map((key: Readonly<Record<string, string>>) => [
      key.alg,
      key.use,
      Object.keys(key).sort().join(' '),
    ])
    assert.deepEqual(shapes.sort(), [
      ['ES256', 'sig', 'alg crv kid kty use x y'],
      ['EdDSA', 'sig', 'alg crv kid kty use x'],
      ['PS256', 'sig', 'alg e kid kty n use'],
      ['RS256', 'sig', 'alg e kid kty n use'],
    ])
    const kids = keys.map(({ kid }: { kid: string }) => kid)
    assert.equal(new Set(kids).size, kids.length)
    const moduli = keys.flatMap(({ n }: { n?: string }) => n ?? [])
    assert.deepEqual(
      moduli.map((n: string) => Buffer.from(n, 'base64url').length),
      [256, 256],
    )
    assert.notEqual(moduli[0], moduli[1])
  })
})
