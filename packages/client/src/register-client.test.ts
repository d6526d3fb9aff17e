import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exportJWK, generateKeyPair } from 'jose'
import { privateKeyJwt } from './client-authentication/private-key-jwt.ts'
import type { ClientErrorCode } from './errors.ts'
import { deleteRegistration, readRegistration, updateRegistration } from './manage-registration.ts'
import { type RegistrationOptions, registerClient } from './register-client.ts'
import { clientMetadataOf } from './registered-client.ts'
import type { RegistrationMetadata } from './registration.ts'
import { tokenAnswerOf } from './testing/scene.ts'
import { createTinyOp, ISSUER, OP_METADATA, type TinyAnswer } from './testing/tiny-op.ts'

const REDIRECT_URI = 'https://client.example.org/cb'
const METADATA = { redirect_uris: [REDIRECT_URI], response_types: ['code id_token'] }
const CLIENT_URI = `${ISSUER}/register/s6BhdRkqt3`

/** The example of Dynamic Registration §3.2, shortened. */
const ANSWER = {
  client_id: 's6BhdRkqt3',
  client_secret: 'ZJYCqe3GGRvdrudKyZS0XhGv_Z45DuKhCUk0gBR1vZk',
  client_secret_expires_at: 1577858400,
  registration_access_token: 'this.is.an.access.token.value.ffx83',
  registration_client_uri: CLIENT_URI,
  redirect_uris: [REDIRECT_URI],
}

const createScene = (answers: Readonly<Record<string, TinyAnswer>> = {}, op: object = {}) => {
  const { fetch, asked } = createTinyOp({
    '/.well-known/openid-configuration': {
      json: { ...OP_METADATA, registration_endpoint: `${ISSUER}/register`, ...op },
    },
    '/register': { status: 201, json: ANSWER },
    ...answers,
  })
  const register = (metadata: RegistrationMetadata = METADATA, options: RegistrationOptions = {}) =>
    registerClient(ISSUER, metadata, { ...options, fetch })
  return { register, asked, options: { fetch } }
}

test('RFC 7591 §3.1: a client is registered by POST of its metadata, as JSON', async () => {
  const { register, asked } = createScene()
  const { registration } = await register()
  const request = asked.find(({ path }) => path === '/register')
  assert.equal(request?.method, 'POST')
  assert.equal(request?.headers.get('content-type'), 'application/json')
  assert.equal(request?.headers.has('authorization'), false)
  assert.deepEqual(JSON.parse(request?.body ?? ''), METADATA)
  assert.deepEqual(registration, { ...METADATA, ...ANSWER })
})

test('RFC 7591 §3: the initial access token goes in the Authorization header', async () => {
  const { register, asked } = createScene()
  await register(METADATA, { initial_access_token: 'leave' })
  const request = asked.find(({ path }) => path === '/register')
  assert.equal(request?.headers.get('authorization'), 'Bearer leave')
})

test('a client that is registered can be used at once', async () => {
  const { register, asked } = createScene({ '/token': await tokenAnswerOf() })
  const { rp } = await register()
  const { transaction } = await rp.begin({ response_type: 'code id_token' })
  assert.equal(transaction.redirect_uri, REDIRECT_URI)
  await rp.refresh('a refresh token', { claims: undefined })
  const { client_id, client_secret } = ANSWER
  const authorization = asked.find(({ path }) => path === '/token')?.headers.get('authorization')
  assert.equal(authorization, `Basic ${btoa(`${client_id}:${client_secret}`)}`)
})

// biome-ignore format: a table
const ANSWERS: readonly (readonly [what: string, answer: TinyAnswer, code: ClientErrorCode])[] = [
  ['no client_id',                { status: 201, json: { ...ANSWER, client_id: undefined } },      'client_id_missing'],
  ['an empty client_id',          { status: 201, json: { ...ANSWER, client_id: '' } },             'client_id_missing'],
  ['a client_id that is no text', { status: 201, json: { ...ANSWER, client_id: 5 } },              'client_id_mismatch'],
  ['other redirect_uris',         { status: 201, json: { ...ANSWER, redirect_uris: ['https://evil.example/'] } }, 'redirect_uri_mismatch'],
  ['redirect_uris that are text', { status: 201, json: { ...ANSWER, redirect_uris: REDIRECT_URI } }, 'redirect_uri_mismatch'],
  ['no JSON',                     { status: 201, text: '<html>' },                                 'registration_response_malformed'],
  ['status 200',                  { status: 200, json: ANSWER },                                   'status_unexpected'],
  ['a redirect',                  { status: 302, text: '', headers: { location: '/' } },           'status_unexpected'],
]

for (const [what, answer, code] of ANSWERS)
  test(`RFC 7591 §3.2.1: an answer with ${what} is refused with ${code}`, async () => {
    const { register } = createScene({ '/register': answer })
    await assert.rejects(register(), { code })
  })

