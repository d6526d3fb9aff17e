import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { describe, test } from 'node:test'
import { refusal, registered, SELF } from '../testing/registration.ts'
import { operator } from './registrar.ts'

const KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })
const KEYS = { jwks: { keys: [KEY] } }
const LONG = 'x'.repeat(1001)

/** Metadata that need company to be good. */
const BESIDE: Readonly<Record<string, object>> = {
  token_endpoint_auth_method: KEYS,
  require_signed_request_object: KEYS,
  frontchannel_logout_uri: {
    redirect_uris: ['https://rp.example/callback', 'http://localhost/cb'],
  },
  grant_types: { response_types: ['code', 'id_token'] },
}

// biome-ignore format: a table
const GOOD: readonly (readonly [name: string, ...values: readonly unknown[]])[] = [
  ['response_types',                        ['code'], ['code id_token', 'id_token'], ['none']],
  ['grant_types',                           ['authorization_code', 'implicit'], ['implicit', 'authorization_code', 'refresh_token']],
  ['application_type',                      'web'],
  ['contacts',                              ['ve7jtb@example.org', 'Mary <mary@example.org>'], []],
  ['client_name',                           'My Example', 'クライアント名', 'a'],
  ['client_uri',                            'https://rp.example', 'https://rp.example/?a=b#c', 'http://localhost:8080/'],
  ['logo_uri',                              'https://rp.example/logo.png'],
  ['policy_uri',                            'https://rp.example/policy'],
  ['tos_uri',                               'https://rp.example/tos'],
  ['jwks_uri',                              'https://rp.example/jwks.json', 'http://127.0.0.1:3000/jwks.json'],
  ['jwks',                                  KEYS.jwks, { keys: [KEY, { kty: 'AKP', alg: 'ML-DSA-44', pub: 'AAAA' }] }],
  ['subject_type',                          'public', 'pairwise'],
  ['id_token_signed_response_alg',          'RS256', 'PS256', 'ES256', 'EdDSA'],
  ['userinfo_signed_response_alg',          'RS256', 'PS256', 'ES256', 'EdDSA'],
  ['request_object_signing_alg',            'RS256', 'PS256', 'ES256', 'EdDSA', 'ES512'],
  ['token_endpoint_auth_method',            'client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt', 'none'],
  ['token_endpoint_auth_signing_alg',       'RS256', 'HS256'],
  ['default_max_age',                       0, 3600],
  ['require_auth_time',                     true, false],
  ['default_acr_values',                    ['1', 'urn:mace:incommon:iap:silver']],
  ['initiate_login_uri',                    'https://rp.example/login', 'https://localhost:8443/login'],
  ['request_uris',                          ['https://rp.example/rf.txt#qpXaRLh_n93TTR9F252ValdatUQvQiJi5BDub2BeznA'], []],
  ['software_id',                           '4NRB1-0XZABZI9E6-5SM3R'],
  ['software_version',                      '2.2'],
  ['require_signed_request_object',         true, false],
  ['require_pushed_authorization_requests', true, false],
  ['post_logout_redirect_uris',             ['https://rp.example/bye', 'com.example.app:/bye'], []],
  ['frontchannel_logout_uri',               'https://rp.example/logout?a=b', 'http://localhost/logout'],
  ['frontchannel_logout_session_required',  true, false],
  ['backchannel_logout_uri',                'https://elsewhere.example/logout?a=b'],
  ['backchannel_logout_session_required',   true, false],
]

const NO_TEXT = [1, true, {}, [], ['x'], '', ' ', 'a\0b', 'a\nb', '\ud800', LONG]
const NO_URI = [
  1,
  {},
  [],
  '',
  'rp.example',
  '/path',
  '//rp.example',
  'https://',
  'https://rp example',
  'https://u:p@rp.example',
]
const NO_WEB_URI = [
  ...NO_URI,
  'http://rp.example',
  'javascript:alert(1)',
  'data:text/html,x',
  'ftp://rp.example',
  `https://rp.example/${'x'.repeat(2000)}`,
]
const NO_BOOLEAN = ['true', 'false', 1, 0, '', [], {}]
const NO_LIST = ['x', 1, true, {}, { 0: 'x', length: 1 }, [1], [null], [['x']]]

