import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import {
  type AuthenticationRequest,
  allowInsecure,
  type ClientOptions,
  deleteRegistration,
  generateDpopKey,
  leaveOut,
  privateKeyJwt,
  type RegistrationMetadata,
  type RelyingParty,
  readRegistration,
  registerClient,
  type Transaction,
  type Unregistered,
  updateRegistration,
} from '@gryphon/client'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { hiddenFieldsOf, type RemoteBrowser, remoteBrowser } from '../support/remote-browser.ts'
import { API, type ForeignOp, REDIRECT_URI, startForeignOp } from './oidc-provider-server.ts'

/*
 * Everything that a client can do and `oidc-provider` 9 knows, each by a client that registers itself for it. It advertises
 * `iss` and sends none beside an ID Token: that one check is left out, by name, where the response is no JWT.
 */
const LEAVE = 'an-initial-access-token'
const HOME = 'https://client.example.org/bye'

let op: ForeignOp
before(async () => {
  const on = { enabled: true }
  op = await startForeignOp({
    features: {
      dPoP: { ...on, nonceSecret: randomBytes(32), requireNonce: () => true },
      encryption: on,
      jwtResponseModes: on,
      jwtUserinfo: on,
      registration: { ...on, initialAccessToken: LEAVE },
      registrationManagement: { ...on, rotateRegistrationAccessToken: true },
      requestObjects: on,
      revocation: on,
    },
    configure: () => ({
      enabledJWA: { clientAuthSigningAlgValues: ['HS256', 'HS512', 'ES256'] },
    }),
  })
})
after(() => op.close())

const OPTIONS: ClientOptions = {
  [allowInsecure]: true,
  [leaveOut]: [{ source: 'authorization_response', check: 'iss' }],
}

const REGISTERED = {
  redirect_uris: [REDIRECT_URI],
  post_logout_redirect_uris: [HOME],
  response_types: ['code', 'code id_token', 'code token', 'code id_token token'],
  grant_types: ['authorization_code', 'implicit', 'refresh_token'],
  scope: 'openid email offline_access',
} satisfies RegistrationMetadata

/** A key pair of the client: the private half for it, the public one for its registration. */
const keyPair = async (alg: string, use: 'sig' | 'enc') => {
  const { privateKey } = await generateKeyPair(alg, { extractable: true })
  const jwk: JWK = { ...(await exportJWK(privateKey)), alg, use, kid: `${use} ${alg}` }
  const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...publicJwk } = jwk
  return { jwk, jwks: { keys: [{ ...publicJwk }] } }
}

const SIGNING = await keyPair('ES256', 'sig')
const DECRYPTION = await keyPair('RSA-OAEP', 'enc')
const EC_DECRYPTION = await keyPair('ECDH-ES', 'enc')

/** What the browser brings back to the application. */
const signIn = async (browser: RemoteBrowser, url: string): Promise<URL | Request> => {
  const visit = await browser.open(url, REDIRECT_URI)
  if (visit.kind === 'home') return visit.url
  assert.equal(visit.status, 200, visit.text)
  return new Request(REDIRECT_URI, { method: 'POST', body: hiddenFieldsOf(visit.text) })
}

type Login = Awaited<ReturnType<Awaited<ReturnType<RelyingParty['receive']>>['redeem']>>

interface Played {
  readonly login: Login
  readonly transaction: Transaction
  readonly url: URL
  readonly browser: RemoteBrowser
}

/** A whole login: both channels, userinfo, refresh. */
const play = async (rp: RelyingParty, request: Partial<AuthenticationRequest>): Promise<Played> => {
  const browser = remoteBrowser()
  const { url, transaction } = await rp.begin({
    response_type: 'code id_token',
    scope: 'openid email offline_access',
    prompt: 'consent',
    ...request,
  })
  const front = await rp.receive(await signIn(browser, url), transaction)
  const login = await front.redeem()
  assert.equal(login.claims?.sub, 'jane')
  assert.equal((await rp.userinfo(login, 'jane')).email, 'jane@example.com')
  const refreshed = await rp.refresh(login.refresh_token ?? '', { claims: login.claims })
  assert.equal(refreshed.token_type, login.token_type)
  return { login: { ...login, ...refreshed }, transaction, url: new URL(url), browser }
}

interface Case {
  readonly what: string
  readonly registered?: RegistrationMetadata
  readonly unregistered?: Unregistered
  readonly options?: ClientOptions
  readonly request?: Partial<AuthenticationRequest>
}

const encryptedFor = (kind: 'id_token' | 'userinfo' | 'authorization', alg: string) => ({
  [`${kind}_encrypted_response_alg`]: alg,
  [`${kind}_encrypted_response_enc`]: 'A256GCM',
})

