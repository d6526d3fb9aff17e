import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  type AuthenticationRequest,
  allowInsecure,
  type ClientMetadata,
  discoverClient,
  type FrontChannel,
  leaveOut,
  privateKeyJwt,
  type Transaction,
} from '@gryphon/client'
import { hiddenFieldsOf, remoteBrowser } from '../support/remote-browser.ts'
import {
  CLIENT_KEY,
  DECRYPTION_KEY,
  type ForeignOp,
  REDIRECT_URI,
  startForeignOp,
} from './oidc-provider-server.ts'

/*
 * Responses in JWT form, encrypted ID Tokens, signed and pushed requests at a provider that we did not write.
 */
let op: ForeignOp
before(async () => {
  op = await startForeignOp()
})
after(() => op.close())

const KEY = { redirect_uri: REDIRECT_URI, authentication: privateKeyJwt(CLIENT_KEY.jwk) }

const SIGNED: ClientMetadata = {
  ...KEY,
  client_id: 'signed-client',
  authorization_signed_response_alg: 'ES256',
}

const SEALED: ClientMetadata = {
  ...KEY,
  client_id: 'sealed-client',
  request_object_signing_key: CLIENT_KEY.jwk,
  authorization_signed_response_alg: 'ES256',
  authorization_encrypted_response_alg: 'RSA-OAEP-256',
  authorization_encrypted_response_enc: 'A256GCM',
  id_token_encrypted_response_alg: 'RSA-OAEP-256',
  decryption_keys: [DECRYPTION_KEY.jwk],
}

const relyingParty = (metadata: ClientMetadata) =>
  discoverClient(op.issuer, metadata, {
    [allowInsecure]: true,
    [leaveOut]: [{ source: 'authorization_response', check: 'iss' }],
  })

const signIn = async (url: string, { response_mode }: Transaction): Promise<URL | Request> => {
  const visit = await remoteBrowser().open(url, REDIRECT_URI)
  if (visit.kind === 'home') return visit.url
  assert.match(response_mode, /^form_post/, visit.text)
  return new Request(REDIRECT_URI, { method: 'POST', body: hiddenFieldsOf(visit.text) })
}

const received = async (
  metadata: ClientMetadata,
  request: AuthenticationRequest,
): Promise<{ readonly front: FrontChannel; readonly url: string }> => {
  const rp = await relyingParty(metadata)
  const { url, transaction } = await rp.begin({ prompt: 'consent', ...request })
  return { front: await rp.receive(await signIn(url, transaction), transaction), url }
}

const jane = async (front: FrontChannel) => {
  const isRedeemed = front.response_type.split(' ').includes('code')
  return isRedeemed ? (await front.redeem()).claims?.sub : front.claims?.sub
}

const TYPES = [
  'code',
  'id_token',
  'id_token token',
  'code id_token',
  'code token',
  'code id_token token',
] as const

for (const response_type of TYPES)
  for (const response_mode of ['jwt', 'fragment.jwt', 'form_post.jwt'] as const)
    test(`oidc-provider: ${response_type} by ${response_mode}, signed`, async () => {
      const { front } = await received(SIGNED, { response_type, response_mode })
      assert.equal(await jane(front), 'jane')
    })

for (const response_type of TYPES)
  for (const response_mode of ['query.jwt', 'jwt', 'form_post.jwt'] as const)
    test(`oidc-provider: ${response_type} by ${response_mode}, all encrypted, the request signed`, async () => {
      const { front, url } = await received(SEALED, { response_type, response_mode })
      assert.ok(new URL(url).searchParams.has('request'))
      assert.equal(await jane(front), 'jane')
    })

test('oidc-provider: a signed request is pushed, for the response type none too', async () => {
  const metadata = { ...SEALED, require_pushed_authorization_requests: true }
  for (const response_type of ['code id_token', 'none'] as const) {
    const { front, url } = await received(metadata, { response_type, response_mode: 'jwt' })
    assert.deepEqual([...new URL(url).searchParams.keys()].sort(), ['client_id', 'request_uri'])
    assert.equal(front.response_type, response_type)
    if (front.code !== undefined) assert.equal((await front.redeem()).claims?.sub, 'jane')
  }
})

test('oidc-provider: a request is pushed unsigned', async () => {
  const metadata = { ...SIGNED, require_pushed_authorization_requests: true }
  const { front, url } = await received(metadata, { response_type: 'code id_token' })
  assert.ok(new URL(url).searchParams.has('request_uri'))
  assert.equal(await jane(front), 'jane')
})

test('oidc-provider: a refused request that was pushed is told in its own words', async () => {
  const rp = await relyingParty({ ...SIGNED, require_pushed_authorization_requests: true })
  await assert.rejects(rp.begin({ response_type: 'code', prompt: 'none login' }), {
    code: 'pushed_authorization_error',
    error: 'invalid_request',
  })
})

test('oidc-provider: its refusal comes inside the JWT', async () => {
  const rp = await relyingParty(SIGNED)
  const request = { response_type: 'code id_token', response_mode: 'jwt', prompt: 'none' } as const
  const { url, transaction } = await rp.begin(request)
  const response = await signIn(url, transaction)
  await assert.rejects(rp.receive(response, transaction), {
    code: 'authorization_error',
    error: 'login_required',
  })
})
