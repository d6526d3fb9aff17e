import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SigningAlgorithm } from '@gryphon/protocol'
import { exportJWK, generateKeyPair, jwtVerify } from 'jose'
import {
  CLIENT_ID,
  CODE_CHALLENGE,
  createScene,
  NONCE,
  NOW,
  REDIRECT_URI,
  STATE,
} from './testing/scene.ts'
import { TYPES_WITH } from './testing/tamperings.ts'
import { ISSUER } from './testing/tiny-op.ts'

const signerOf = async (alg: SigningAlgorithm) => {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  return { jwk: { ...(await exportJWK(privateKey)), kid: 'client', alg }, privateKey, publicKey }
}

const ES256 = await signerOf('ES256')
const SIGNED = { metadata: { request_object_signing_key: ES256.jwk } }
const CLOCK = { currentDate: new Date(NOW * 1000) }

const sentBy = (url: string) => Object.fromEntries(new URL(url).searchParams)

test('RFC 9101 §4: all that is asked for is in the request object, and nothing of it outside but what OpenID Connect wants there', async () => {
  const claims = { id_token: { acr: { essential: true, values: ['urn:mace:silver'] } } }
  const resource = ['https://a.example', 'https://b.example']
  const { url } = await createScene(SIGNED).rp.begin({
    response_type: 'code id_token token',
    response_mode: 'form_post',
    scope: 'openid profile',
    max_age: 60,
    claims,
    resource,
  })
  const { request = '', ...outside } = sentBy(url)
  assert.deepEqual(outside, {
    client_id: CLIENT_ID,
    response_type: 'code id_token token',
    scope: 'openid profile',
  })
  const { payload, protectedHeader } = await jwtVerify(request, ES256.publicKey, CLOCK)
  assert.deepEqual(protectedHeader, { alg: 'ES256', typ: 'oauth-authz-req+jwt', kid: 'client' })
  assert.deepEqual(payload, {
    iss: CLIENT_ID,
    aud: ISSUER,
    iat: NOW,
    nbf: NOW,
    exp: NOW + 300,
    jti: 'BAQEBAQEBAQEBAQEBAQEBA',
    client_id: CLIENT_ID,
    redirect_uri: REDIRECT_URI,
    response_type: 'code id_token token',
    response_mode: 'form_post',
    scope: 'openid profile',
    state: STATE,
    nonce: NONCE,
    code_challenge: CODE_CHALLENGE,
    code_challenge_method: 'S256',
    max_age: 60,
    claims,
    resource,
  })
})

for (const response_type of TYPES_WITH.any)
  test(`RFC 9101 §5: ${response_type} without openid has only client_id outside`, async () => {
    const { url } = await createScene(SIGNED).rp.begin({ response_type, scope: 'read' })
    const { request, ...outside } = sentBy(url)
    assert.notEqual(request, undefined)
    assert.deepEqual(outside, { client_id: CLIENT_ID })
  })

for (const alg of ['RS256', 'PS256', 'ES384', 'EdDSA'] as const)
  test(`Dynamic Registration §2: a request object is signed by ${alg} with a CryptoKey`, async () => {
    const { privateKey, publicKey } = await signerOf(alg)
    const metadata = {
      request_object_signing_key: privateKey,
      request_object_signing_alg: alg,
    }
    const { url } = await createScene({ metadata }).rp.begin({ response_type: 'code' })
    const { protectedHeader } = await jwtVerify(sentBy(url).request ?? '', publicKey, CLOCK)
    assert.deepEqual(protectedHeader, { alg, typ: 'oauth-authz-req+jwt' })
  })

test('RFC 9101 §10.8: no two request objects are the same', async () => {
  const { rp } = createScene(SIGNED)
  const requests = await Promise.all([1, 2].map(() => rp.begin({ response_type: 'code' })))
  const [first, second] = requests.map(({ url }) => sentBy(url).request)
  assert.notEqual(first, second)
})

test('RFC 9101 §10.5: where the OP takes signed requests only, a key is needed', async () => {
  const { rp } = createScene({ op: { require_signed_request_object: true } })
  await assert.rejects(rp.begin({ response_type: 'code' }), {
    code: 'configuration_invalid',
    section: 'RFC 9101 §10.5',
  })
})

test('RFC 7515 §4.1.1: a key that does not say its algorithm needs one', async () => {
  const metadata = { request_object_signing_key: ES256.privateKey }
  await assert.rejects(createScene({ metadata }).rp.begin({ response_type: 'code' }), {
    code: 'configuration_invalid',
    section: 'RFC 7515 §4.1.1',
  })
})