const RSA = { unregistered: { decryption_keys: [DECRYPTION.jwk] } }
const EC = { unregistered: { decryption_keys: [EC_DECRYPTION.jwk] } }
/** A bound token does not come by the browser. */
const BOUND = { dpop_bound_access_tokens: true, response_types: ['code', 'code id_token'] }
const DPOP = { options: { dpop: await generateDpopKey() } }
const KEY = { unregistered: { authentication: privateKeyJwt(SIGNING.jwk) } }
const FOR_TOKEN_ENDPOINT = {
  unregistered: { authentication: privateKeyJwt(SIGNING.jwk, { aud: 'token_endpoint' }) },
}
const WITH_KEY = { token_endpoint_auth_method: 'private_key_jwt', jwks: SIGNING.jwks }
const SIGNED_REQUEST = {
  unregistered: { request_object_signing_key: SIGNING.jwk, request_object_signing_alg: 'ES256' },
} as const

// biome-ignore format: a table
const CASES: readonly Case[] = [
  { what: 'client_secret_basic' },
  { what: 'client_secret_post',                registered: { token_endpoint_auth_method: 'client_secret_post' } },
  { what: 'client_secret_jwt',                 registered: { token_endpoint_auth_method: 'client_secret_jwt' } },
  { what: 'client_secret_jwt with HS512',      registered: { token_endpoint_auth_method: 'client_secret_jwt', token_endpoint_auth_signing_alg: 'HS512' } },
  { what: 'private_key_jwt',                   registered: WITH_KEY, ...KEY },
  { what: 'private_key_jwt for the token endpoint', registered: WITH_KEY, ...FOR_TOKEN_ENDPOINT },
  { what: 'a public client',                   registered: { token_endpoint_auth_method: 'none' } },
  { what: 'ID Tokens by ES256',                registered: { id_token_signed_response_alg: 'ES256' } },
  { what: 'ID Tokens encrypted by RSA-OAEP',   registered: { jwks: DECRYPTION.jwks, ...encryptedFor('id_token', 'RSA-OAEP') }, ...RSA },
  { what: 'ID Tokens encrypted by ECDH-ES',    registered: { jwks: EC_DECRYPTION.jwks, ...encryptedFor('id_token', 'ECDH-ES') }, ...EC },
  { what: 'UserInfo Responses signed',         registered: { userinfo_signed_response_alg: 'ES256' } },
  { what: 'UserInfo Responses nested',         registered: { jwks: EC_DECRYPTION.jwks, userinfo_signed_response_alg: 'RS256', ...encryptedFor('userinfo', 'ECDH-ES') }, ...EC },
  { what: 'PAR',                               registered: { require_pushed_authorization_requests: true } },
  { what: 'PAR with private_key_jwt',          registered: { ...WITH_KEY, require_pushed_authorization_requests: true }, ...KEY },
  { what: 'a signed request object',           registered: { jwks: SIGNING.jwks, request_object_signing_alg: 'ES256' }, ...SIGNED_REQUEST },
  { what: 'a signed request object by PAR',    registered: { jwks: SIGNING.jwks, request_object_signing_alg: 'ES256', require_pushed_authorization_requests: true }, ...SIGNED_REQUEST },
  { what: 'JARM: jwt',                         request: { response_mode: 'jwt' } },
  { what: 'JARM: fragment.jwt by ES256',       registered: { authorization_signed_response_alg: 'ES256' }, request: { response_mode: 'fragment.jwt' } },
  { what: 'JARM: form_post.jwt',               request: { response_mode: 'form_post.jwt', response_type: 'code id_token token' } },
  { what: 'JARM: query.jwt',                   request: { response_mode: 'query.jwt', response_type: 'code' } },
  { what: 'JARM, encrypted',                   registered: { jwks: DECRYPTION.jwks, ...encryptedFor('authorization', 'RSA-OAEP') }, request: { response_mode: 'form_post.jwt' }, ...RSA },
  { what: 'DPoP with nonces',                  registered: BOUND, ...DPOP },
  { what: 'DPoP of a public client',           registered: { ...BOUND, token_endpoint_auth_method: 'none' }, ...DPOP },
  { what: 'DPoP with PAR and private_key_jwt', registered: { ...WITH_KEY, ...BOUND, require_pushed_authorization_requests: true }, ...KEY, ...DPOP },
]

const register = ({ registered, unregistered, options }: Omit<Case, 'what'> = {}) =>
  registerClient(
    op.issuer,
    { ...REGISTERED, ...registered },
    { initial_access_token: LEAVE, ...OPTIONS, ...options, ...(unregistered && { unregistered }) },
  )

for (const { what, ...given } of CASES)
  test(`oidc-provider: ${what}: login, userinfo, refresh, revocation`, async () => {
    const { rp } = await register(given)
    const { login } = await play(rp, given.request ?? {})
    await rp.revoke(login.refresh_token ?? '', 'refresh_token')
    await assert.rejects(
      rp.refresh(login.refresh_token ?? '', { claims: undefined, scope: 'openid' }),
      {
        code: 'token_error',
        error: 'invalid_grant',
      },
    )
  })

for (const response_type of ['code', 'code id_token', 'code token', 'code id_token token'] as const)
  for (const response_mode of ['jwt', 'form_post', 'form_post.jwt'] as const)
    test(`oidc-provider: ${response_type} by ${response_mode}`, async () => {
      const { rp } = await register()
      await play(rp, { response_type, response_mode })
    })