test('RFC 7591 §3.2.1: all redirect_uris that were asked for are registered', async () => {
  const redirect_uris = [REDIRECT_URI, 'https://client.example.org/other']
  await assert.rejects(createScene().register({ ...METADATA, redirect_uris }), {
    code: 'redirect_uri_mismatch',
  })
})

test('RFC 7591 §3.2.1: an OP that does not repeat the redirect_uris took them as they are', async () => {
  const json = { ...ANSWER, redirect_uris: undefined }
  const { register } = createScene({ '/register': { status: 201, json } })
  assert.deepEqual((await register()).registration.redirect_uris, [REDIRECT_URI])
})

test('RFC 7591 §3.2.2: the refusal of the OP comes with its own words', async () => {
  const json = { error: 'invalid_redirect_uri', error_description: 'not this one' }
  const { register } = createScene({ '/register': { status: 400, json } })
  await assert.rejects(register(), {
    code: 'registration_error',
    error: 'invalid_redirect_uri',
    error_description: 'not this one',
  })
})

test('RFC 6750 §3: the refusal of the initial access token is told', async () => {
  const headers = { 'www-authenticate': 'Bearer error="invalid_token"' }
  const { register } = createScene({ '/register': { status: 401, text: '', headers } })
  await assert.rejects(register(), { code: 'registration_error', error: 'invalid_token' })
})

test('an OP without registration_endpoint is told so', async () => {
  const { register } = createScene({}, { registration_endpoint: undefined })
  await assert.rejects(register(), {
    code: 'endpoint_missing',
    expected: 'registration_endpoint',
  })
})

const REGISTRATION = { ...METADATA, ...ANSWER, client_id_issued_at: 1577000000, client_name: 'A' }
const CLIENT_PATH = '/register/s6BhdRkqt3'

test('RFC 7592 §2.1: a registration is read with its own token; what is not repeated is kept', async () => {
  const json = { client_id: 's6BhdRkqt3', registration_access_token: 'new', client_name: 'B' }
  const { asked, options } = createScene({ [CLIENT_PATH]: { json } })
  assert.deepEqual(await readRegistration(REGISTRATION, options), {
    client_id: 's6BhdRkqt3',
    client_secret: ANSWER.client_secret,
    client_secret_expires_at: ANSWER.client_secret_expires_at,
    registration_access_token: 'new',
    registration_client_uri: CLIENT_URI,
    client_name: 'B',
  })
  assert.equal(asked[0]?.method, 'GET')
  assert.equal(asked[0]?.headers.get('authorization'), 'Bearer this.is.an.access.token.value.ffx83')
})

test('RFC 7592 §2.2: a change sends all metadata, and nothing that the OP gives', async () => {
  const { asked, options } = createScene({
    [CLIENT_PATH]: { json: { ...ANSWER, client_name: 'B' } },
  })
  const changes = { client_name: 'B', response_types: undefined, client_id: 'other' }
  const updated = await updateRegistration(REGISTRATION, changes as never, options)
  assert.equal(updated.client_name, 'B')
  assert.equal(asked[0]?.method, 'PUT')
  assert.deepEqual(JSON.parse(asked[0]?.body ?? ''), {
    client_id: 's6BhdRkqt3',
    client_secret: ANSWER.client_secret,
    redirect_uris: [REDIRECT_URI],
    client_name: 'B',
  })
})

test('RFC 7592 §2.3: a client is removed', async () => {
  const { asked, options } = createScene({ [CLIENT_PATH]: { status: 204 } })
  assert.equal(await deleteRegistration(REGISTRATION, options), undefined)
  assert.equal(asked[0]?.method, 'DELETE')
})

type Manage = (options: {
  readonly fetch: RegistrationOptions['fetch'] & object
}) => Promise<unknown>

const MANAGE: Readonly<Record<'GET' | 'PUT' | 'DELETE', Manage>> = {
  GET: (options) => readRegistration(REGISTRATION, options),
  PUT: (options) => updateRegistration(REGISTRATION, {}, options),
  DELETE: (options) => deleteRegistration(REGISTRATION, options),
}

// biome-ignore format: a table
const MANAGED: readonly (readonly [method: keyof typeof MANAGE, what: string, answer: TinyAnswer, code: ClientErrorCode])[] = [
  ['GET',    'another client_id',   { json: { ...ANSWER, client_id: 'other' } },                   'client_id_mismatch'],
  ['GET',    'no client_id',        { json: { ...ANSWER, client_id: undefined } },                 'client_id_missing'],
  ['GET',    'a 401',               { status: 401, text: '', headers: { 'www-authenticate': 'Bearer error="invalid_token"' } }, 'registration_error'],
  ['GET',    'a 404',               { status: 404, text: '' },                                     'status_unexpected'],
  ['PUT',    'other redirect_uris', { json: { ...ANSWER, redirect_uris: [] } },                    'redirect_uri_mismatch'],
  ['PUT',    'a refusal',           { status: 400, json: { error: 'invalid_client_metadata' } },   'registration_error'],
  ['DELETE', 'a refusal',           { status: 403, json: { error: 'access_denied' } },             'registration_error'],
  ['DELETE', 'status 200',          { json: {} },                                                  'status_unexpected'],
]