// biome-ignore format: a table
const BAD: readonly (readonly [name: string, ...values: readonly unknown[]])[] = [
  ['response_types',                        ...NO_LIST, ['token'], ['code code'], ['code none'], ['CODE'], ['']],
  ['grant_types',                           ...NO_LIST, ['password'], ['authorization_code', 'client_credentials'], ['urn:ietf:params:oauth:grant-type:device_code']],
  ['application_type',                      'Web', 'browser', '', 1, ['web'], {}],
  ['contacts',                              ...NO_LIST, [''], Array.from({ length: 101 }, (_, i) => `c${i}`)],
  ['client_name',                           ...NO_TEXT],
  ['client_uri',                            ...NO_WEB_URI],
  ['logo_uri',                              ...NO_WEB_URI],
  ['policy_uri',                            ...NO_WEB_URI],
  ['tos_uri',                               ...NO_WEB_URI],
  ['jwks_uri',                              ...NO_WEB_URI],
  ['jwks',                                  'x', 1, [], {}, { keys: {} }, { keys: [] }, { keys: [1] }, { keys: [[]] }, { keys: [{}] }],
  ['sector_identifier_uri',                 ...NO_WEB_URI, 'http://localhost/sector.json'],
  ['subject_type',                          'Public', 'ephemeral', '', 1, {}],
  ['id_token_signed_response_alg',          'none', 'HS256', 'RS384', 'rs256', '', 1, 'null', ['RS256']],
  ['userinfo_signed_response_alg',          'none', 'HS256', 'RS384', '', 1, ['RS256']],
  ['request_object_signing_alg',            'none', 'HS256', '', 1, ['RS256']],
  ['token_endpoint_auth_method',            'tls_client_auth', 'self_signed_tls_client_auth', 'Basic', '', 1, ['none']],
  ['token_endpoint_auth_signing_alg',       'none', 'RSA', '', 1, ['RS256']],
  ['default_max_age',                       -1, 1.5, '3600', 1e300, 2 ** 53, [], {}, true],
  ['require_auth_time',                     ...NO_BOOLEAN],
  ['default_acr_values',                    ...NO_LIST, ['']],
  ['initiate_login_uri',                    ...NO_WEB_URI, 'http://localhost/login', 'http://127.0.0.1/login', 'com.example.app:/login'],
  ['request_uris',                          ...NO_LIST, ['http://rp.example/r'], ['urn:x:y'], ['http://localhost/r']],
  ['scope',                                 1, {}, ['openid'], 'open"id', 'a\\b', 'ä', Array.from({ length: 101 }, (_, i) => `s${i}`).join(' ')],
  ['software_id',                           ...NO_TEXT],
  ['software_version',                      ...NO_TEXT],
  ['require_signed_request_object',         ...NO_BOOLEAN],
  ['require_pushed_authorization_requests', ...NO_BOOLEAN],
  ['post_logout_redirect_uris',             ...NO_LIST, ['http://rp.example/bye'], ['https://rp.example/bye#x'], ['javascript:x'], ['/bye'], ['']],
  ['frontchannel_logout_uri',               ...NO_WEB_URI, 'https://rp.example/logout#x'],
  ['frontchannel_logout_session_required',  ...NO_BOOLEAN],
  ['backchannel_logout_uri',                ...NO_WEB_URI, 'https://rp.example/logout#x'],
  ['backchannel_logout_session_required',   ...NO_BOOLEAN],
]

