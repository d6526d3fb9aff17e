import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import * as rp from 'openid-client'
import { type Landing, landed } from '../support/flow.ts'
import { formPost, fragmentUrl, logInAt } from '../support/log-in-at.ts'
import { userAgent } from '../support/user-agent.ts'
import { webDoor } from '../support/web-door.ts'
import { type Credentials, type Registered, startWhole, type Whole } from '../support/whole.ts'

/*
 * openid-client 6, as its documentation has it, logs in at the running provider.
 */
const REDIRECT_URI = 'http://127.0.0.1:9/callback'
const SCOPE = 'openid profile email offline_access'

let op: Whole
let person: Credentials
let client: Registered

before(async () => {
  op = await startWhole({ GRYPHON_REGISTRATION: 'open' })
  person = await op.addPerson('olivia')
  client = await op.addClient({
    client_name: 'openid-client',
    redirect_uris: [REDIRECT_URI],
    response_types: ['code', 'code id_token'],
    scope: SCOPE.split(' '),
  })
})
after(() => op.close())

const configure = (...execute: readonly ((config: rp.Configuration) => void)[]) =>
  rp.discovery(
    new URL(op.issuer),
    client.client_id,
    undefined,
    rp.ClientSecretBasic(client.client_secret),
    { execute: [rp.allowInsecureRequests, ...execute] },
  )

/** One login from the first request to the tokens, by whichever way the answer comes. */
const logIn = async (
  config: rp.Configuration,
  response_mode: string,
  arrive: (landing: Landing) => URL | Request,
) => {
  const [state, nonce] = [rp.randomState(), rp.randomNonce()]
  const pkceCodeVerifier = rp.randomPKCECodeVerifier()
  const url = rp.buildAuthorizationUrl(config, {
    redirect_uri: REDIRECT_URI,
    response_mode,
    scope: SCOPE,
    code_challenge: await rp.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  })
  const landing = await logInAt(url, person)
  const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier }
  return rp.authorizationCodeGrant(config, arrive(landing), {
    ...checks,
    idTokenExpected: true,
  })
}

const WAYS = { fragment: fragmentUrl, form_post: formPost } as const

describe('openid-client 6, code id_token', () => {
  for (const [response_mode, arrive] of Object.entries(WAYS))
    test(`by ${response_mode}: logs in, asks userinfo, refreshes and revokes`, async () => {
      const config = await configure(rp.useCodeIdTokenResponseType, rp.enableNonRepudiationChecks)
      const tokens = await logIn(config, response_mode, arrive)
      const { sub = '' } = tokens.claims() ?? {}
      const userinfo = await rp.fetchUserInfo(config, tokens.access_token, sub)
      assert.deepEqual([userinfo.name, userinfo.email], ['olivia Example', 'olivia@example.com'])
      const refreshed = await rp.refreshTokenGrant(config, tokens.refresh_token ?? '')
      assert.notEqual(refreshed.access_token, tokens.access_token)
      assert.equal(refreshed.claims()?.sub, sub)
      await rp.tokenRevocation(config, refreshed.refresh_token ?? '')
      await assert.rejects(rp.refreshTokenGrant(config, refreshed.refresh_token ?? ''), {
        error: 'invalid_grant',
      })
    })

  test('holds to the stricter checks of a detached signature, s_hash among them', async () => {
    const config = await configure(
      rp.useCodeIdTokenResponseType,
      rp.enableDetachedSignatureResponseChecks,
    )
    const tokens = await logIn(config, 'form_post', formPost)
    assert.equal(tokens.claims()?.iss, op.issuer)
  })

  test('introspects the access token that it was given', async () => {
    const config = await configure(rp.useCodeIdTokenResponseType)
    const tokens = await logIn(config, 'form_post', formPost)
    const { active, sub } = await rp.tokenIntrospection(config, tokens.access_token)
    assert.deepEqual([active, sub], [true, tokens.claims()?.sub])
  })
})

test('openid-client 6 is told by an error that the person said nothing', async () => {
  const config = await configure(rp.useCodeIdTokenResponseType)
  const [state, nonce] = [rp.randomState(), rp.randomNonce()]
  const url = rp.buildAuthorizationUrl(config, {
    ...{ redirect_uri: REDIRECT_URI, scope: 'openid', prompt: 'none', state, nonce },
  })
  const landing = await logInAt(url, person)
  await assert.rejects(
    rp.authorizationCodeGrant(config, fragmentUrl(landing), {
      expectedState: state,
      expectedNonce: nonce,
    }),
    { error: 'login_required' },
  )
})