test('oidc-provider: with PAR the browser carries nothing but the name of the request', async () => {
  const { rp } = await register({ registered: { require_pushed_authorization_requests: true } })
  const { url } = await play(rp, {})
  assert.deepEqual([...url.searchParams.keys()].sort(), ['client_id', 'request_uri'])
})

test('oidc-provider: with DPoP the token is bound to the key, and no other key will do', async () => {
  const { rp, registration } = await register({
    registered: BOUND,
    ...DPOP,
  })
  const { login } = await play(rp, {})
  assert.equal(login.token_type, 'DPoP')
  const { client_id } = registration
  assert.equal(rp.op.issuer, op.issuer)
  const other = await register({ options: { dpop: await generateDpopKey() } })
  assert.notEqual(other.registration.client_id, client_id)
  await assert.rejects(other.rp.userinfo(login, 'jane'), { code: 'userinfo_error' })
  await assert.rejects(other.rp.userinfo({ ...login, token_type: 'Bearer' }, 'jane'), {
    code: 'userinfo_error',
    error: 'invalid_token',
  })
})

test('oidc-provider: an API is asked with the proof that its nonce is in', async () => {
  const { rp } = await register({ registered: BOUND, ...DPOP })
  const { login } = await play(rp, {})
  const answer = await rp.fetch(String(rp.op.userinfo_endpoint), login)
  assert.equal((await answer.json()).sub, 'jane')
})

test('oidc-provider: nobody registers without leave', async () => {
  const asking = registerClient(op.issuer, REGISTERED, { ...OPTIONS, initial_access_token: 'none' })
  await assert.rejects(asking, { code: 'registration_error', error: 'invalid_token' })
})

test('oidc-provider: metadata that cannot be are refused in its own words', async () => {
  const registered = { redirect_uris: ['https://client.example.org/#fragment'] }
  await assert.rejects(register({ registered }), {
    code: 'registration_error',
    error: 'invalid_redirect_uri',
  })
})

test('oidc-provider: a registration is read, changed with a token that changes, and removed', async () => {
  const { registration } = await register()
  const read = await readRegistration(registration, OPTIONS)
  assert.equal(read.client_secret, registration.client_secret)
  const changed = await updateRegistration(read, { client_name: 'Another name' }, OPTIONS)
  assert.equal(changed.client_name, 'Another name')
  assert.notEqual(changed.registration_access_token, registration.registration_access_token)
  await deleteRegistration(changed, OPTIONS)
  await assert.rejects(readRegistration(changed, OPTIONS), {
    code: 'registration_error',
    error: 'invalid_token',
  })
})

test('oidc-provider: who logs out there comes back with the state', async () => {
  const { rp } = await register()
  const { login, browser } = await play(rp, {})
  const { url, state = '' } = rp.endSession({
    id_token_hint: login.id_token ?? '',
    post_logout_redirect_uri: HOME,
  })
  const asked = await browser.open(url, HOME)
  const page = asked.kind === 'page' ? asked.text : assert.fail('nobody was asked')
  const action = / action="([^"]*)"/.exec(page)?.[1] ?? assert.fail(page)
  const form = hiddenFieldsOf(page)
  form.set('logout', 'yes')
  const back = await browser.submit(action, form, HOME)
  const home = back.kind === 'home' ? back.url : assert.fail(back.text)
  rp.receiveEndSession(home, { state })
  assert.throws(() => rp.receiveEndSession(home, { state: 'another' }), { code: 'state_mismatch' })
  const again = await rp.begin({ response_type: 'code id_token', prompt: 'none' })
  await assert.rejects(rp.receive(await signIn(browser, again.url), again.transaction), {
    code: 'authorization_error',
    error: 'login_required',
  })
})

test('oidc-provider: parallel refreshes use a rotating refresh token once', async () => {
  const { rp } = await register()
  const { login } = await play(rp, {})
  const refresh = () => rp.refresh(login.refresh_token ?? '', { claims: login.claims })
  const answers = await Promise.all([refresh(), refresh(), refresh()])
  assert.equal(new Set(answers.map(({ access_token }) => access_token)).size, 1)
})

test('oidc-provider: a token for an API is bound to the DPoP key', async () => {
  const { scope: _, ...metadata } = { ...REGISTERED, ...BOUND }
  const { rp } = await registerClient(op.issuer, metadata, {
    ...OPTIONS,
    ...DPOP.options,
    initial_access_token: LEAVE,
  })
  const request = { response_type: 'code id_token', scope: 'openid read', resource: API } as const
  const { url, transaction } = await rp.begin(request)
  const front = await rp.receive(await signIn(remoteBrowser(), url), transaction)
  const { access_token, token_type } = await front.redeem()
  const claims = JSON.parse(atob(access_token.split('.')[1] ?? ''))
  assert.equal(token_type, 'DPoP')
  assert.equal(claims.cnf.jkt, new URL(url).searchParams.get('dpop_jkt'))
})