describe('each metadata value is kept as it was said (Dynamic Registration §2, RFC 7591 §2)', () => {
  for (const [name, ...values] of GOOD)
    for (const value of values)
      test(`${name}: ${JSON.stringify(value).slice(0, 60)}`, async () => {
        const client = await registered({ ...BESIDE[name], [name]: value })
        assert.deepEqual(
          Object.entries(client).find(([key]) => key === name),
          [name, value],
        )
      })
})

describe('each metadata value that cannot be is refused by name: invalid_client_metadata (RFC 7591 §3.2.2)', () => {
  for (const [name, ...values] of BAD)
    for (const value of values)
      test(`${name}: ${JSON.stringify(value).slice(0, 60)}`, async () => {
        const told = await refusal({ [name]: value })
        assert.ok(told.startsWith(`invalid_client_metadata: ${name} `), told)
      })
})

const rsa = (modulusLength: number) =>
  generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ format: 'jwk' })

const ofOctets = (octets: number) => Buffer.alloc(octets, 0xff).toString('base64url')

// biome-ignore format: a table
const NO_KEYS: readonly (readonly [what: string, key: object])[] = [
  ['a private EC key',                    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })],
  ['a private OKP key',                   generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })],
  ['one private member of an RSA key',    { ...rsa(2048), dp: 'AQAB' }],
  ['a symmetric key (RFC 7518 §6.4)',     { kty: 'oct', k: 'AAAA' }],
  ['a private key of an unknown type',    { kty: 'AKP', priv: 'AAAA' }],
  ['a point that is on no curve',         { ...KEY, x: 'AAAA' }],
  ['an RSA key of 1024 bits (§3.3)',      rsa(1024)],
  ['an RSA key of more than 8192 bits',   { ...rsa(2048), n: ofOctets(1025) }],
  ['an exponent of more than 4 octets',   { ...rsa(2048), e: ofOctets(5) }],
  ['an RSA key without a modulus',        { kty: 'RSA', e: 'AQAB' }],
  ['members that go deep',                { ...KEY, x5c: [[['x']]] }],
  ['members that are objects',            { ...KEY, x: { a: 1 } }],
  ['a kty that is no text',               { ...KEY, kty: 1 }],
  ['a kty that every object has',         { kty: '__proto__', d: 'x' }],
]

describe('jwks has public keys that can be used, and nothing else (Dynamic Registration §2, RFC 7517 §4)', () => {
  for (const [what, key] of NO_KEYS)
    test(what, async () => {
      assert.equal(
        await refusal({ jwks: { keys: [KEY, key] } }),
        'invalid_client_metadata: jwks must be a JWK Set of 1 to 50 public keys, without private members, RSA of 2048 to 8192 bits (Dynamic Registration §2)',
      )
    })
})

test('null is as if it was left out (RFC 7592 §2.2)', async () => {
  const nothing = Object.fromEntries(BAD.map(([name]) => [name, null]))
  assert.deepEqual(await registered(nothing), await registered({}))
})

test('what is not understood is ignored, and not kept (RFC 7591 §2)', async () => {
  const unknown = JSON.parse(
    '{"__proto__":{"trusted":true},"constructor":1,"extra":{"a":[]},"trusted":true,"require_pkce":true,"response_modes":["query"],"client_id":"mine","client_secret":"mine","sector_identifier":"x","dynamic":{},"created_at":1,"client_secret_hash":"x"}',
  )
  assert.deepEqual(await registered(unknown), await registered({}))
})

test('what people read is kept in every language it is said in (Dynamic Registration §2.1)', async () => {
  const localized = {
    'client_name#fr': 'Mon exemple',
    'client_name#ja-Hani-JP': 'クライアント名',
    'policy_uri#de': 'https://rp.example/de',
  }
  const others = { 'client_name#': 'x', 'client_name#f r': 'x', 'contacts#fr': ['x'], '#fr': 'x' }
  assert.deepEqual((await registered({ ...localized, ...others })).localized, localized)
  assert.equal((await registered(others)).localized, undefined)
})

