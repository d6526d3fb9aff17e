import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import * as rp from 'openid-client'
import type { Landing } from '../support/flow.ts'
import { formPost, fragmentUrl, logInAt } from '../support/log-in-at.ts'
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
  op = await startWhole()
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
