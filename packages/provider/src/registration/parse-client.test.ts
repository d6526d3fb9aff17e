import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { CALLBACK, refusal, registered, SELF } from '../testing/registration.ts'
import { MetadataError } from './metadata-error.ts'
import { parseClient } from './parse-client.ts'
import { operator } from './registrar.ts'

const OPERATOR = operator(SELF.fetch)

test('what is left out gets the defaults of Dynamic Registration §2', async () => {
  assert.deepEqual(await registered({}), {
    redirect_uris: [CALLBACK],
    response_types: ['code'],
    grant_types: ['authorization_code', 'refresh_token'],
    application_type: 'web',
    scope: ['openid', 'profile', 'email', 'address', 'phone', 'offline_access'],
    token_endpoint_auth_method: 'client_secret_basic',
    id_token_signed_response_alg: 'RS256',
    require_pkce: false,
    trusted: false,
  })
})

// biome-ignore format: a table
const GRANT_TYPES = [
  [['code'],                             ['authorization_code', 'refresh_token']],
  [['code id_token'],                    ['authorization_code', 'implicit', 'refresh_token']],
  [['code token'],                       ['authorization_code', 'implicit', 'refresh_token']],
  [['code id_token token'],              ['authorization_code', 'implicit', 'refresh_token']],
  [['id_token'],                         ['implicit']],
  [['id_token token'],                   ['implicit']],
  [['none'],                             []],
  [['code', 'id_token'],                 ['authorization_code', 'implicit', 'refresh_token']],
] as const

describe('grant types follow from response types (the table of Dynamic Registration §2)', () => {
  for (const [response_types, grant_types] of GRANT_TYPES)
    test(response_types.join(', '), async () => {
      assert.deepEqual((await registered({ response_types })).grant_types, grant_types)
    })
})

// biome-ignore format: a table
const CONSISTENT = [
  [['code id_token'],          ['authorization_code', 'implicit']],
  [['code id_token'],          ['authorization_code']],
  [['code id_token token'],    ['authorization_code']],
  [['id_token'],               ['implicit']],
  [['id_token'],               ['authorization_code', 'implicit']],
] as const

describe('the hybrid flow needs no implicit grant by name, and more grants than needed do no harm', () => {
  for (const [response_types, grant_types] of CONSISTENT)
    test(`${response_types} with ${grant_types}`, async () => {
      assert.deepEqual((await registered({ response_types, grant_types })).grant_types, grant_types)
    })
})

// biome-ignore format: a table
const REFUSED: readonly (readonly [metadata: object, refusal: string])[] = [
  [{ redirect_uris: undefined },                             'invalid_redirect_uri: redirect_uris must have at least one URI (Dynamic Registration §2)'],
  [{ redirect_uris: [] },                                    'invalid_redirect_uri: redirect_uris must have at least one URI (Dynamic Registration §2)'],
  [{ redirect_uris: [CALLBACK, CALLBACK] },                  'invalid_redirect_uri: redirect_uris must have each URI once (Dynamic Registration §2)'],
  [{ redirect_uris: CALLBACK },                              'invalid_redirect_uri: redirect_uris must be a list of up to 100 texts (Dynamic Registration §2)'],
  [{ redirect_uris: [1] },                                   'invalid_redirect_uri: redirect_uris must be a list of up to 100 texts (Dynamic Registration §2)'],
  [{ redirect_uris: [CALLBACK, 'https://rp.example/cb#x'] }, 'invalid_redirect_uri: redirect_uris cannot have https://rp.example/cb#x: it has a fragment (RFC 6749 §3.1.2)'],
  [{ redirect_uris: ['javascript:alert(1)'] },               'invalid_redirect_uri: redirect_uris cannot have javascript:alert(1): it has a scheme that may not be redirected to (RFC 6749 §3.1.2)'],
  [{ redirect_uris: ['http://rp.example/cb'] },              'invalid_redirect_uri: redirect_uris cannot have http://rp.example/cb: it is plain http to another machine; use https (RFC 6749 §3.1.2)'],
  [{ grant_types: ['implicit'] },                            'invalid_client_metadata: grant_types must have authorization_code for response types with a code (RFC 7591 §2.1)'],
  [{ grant_types: ['authorization_code'], response_types: ['id_token'] }, 'invalid_client_metadata: grant_types must have implicit for response types without a code (RFC 7591 §2.1)'],
  [{ grant_types: [] },                                      'invalid_client_metadata: grant_types must have something (RFC 7591 §2.1)'],
  [{ grant_types: ['client_credentials'] },                  'invalid_client_metadata: grant_types has one that is not supported here (RFC 7591 §2)'],
  [{ jwks_uri: 'https://rp.example/k', jwks: { keys: [{ kty: 'X' }] } }, 'invalid_client_metadata: jwks and jwks_uri may not be given both (Dynamic Registration §2)'],
  [{ token_endpoint_auth_method: 'private_key_jwt' },        'invalid_client_metadata: jwks or jwks_uri must be given for private_key_jwt (Core §9)'],
  [{ require_signed_request_object: true },                  'invalid_client_metadata: jwks or jwks_uri must be given for signed request objects (RFC 9101 §10.5)'],
  [{ token_endpoint_auth_method: 'client_secret_jwt', token_endpoint_auth_signing_alg: 'RS256' }, 'invalid_client_metadata: token_endpoint_auth_signing_alg must be HS256, HS384 or HS512 for client_secret_jwt (Core §9)'],
  [{ token_endpoint_auth_method: 'private_key_jwt', jwks_uri: 'https://rp.example/k', token_endpoint_auth_signing_alg: 'HS256' }, 'invalid_client_metadata: token_endpoint_auth_signing_alg must be one of a key pair for private_key_jwt (Core §9)'],
  [{ scope: 'unknown write:notes' },                         'invalid_client_metadata: scope has nothing that is known here (RFC 7591 §2)'],
  [{ frontchannel_logout_uri: 'https://elsewhere.example/' }, 'invalid_client_metadata: frontchannel_logout_uri must have the scheme, host and port of a redirect URI (Front-Channel Logout §2)'],
  [{ frontchannel_logout_uri: 'https://rp.example:8443/' },  'invalid_client_metadata: frontchannel_logout_uri must have the scheme, host and port of a redirect URI (Front-Channel Logout §2)'],
]