/** Registers by request a client that signs what it asks for, and whose secret makes an HMAC (RFC 7591, Core §9). */
const register = async () => {
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ])
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', keys.publicKey)
  const config = await rp.dynamicClientRegistration(
    new URL(op.issuer),
    {
      client_name: 'openid-client, by request',
      redirect_uris: [REDIRECT_URI],
      post_logout_redirect_uris: [POST_LOGOUT],
      token_endpoint_auth_method: 'client_secret_jwt',
      require_signed_request_object: true,
      jwks: { keys: [{ kty, crv, x, y, use: 'sig', kid: 'of openid-client' }] },
    },
    rp.ClientSecretJwt(),
    { execute: [rp.allowInsecureRequests] },
  )
  return { config, key: { key: keys.privateKey, kid: 'of openid-client' } }
}

const POST_LOGOUT = 'http://127.0.0.1:9/signed-out'

describe('openid-client 6, registered by request, with client_secret_jwt', () => {
  let config: rp.Configuration
  let key: Awaited<ReturnType<typeof register>>['key']

  before(async () => {
    ;({ config, key } = await register())
  })

  /** One login by code, whose request goes by this way. */
  const logInBy = async (
    send: (asked: Readonly<Record<string, string>>) => Promise<URL>,
    agent = userAgent(webDoor(op.issuer)),
  ) => {
    const [state, nonce] = [rp.randomState(), rp.randomNonce()]
    const pkceCodeVerifier = rp.randomPKCECodeVerifier()
    const url = await send({
      ...{ redirect_uri: REDIRECT_URI, response_type: 'code', scope: 'openid', state, nonce },
      code_challenge: await rp.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    })
    const { target, parameters } = await logInAt(url, person, agent)
    return rp.authorizationCodeGrant(config, new URL(`${target}?${parameters}`), {
      ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier, idTokenExpected: true },
    })
  }

  const signed = (asked: Readonly<Record<string, string>>) =>
    rp.buildAuthorizationUrlWithJAR(config, asked, key)

  const pushed = async (asked: Readonly<Record<string, string>>) =>
    rp.buildAuthorizationUrlWithPAR(config, (await signed(asked)).searchParams)

  test('logs in by a signed request object (RFC 9101)', async () => {
    const tokens = await logInBy(signed)
    assert.equal(tokens.claims()?.aud, config.clientMetadata().client_id)
  })

  test('logs in by a signed request object that it has pushed (RFC 9126 §3)', async () => {
    const tokens = await logInBy(pushed)
    assert.equal(tokens.claims()?.aud, config.clientMetadata().client_id)
  })

  test('is refused a request that is not signed, for so it has registered itself (RFC 9101 §10.5)', async () => {
    const asked = { redirect_uri: REDIRECT_URI, scope: 'openid' }
    await assert.rejects(rp.buildAuthorizationUrlWithPAR(config, asked), {
      error: 'invalid_request',
    })
  })

  test('signs out by the URL that it builds, and the browser comes back (RP-Initiated Logout §2)', async () => {
    const agent = userAgent(webDoor(op.issuer))
    const { id_token = '' } = await logInBy(signed, agent)
    const url = rp.buildEndSessionUrl(config, {
      ...{ id_token_hint: id_token, post_logout_redirect_uri: POST_LOGOUT, state: 'a state' },
    })
    const { target, parameters } = landed(await agent.open({ path: url.pathname + url.search }))
    assert.deepEqual([target, parameters.get('state')], [POST_LOGOUT, 'a state'])
  })
})

test('openid-client 6 pushes an unsigned request, and logs in by its request_uri (RFC 9126 §2)', async () => {
  const config = await configure(rp.useCodeIdTokenResponseType)
  const [state, nonce] = [rp.randomState(), rp.randomNonce()]
  const url = await rp.buildAuthorizationUrlWithPAR(config, {
    ...{ redirect_uri: REDIRECT_URI, response_mode: 'form_post', scope: 'openid', state, nonce },
  })
  assert.deepEqual([...url.searchParams.keys()].sort(), ['client_id', 'request_uri'])
  const tokens = await rp.authorizationCodeGrant(config, formPost(await logInAt(url, person)), {
    ...{ expectedState: state, expectedNonce: nonce, idTokenExpected: true },
  })
  assert.equal(tokens.claims()?.nonce, nonce)
})
