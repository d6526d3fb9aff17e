import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import * as oauth from 'oauth4webapi'
import { formPost, fragmentUrl, logInAt } from '../support/log-in-at.ts'
import { type Credentials, type Registered, startWhole, type Whole } from '../support/whole.ts'

/*
 * oauth4webapi 3, as its documentation has it, logs in at the running provider. The sample API's tokens are looked at by its
 * RFC 9068 check too.
 */
const REDIRECT_URI = 'http://127.0.0.1:9/callback'
const INSECURE = { [oauth.allowInsecureRequests]: true } as const

let op: Whole
let person: Credentials
let client: oauth.Client
let authentication: oauth.ClientAuth
let as: oauth.AuthorizationServer

before(async () => {
  op = await startWhole()
  person = await op.addPerson('otto')
  const registered: Registered = await op.addClient({
    client_name: 'oauth4webapi',
    redirect_uris: [REDIRECT_URI],
    response_types: ['code', 'code id_token'],
    scope: ['openid', 'profile', 'offline_access', 'read:notes'],
    token_endpoint_auth_method: 'client_secret_post',
    id_token_signed_response_alg: 'ES256',
  })
  client = { client_id: registered.client_id, id_token_signed_response_alg: 'ES256' }
  authentication = oauth.ClientSecretPost(registered.client_secret)
  const issuer = new URL(op.issuer)
  as = await oauth.processDiscoveryResponse(
    issuer,
    await oauth.discoveryRequest(issuer, { ...INSECURE, algorithm: 'oidc' }),
  )
})
after(() => op.close())

const authorizationUrl = (parameters: Readonly<Record<string, string>>): URL => {
  const url = new URL(as.authorization_endpoint ?? '')
  const { client_id } = client
  url.search = String(new URLSearchParams({ client_id, redirect_uri: REDIRECT_URI, ...parameters }))
  return url
}

const redeem = async (
  callback: URLSearchParams,
  verifier: string | typeof oauth.nopkce,
  expectedNonce: string,
) =>
  oauth.processAuthorizationCodeResponse(
    as,
    client,
    await oauth.authorizationCodeGrantRequest(
      as,
      client,
      authentication,
      callback,
      REDIRECT_URI,
      verifier,
      INSECURE,
    ),
    { expectedNonce, requireIdToken: true },
  )

test('oauth4webapi is told of all that it needs by RFC 8414 metadata', async () => {
  const issuer = new URL(op.issuer)
  const found = await oauth.processDiscoveryResponse(
    issuer,
    await oauth.discoveryRequest(issuer, { ...INSECURE, algorithm: 'oauth2' }),
  )
  assert.deepEqual(
    [found.token_endpoint, found.authorization_response_iss_parameter_supported],
    [`${op.issuer}/oauth/token`, true],
  )
})

const HYBRID = {
  fragment: [fragmentUrl, oauth.validateCodeIdTokenResponse],
  form_post: [formPost, oauth.validateDetachedSignatureResponse],
} as const

for (const [response_mode, [arrive, validate]] of Object.entries(HYBRID))
  test(`oauth4webapi logs in by code id_token and ${response_mode}`, async () => {
    const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()]
    const url = authorizationUrl({
      ...{ response_type: 'code id_token', response_mode, scope: 'openid profile' },
      ...{ state, nonce, max_age: '600' },
    })
    const landing = await logInAt(url, person)
    const callback = await validate(as, client, arrive(landing), nonce, state, 600, INSECURE)
    const tokens = await redeem(callback, oauth.nopkce, nonce)
    const { sub = '' } = oauth.getValidatedIdTokenClaims(tokens) ?? {}
    const { access_token } = tokens
    const userinfo = await oauth.processUserInfoResponse(
      as,
      client,
      sub,
      await oauth.userInfoRequest(as, client, access_token, INSECURE),
    )
    assert.equal(userinfo.name, 'otto Example')
  })

test('oauth4webapi logs in by code with PKCE, refreshes, and accepts the access token as an API', async () => {
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()]
  const verifier = oauth.generateRandomCodeVerifier()
  const url = authorizationUrl({
    ...{ response_type: 'code', scope: 'openid offline_access read:notes', state, nonce },
    ...{ code_challenge: await oauth.calculatePKCECodeChallenge(verifier) },
    ...{ code_challenge_method: 'S256', resource: op.api },
  })
  const { parameters } = await logInAt(url, person)
  const callback = oauth.validateAuthResponse(as, client, parameters, state)
  const tokens = await redeem(callback, verifier, nonce)
  const refreshed = await oauth.processRefreshTokenResponse(
    as,
    client,
    await oauth.refreshTokenGrantRequest(
      as,
      client,
      authentication,
      tokens.refresh_token ?? '',
      INSECURE,
    ),
  )
  const asked = new Request(`${op.api}/notes`, {
    headers: { authorization: `Bearer ${refreshed.access_token}` },
  })
  const claims = await oauth.validateJwtAccessToken(as, asked, op.api, INSECURE)
  assert.deepEqual(
    [claims.client_id, claims.scope],
    [client.client_id, 'openid offline_access read:notes'],
  )
  assert.equal((await fetch(asked)).status, 200)
})

test('oauth4webapi pushes a request, and logs in by its request_uri (RFC 9126)', async () => {
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()]
  const { searchParams } = authorizationUrl({
    ...{ response_type: 'code id_token', response_mode: 'form_post', scope: 'openid' },
    ...{ state, nonce },
  })
  const { request_uri } = await oauth.processPushedAuthorizationResponse(
    as,
    client,
    await oauth.pushedAuthorizationRequest(as, client, authentication, searchParams, INSECURE),
  )
  const url = new URL(as.authorization_endpoint ?? '')
  url.search = String(new URLSearchParams({ client_id: client.client_id, request_uri }))
  const callback = await oauth.validateDetachedSignatureResponse(
    as,
    client,
    formPost(await logInAt(url, person)),
    nonce,
    state,
    undefined,
    INSECURE,
  )
  const tokens = await redeem(callback, oauth.nopkce, nonce)
  assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.nonce, nonce)
})

test('oauth4webapi is given a token for itself, and accepts it as an API (RFC 6749 §4.4, RFC 9068 §2.2)', async () => {
  const { client_id, client_secret } = await op.addClient({
    client_name: 'A machine',
    grant_types: ['client_credentials'],
    scope: ['read:notes'],
  })
  const machine: oauth.Client = { client_id }
  const asked = { scope: 'read:notes', resource: op.api }
  const { access_token, refresh_token } = await oauth.processClientCredentialsResponse(
    as,
    machine,
    await oauth.clientCredentialsGrantRequest(
      as,
      machine,
      oauth.ClientSecretBasic(client_secret),
      asked,
      INSECURE,
    ),
  )
  const request = new Request(op.api, { headers: { authorization: `Bearer ${access_token}` } })
  const claims = await oauth.validateJwtAccessToken(as, request, op.api, INSECURE)
  assert.deepEqual([claims.sub, claims.scope, refresh_token], [client_id, 'read:notes', undefined])
})