describe('metadata that do not go together are refused, with the right error code', () => {
  for (const [metadata, told] of REFUSED)
    test(told, async () => assert.equal(await refusal(metadata), told))
})

test('a response type that this OP does not have is refused', async () => {
  const few = { ...SELF, response_types: ['code'] as const }
  assert.equal(
    await refusal({ response_types: ['code id_token'] }, few),
    'invalid_client_metadata: response_types has one that is not supported here (Dynamic Registration §2)',
  )
})

const [WEB, NATIVE] = [{ application_type: 'web' }, { application_type: 'native' }]
const [CODE, HYBRID, IMPLICIT] = ['code', 'code id_token', 'id_token token']

// biome-ignore format: a table
const APPLICATIONS: readonly (readonly [metadata: object, response_type: string | undefined, redirect_uri: string, outcome: 'registered' | 'refused'])[] = [
  [WEB,    CODE,     'https://rp.example/cb',          'registered'],
  [WEB,    HYBRID,   'https://rp.example/cb',          'registered'],
  [WEB,    IMPLICIT, 'https://rp.example/cb',          'registered'],
  [WEB,    CODE,     'http://127.0.0.1:3000/cb',       'registered'],
  [WEB,    CODE,     'http://localhost/cb',            'registered'],
  [WEB,    HYBRID,   'http://127.0.0.1:3000/cb',       'refused'],
  [WEB,    IMPLICIT, 'http://localhost/cb',            'refused'],
  [WEB,    HYBRID,   'https://localhost/cb',           'refused'],
  [WEB,    CODE,     'com.example.app:/cb',            'refused'],
  [{},     CODE,     'com.example.app:/cb',            'refused'],
  [{},     HYBRID,   'http://localhost/cb',            'refused'],
  [NATIVE, CODE,     'com.example.app:/cb',            'registered'],
  [NATIVE, HYBRID,   'com.example.app:/cb',            'registered'],
  [NATIVE, HYBRID,   'http://127.0.0.1/cb',            'registered'],
  [NATIVE, CODE,     'http://[::1]:5000/cb',           'registered'],
  [NATIVE, CODE,     'http://localhost/cb',            'registered'],
  [NATIVE, CODE,     'https://rp.example/cb',          'refused'],
]

describe('application_type says what redirect_uris may be (Dynamic Registration §2)', () => {
  for (const [type, response_type, redirect_uri, outcome] of APPLICATIONS)
    test(`${JSON.stringify(type)} ${response_type} at ${redirect_uri}: ${outcome}`, async () => {
      const metadata = { ...type, response_types: [response_type], redirect_uris: [redirect_uri] }
      if (outcome === 'registered')
        assert.deepEqual((await registered(metadata)).redirect_uris, [redirect_uri])
      else assert.match(await refusal(metadata), /^invalid_redirect_uri: redirect_uris of a /)
    })

  test('an OP on this machine lets web applications be there too, to develop with', async () => {
    const local = { ...SELF, allows_loopback: true }
    for (const redirect_uri of ['http://localhost:3000/cb', 'https://localhost:8443/cb'])
      assert.deepEqual(
        (await registered({ response_types: [HYBRID], redirect_uris: [redirect_uri] }, local))
          .redirect_uris,
        [redirect_uri],
      )
  })
})

