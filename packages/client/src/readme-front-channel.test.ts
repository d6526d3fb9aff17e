import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exportJWK, generateKeyPair, jwtVerify } from 'jose'
import type { Begun, ClientMetadata, FrontChannel, RelyingParty, Transaction } from './index.ts'
import { createClient } from './index.ts'
import { createClientKey, inJwtForm, jwtOf } from './testing/jwt-form.ts'
import { loadExamples } from './testing/readme-examples.ts'
import { createScene, formPost, KEY, NOW, responseOf } from './testing/scene.ts'
import { createTinyOp, ISSUER, OP_METADATA } from './testing/tiny-op.ts'

/*
 * The examples of README.md about the request and its response, run as they stand there.
 */
interface Examples {
  readonly beginAsJwt: (rp: RelyingParty) => Promise<Begun>
  readonly receiveAsJwt: (
    rp: RelyingParty,
    request: Request,
    transaction: Transaction,
  ) => Promise<{ claims: FrontChannel['claims']; opened: FrontChannel['checks'] }>
  readonly sealedMetadata: (signing: object, decryption: object) => ClientMetadata
  readonly stepUp: (rp: RelyingParty) => Promise<Begun>
}

const platformFetch = globalThis.fetch
const wellKnown = { '/.well-known/openid-configuration': { json: OP_METADATA } }
globalThis.fetch = createTinyOp(wellKnown).fetch as typeof fetch
const examples = (await loadExamples<Examples>()) as Examples
globalThis.fetch = platformFetch

test('README: a response comes as a JWT', async () => {
  const { rp } = createScene()
  const { transaction } = await examples.beginAsJwt(rp)
  const response = formPost(inJwtForm(await jwtOf(await responseOf('code id_token token'))))
  const { claims, opened } = await examples.receiveAsJwt(rp, response, transaction)
  assert.equal(claims?.sub, '248289761001')
  assert.deepEqual(
    opened.filter(({ outcome }) => outcome === 'passed').map(({ check }) => check),
    ['alg', 'signature', 'iss', 'aud', 'exp'],
  )
})

const signingKey = async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  return { jwk: { ...(await exportJWK(privateKey)), kid: 'sign', alg: 'ES256' }, publicKey }
}

test('README: a request is signed and pushed as this client', async () => {
  const { jwk, publicKey } = await signingKey()
  const decryption = await createClientKey('ECDH-ES')
  const json = { request_uri: 'urn:example:pushed', expires_in: 60 }
  const { fetch, asked } = createTinyOp({
    '/par': { status: 201, json },
    '/jwks': { json: { keys: [KEY.jwk] } },
  })
  const op = { ...OP_METADATA, pushed_authorization_request_endpoint: `${ISSUER}/par` }
  const metadata = examples.sealedMetadata(jwk, decryption.jwk)
  const rp = createClient(op, metadata, { fetch, now: () => NOW })
  const { url } = await rp.begin({ response_type: 'code id_token', response_mode: 'jwt' })
  assert.equal(new URL(url).search, '?client_id=my-app&request_uri=urn%3Aexample%3Apushed')
  const { form } = asked.find(({ path }) => path === '/par') ?? assert.fail('nothing was pushed')
  assert.ok(form.has('client_assertion'))
  const clock = { currentDate: new Date(NOW * 1000) }
  const { payload } = await jwtVerify(form.get('request') ?? '', publicKey, clock)
  assert.equal(payload.response_mode, 'jwt')
})

for (const [acr, outcome] of [
  ['phr', undefined],
  ['pwd', 'acr_mismatch'],
  [undefined, 'acr_missing'],
] as const)
  test(`README: a login that asked for phr and got ${acr}: ${outcome ?? 'accepted'}`, async () => {
    const { rp } = createScene()
    const { transaction } = await examples.stepUp(rp)
    const response = await responseOf('code id_token', { claims: { acr, auth_time: NOW } })
    const received = rp.receive(formPost(response), transaction)
    assert.equal(
      await received.then(
        () => undefined,
        ({ code }) => code,
      ),
      outcome,
    )
  })
