import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  allowInsecure,
  type ClientMetadata,
  clientSecretBasic,
  clientSecretPost,
  discoverClient,
  leaveOut,
  privateKeyJwt,
  type Transaction,
} from '@gryphon/client'
import { allowInsecure as allowInsecureIssuer, createVerifier } from '@gryphon/resource-server'
import { hiddenFieldsOf, remoteBrowser } from '../support/remote-browser.ts'
import {
  API,
  CLIENT_ID,
  CLIENT_KEY,
  CLIENT_SECRET,
  type ForeignOp,
  REDIRECT_URI,
  startForeignOp,
} from './oidc-provider-server.ts'

/*
 * Our client at a provider that we did not write, over HTTP. It advertises `iss` and sends none beside an ID Token, whose
 * `iss` says the same; so that one check is left out here, by name.
 */
let op: ForeignOp
before(async () => {
  op = await startForeignOp()
})
after(() => op.close())

const SECRET = clientSecretBasic(CLIENT_SECRET)

const relyingParty = (metadata: Partial<ClientMetadata> = {}) =>
  discoverClient(
    op.issuer,
    { client_id: CLIENT_ID, redirect_uri: REDIRECT_URI, authentication: SECRET, ...metadata },
    {
      [allowInsecure]: true,
      [leaveOut]: [{ source: 'authorization_response', check: 'iss' }],
    },
  )

/** What the browser brings back to the application. */
const signIn = async (url: string, { response_mode }: Transaction): Promise<URL | Request> => {
  const visit = await remoteBrowser().open(url, REDIRECT_URI)
  if (visit.kind === 'home') return visit.url
  assert.equal(response_mode, 'form_post', visit.text)
  return new Request(REDIRECT_URI, { method: 'POST', body: hiddenFieldsOf(visit.text) })
}

const HYBRID = ['code id_token', 'code token', 'code id_token token'] as const
const MODES = ['fragment', 'form_post'] as const

for (const response_type of HYBRID)
  for (const response_mode of MODES)
    test(`oidc-provider: ${response_type} by ${response_mode}: login, userinfo, refresh, revocation`, async () => {
      const rp = await relyingParty()
      const scope = 'openid email offline_access'
      const request = { response_type, response_mode, scope, prompt: 'consent', max_age: 3600 }
      const { url, transaction } = await rp.begin(request)
      const front = await rp.receive(await signIn(url, transaction), transaction)
      assert.equal(front.claims?.sub, response_type.includes('id_token') ? 'jane' : undefined)
      assert.equal(
        front.access_token !== undefined,
        /\btoken$/.test(response_type.replace('id_token', '')),
      )
      const login = await front.redeem()
      assert.equal(login.claims?.sub, 'jane')
      assert.notEqual(login.access_token, front.access_token)
      const userinfo = await rp.userinfo(login.access_token, 'jane')
      assert.equal(userinfo.email, 'jane@example.com')
      const refreshed = await rp.refresh(login.refresh_token ?? '', { claims: login.claims })
      assert.equal(refreshed.claims?.auth_time, login.claims?.auth_time)
      await rp.revoke(refreshed.refresh_token ?? login.refresh_token ?? '', 'refresh_token')
      await assert.rejects(rp.refresh(refreshed.refresh_token ?? '', { claims: login.claims }), {
        code: 'token_error',
        error: 'invalid_grant',
      })
    })

// biome-ignore format: a table
const AUTHENTICATIONS: readonly (readonly [name: string, metadata: () => Partial<ClientMetadata>])[] = [
  ['private_key_jwt', () => ({ client_id: 'private-key-client', authentication: privateKeyJwt(CLIENT_KEY.jwk) })],
]

for (const [name, metadata] of AUTHENTICATIONS)
  test(`oidc-provider: code id_token with ${name}`, async () => {
    const rp = await relyingParty(metadata())
    const { url, transaction } = await rp.begin({ response_type: 'code id_token' })
    const front = await rp.receive(await signIn(url, transaction), transaction)
    assert.equal((await front.redeem()).claims?.sub, 'jane')
  })

test('oidc-provider: a wrong client secret is told in its own words', async () => {
  const rp = await relyingParty({ authentication: clientSecretPost('wrong') })
  const { url, transaction } = await rp.begin({ response_type: 'code id_token' })
  const front = await rp.receive(await signIn(url, transaction), transaction)
  await assert.rejects(front.redeem(), { code: 'token_error', error: 'invalid_client' })
})

test('oidc-provider: its refusal comes in the fragment, and is told', async () => {
  const rp = await relyingParty()
  const request = { response_type: 'code id_token', prompt: 'none' } as const
  const { url, transaction } = await rp.begin(request)
  const response = await signIn(url, transaction)
  await assert.rejects(rp.receive(response, transaction), {
    code: 'authorization_error',
    error: 'login_required',
  })
})

test('oidc-provider: a code that is redeemed twice is refused', async () => {
  const rp = await relyingParty()
  const { url, transaction } = await rp.begin({ response_type: 'code id_token' })
  const front = await rp.receive(await signIn(url, transaction), transaction)
  await front.redeem()
  await assert.rejects(front.redeem(), { code: 'token_error', error: 'invalid_grant' })
})

test('oidc-provider: its RFC 9068 access token is verified by our API guard', async () => {
  const rp = await relyingParty()
  const request = { response_type: 'code id_token', scope: 'openid read', resource: API } as const
  const { url, transaction } = await rp.begin(request)
  const front = await rp.receive(await signIn(url, transaction), transaction)
  const { access_token } = await front.redeem()
  const api = createVerifier({ issuer: op.issuer, audience: API, [allowInsecureIssuer]: true })
  const token = await api.verify(access_token, { scope: ['read'] })
  assert.equal(token.sub, 'jane')
  assert.equal(token.client_id, CLIENT_ID)
  await assert.rejects(api.verify(front.id_token ?? ''), { code: 'typ_mismatch' })
})