test('and in every language it is checked', async () => {
  assert.match(
    await refusal({ 'client_name#fr': 1 }),
    /^invalid_client_metadata: client_name#fr must be text/,
  )
  assert.match(
    await refusal({ 'tos_uri#fr': 'javascript:x' }),
    /^invalid_client_metadata: tos_uri#fr must be an https/,
  )
})

for (const name of [
  'id_token_encrypted_response_alg',
  'tls_client_certificate_bound_access_tokens',
  'dpop_bound_access_tokens',
])
  test(`${name}: a protection that is not there is not promised`, async () => {
    assert.equal(
      await refusal({ [name]: true }),
      `invalid_client_metadata: ${name} is not supported (RFC 7591 §3.2.2)`,
    )
    assert.deepEqual(await registered({ [name]: false }), await registered({}))
  })

test('an RSA key of 8192 bits can be registered', async () => {
  const key = { ...rsa(2048), n: ofOctets(1024) }
  assert.deepEqual((await registered({ jwks: { keys: [key] } })).jwks, { keys: [key] })
})

/** A name in so many languages. */
const inLanguages = (name: string, count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, nth) => [`${name}#x${LETTERS[nth]}`, 'Name']),
  )

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'

test('each name may be said in 20 languages (Dynamic Registration §2.1)', async () => {
  const many = { ...inLanguages('client_name', 20), 'tos_uri#de': 'https://rp.example/agb' }
  assert.deepEqual((await registered(many)).localized, many)
  assert.equal(
    await refusal(inLanguages('client_name', 21)),
    'invalid_client_metadata: client_name may be said in 20 languages at most (Dynamic Registration §2.1)',
  )
})

const OWN = 'https://op.example/oauth/logout'
const AT_RP = 'https://rp.example/cb'

// biome-ignore format: a table
const LEADING: readonly (readonly [name: string, own: object, elsewhere: object])[] = [
  ['redirect_uris',             { redirect_uris: [AT_RP, OWN] },            { redirect_uris: ['https://op.example:444/cb'] }],
  ['post_logout_redirect_uris', { post_logout_redirect_uris: [OWN] },       { post_logout_redirect_uris: ['https://op.example.evil/'] }],
  ['frontchannel_logout_uri',   { frontchannel_logout_uri: OWN },           { frontchannel_logout_uri: AT_RP }],
  ['backchannel_logout_uri',    { backchannel_logout_uri: OWN },            { backchannel_logout_uri: AT_RP }],
  ['initiate_login_uri',        { initiate_login_uri: 'https://OP.example:443/authorize' }, { initiate_login_uri: 'https://x.op.example/' }],
  ['jwks_uri',                  { jwks_uri: 'https://op.example/jwks.json' }, { jwks_uri: AT_RP }],
  ['sector_identifier_uri',     { sector_identifier_uri: OWN },             {}],
]

describe('nobody who registers themselves is at the provider (RFC 9700 §4.11)', () => {
  for (const [name, own, elsewhere] of LEADING)
    test(name, async () => {
      const error = name === 'redirect_uris' ? 'invalid_redirect_uri' : 'invalid_client_metadata'
      assert.equal(
        await refusal(own),
        `${error}: ${name} may not be at this provider itself (RFC 9700 §4.11)`,
      )
      await registered(elsewhere)
      if (name !== 'sector_identifier_uri')
        await registered({ redirect_uris: [OWN], ...own }, operator(SELF.fetch))
    })
})

test('all of it together has a bound, where nobody answers for it (RFC 7591 §5)', async () => {
  const large = { contacts: Array.from({ length: 100 }, (_, nth) => `${nth}`.padEnd(400, 'x')) }
  await assert.rejects(registered(large), {
    error: 'invalid_client_metadata',
    message: 'the metadata are larger than 32768 characters together',
  })
  await registered(large, operator(SELF.fetch))
})