test('scope is words in one text, and what is not known here is left out (RFC 7591 §2, §3.2.1)', async () => {
  const { scope } = await registered({ scope: 'read:notes  openid admin openid' })
  assert.deepEqual(scope, ['read:notes', 'openid'])
})

test('a public client must use PKCE (RFC 9700 §2.1.1)', async () => {
  const { require_pkce } = await registered({ token_endpoint_auth_method: 'none' })
  assert.equal(require_pkce, true)
})

describe('the operator says more, by the same rules', () => {
  const parse = (over: object) => parseClient({ redirect_uris: [CALLBACK], ...over }, OPERATOR)

  test('trust, response modes, PKCE and assertion audiences are for the operator', async () => {
    const own = {
      trusted: true,
      response_modes: ['form_post'],
      require_pkce: true,
      assertion_audience: 'issuer',
    }
    const { trusted, response_modes, require_pkce, assertion_audience } = await parse(own)
    assert.deepEqual({ trusted, response_modes, require_pkce, assertion_audience }, own)
  })

  test('scope may be a list, and of APIs that are yet to come', async () => {
    assert.deepEqual((await parse({ scope: ['openid', 'write:notes'] })).scope, [
      'openid',
      'write:notes',
    ])
    assert.deepEqual((await parse({ scope: 'openid write:notes' })).scope, [
      'openid',
      'write:notes',
    ])
  })

  test('a client of client_credentials alone has no response type, and goes nowhere (RFC 6749 §4.4)', async () => {
    const { response_types, redirect_uris } = await parse({
      grant_types: ['client_credentials'],
      redirect_uris: [],
    })
    assert.deepEqual([response_types, redirect_uris], [[], []])
    await assert.rejects(
      parse({
        grant_types: ['client_credentials'],
        redirect_uris: [],
        token_endpoint_auth_method: 'none',
      }),
      MetadataError,
    )
  })

  test('an application that does not say what it is may be anything', async () => {
    const redirect_uris = ['https://rp.example/cb', 'http://localhost/cb', 'com.example.app:/cb']
    assert.deepEqual(
      (await parse({ redirect_uris, response_types: [HYBRID] })).redirect_uris,
      redirect_uris,
    )
  })
})

const problemsOf = (over: object) =>
  parseClient({ redirect_uris: [CALLBACK], ...over }, OPERATOR).then(
    () => [],
    (error: MetadataError) =>
      [error, ...error.others].map(({ metadata, found }) => [metadata, found]),
  )

test('every value that is not what it must be is known to whoever asks, with what was found', async () => {
  const values = {
    subject_type: 'pairwize',
    response_types: ['code', 'cod'],
    trusted: 1,
    jwks: '{ "keys": [] }',
    'client_name#fr': 7,
    dpop_bound_access_tokens: true,
  }
  assert.deepEqual(await problemsOf(values), [
    ['dpop_bound_access_tokens', undefined],
    ['response_types', 'cod'],
    ['jwks', undefined],
    ['subject_type', 'pairwize'],
    ['trusted', 1],
    ['client_name#fr', 7],
  ])
})

test('every redirect URI that cannot be is told, and after them every rule that is broken', async () => {
  const redirect_uris = ['https://rp.example/#a', 'javascript:alert(1)']
  assert.deepEqual(
    (await problemsOf({ redirect_uris })).map(([metadata]) => metadata),
    ['redirect_uris', 'redirect_uris'],
  )
  const together = {
    token_endpoint_auth_method: 'private_key_jwt',
    post_logout_redirect_uris: ['javascript:alert(1)'],
  }
  assert.deepEqual(
    (await problemsOf(together)).map(([metadata]) => metadata),
    ['jwks', 'post_logout_redirect_uris'],
  )
})

const NAMES = Object.keys(OPERATOR.rows)
const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.webUrl(),
  fc.constantFrom(
    'none',
    'RS256',
    'code',
    ['code'],
    ['code id_token'],
    [CALLBACK],
    true,
    'pairwise',
    'native',
    { keys: [{}] },
  ),
)

test('of whatever JSON, metadata come out whole or are refused by name, and never trusted', async () => {
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.constantFrom(...NAMES), anything), async (metadata) => {
      try {
        const client = await parseClient({ redirect_uris: [CALLBACK], ...metadata }, SELF)
        assert.equal(client.trusted, false)
        assert.ok(client.response_types.every((type) => SELF.response_types.includes(type)))
        assert.ok(client.redirect_uris.every((uri) => URL.canParse(uri)))
      } catch (error) {
        if (!(error instanceof MetadataError)) throw error
        assert.ok(NAMES.includes(error.metadata), error.metadata)
      }
    }),
    { numRuns: 1000, seed: 20260101 },
  )
})