for (const [method, what, answer, code] of MANAGED)
  test(`RFC 7592 §2: ${method} that is answered by ${what} is refused with ${code}`, async () => {
    const { options } = createScene({ [CLIENT_PATH]: answer })
    await assert.rejects(MANAGE[method](options), { code })
  })

for (const name of ['registration_client_uri', 'registration_access_token'])
  test(`RFC 7592 §3: a registration without ${name} cannot be managed`, async () => {
    await assert.rejects(readRegistration({ ...REGISTRATION, [name]: undefined } as never), {
      code: 'endpoint_missing',
      section: 'RFC 7592 §3',
    })
  })

const SECRET = 's'.repeat(64)

// biome-ignore format: a table
const METHODS: readonly (readonly [method: string | undefined, becomes: string])[] = [
  [undefined,                     'client_secret_basic'],
  ['client_secret_basic',         'client_secret_basic'],
  ['client_secret_post',          'client_secret_post'],
  ['client_secret_jwt',           'client_secret_jwt'],
  ['none',                        'none'],
  ['tls_client_auth',             'tls_client_auth'],
  ['self_signed_tls_client_auth', 'self_signed_tls_client_auth'],
]

const minimal = {
  client_id: 'a',
  redirect_uris: [REDIRECT_URI, 'https://client.example.org/other'],
}

for (const [method, becomes] of METHODS)
  test(`Dynamic Registration §2: token_endpoint_auth_method ${method} becomes ${becomes}`, () => {
    const registration = {
      ...minimal,
      client_secret: SECRET,
      ...(method && { token_endpoint_auth_method: method }),
    }
    const { authentication, ...rest } = clientMetadataOf(registration)
    assert.equal(authentication.method, becomes)
    assert.deepEqual(rest, { client_id: 'a', redirect_uri: REDIRECT_URI })
  })

const secretJwtHeader = async (token_endpoint_auth_signing_alg: string) => {
  const { authentication } = clientMetadataOf({
    ...minimal,
    client_secret: SECRET,
    token_endpoint_auth_method: 'client_secret_jwt',
    token_endpoint_auth_signing_alg,
  })
  const { parameters } = await authentication.authenticate({
    client_id: 'a',
    issuer: ISSUER,
    token_endpoint: `${ISSUER}/token`,
    now: 0,
    random: (bytes) => new Uint8Array(bytes),
  })
  return atob(parameters?.client_assertion?.split('.')[0] ?? '')
}

test('Dynamic Registration §2: client_secret_jwt has the alg that is registered, where a secret can have it', async () => {
  assert.equal(await secretJwtHeader('HS512'), '{"alg":"HS512"}')
  assert.equal(await secretJwtHeader('RS256'), '{"alg":"HS256"}')
})

test('what is registered holds: algorithms, times and demands; null is nothing', () => {
  const registered = {
    id_token_signed_response_alg: 'ES256',
    userinfo_signed_response_alg: 'PS256',
    default_max_age: 60,
    require_auth_time: true,
    frontchannel_logout_session_required: true,
    tls_client_certificate_bound_access_tokens: true,
    require_pushed_authorization_requests: true,
  }
  const registration = {
    ...minimal,
    ...registered,
    token_endpoint_auth_method: 'none',
    id_token_encrypted_response_alg: null,
    client_name: 'A',
  }
  const { authentication: _, ...metadata } = clientMetadataOf(registration)
  assert.deepEqual(metadata, { client_id: 'a', redirect_uri: REDIRECT_URI, ...registered })
})

test('what is not registered is given beside: a private key, another redirect_uri', async () => {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const authentication = privateKeyJwt({ ...(await exportJWK(privateKey)), alg: 'ES256' })
  const registration = { ...minimal, token_endpoint_auth_method: 'private_key_jwt' }
  const redirect_uri = 'https://client.example.org/other'
  assert.deepEqual(clientMetadataOf(registration, { authentication, redirect_uri }), {
    client_id: 'a',
    redirect_uri,
    authentication,
  })
})

// biome-ignore format: a table
const LACKING: readonly (readonly [what: string, registration: object, found: string])[] = [
  ['a private key',  { token_endpoint_auth_method: 'private_key_jwt' },        'private_key_jwt'],
  ['a known method', { token_endpoint_auth_method: 'constructor' },            'constructor'],
  ['a secret',       {},                                                       'a'],
  ['redirect_uris',  { token_endpoint_auth_method: 'none', redirect_uris: [] }, 'a'],
]

for (const [what, registration, found] of LACKING)
  test(`RFC 7591 §3.2.1: a registration without ${what} cannot be used`, () => {
    assert.throws(() => clientMetadataOf({ ...minimal, ...registration }), {
      code: 'configuration_invalid',
      found,
    })
  })
