import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JwtResponseMode, ResponseType } from '@gryphon/protocol'
import { ClientError, type ClientErrorCode } from './errors.ts'
import {
  CLIENT_KEY,
  ENCRYPTED_RESPONSES,
  inJwtForm,
  jwtOf,
  macWithPublicKey,
  unsigned,
} from './testing/jwt-form.ts'
import { createTestKey } from './testing/keys.ts'
import {
  beginLogin,
  CLIENT_ID,
  CODE,
  callbackUrl,
  FOREIGN_KEY,
  formPost,
  NOW,
  responseOf,
  STATE,
  type Tampering,
} from './testing/scene.ts'
import { ES_KEY, PUBLISHED, TYPES_WITH } from './testing/tamperings.ts'
import { ISSUER } from './testing/tiny-op.ts'

type LoginScene = Parameters<typeof beginLogin>[2]

const begun = (type: ResponseType, response_mode: JwtResponseMode, scene: LoginScene = {}) =>
  beginLogin(type, {}, { answers: PUBLISHED, ...scene, request: { response_mode } })

const refused = (code: ClientErrorCode) => (error: unknown) => {
  assert.ok(error instanceof ClientError, String(error))
  assert.equal(error.code, code, error.stack ?? '')
  assert.match(error.section ?? '', /§/)
  return true
}

/** How a browser brings each mode, by response type: by hand (JARM §2.3). */
// biome-ignore format: a table
const WAYS: Readonly<Record<ResponseType, Readonly<Record<JwtResponseMode, 'query' | 'fragment' | 'form_post'>>>> = {
  none:                  { 'query.jwt': 'query', 'fragment.jwt': 'fragment', 'form_post.jwt': 'form_post', jwt: 'query' },
  code:                  { 'query.jwt': 'query', 'fragment.jwt': 'fragment', 'form_post.jwt': 'form_post', jwt: 'query' },
  id_token:              { 'query.jwt': 'query', 'fragment.jwt': 'fragment', 'form_post.jwt': 'form_post', jwt: 'fragment' },
  'id_token token':      { 'query.jwt': 'query', 'fragment.jwt': 'fragment', 'form_post.jwt': 'form_post', jwt: 'fragment' },
  'code id_token':       { 'query.jwt': 'query', 'fragment.jwt': 'fragment', 'form_post.jwt': 'form_post', jwt: 'fragment' },
  'code token':          { 'query.jwt': 'query', 'fragment.jwt': 'fragment', 'form_post.jwt': 'form_post', jwt: 'fragment' },
  'code id_token token': { 'query.jwt': 'query', 'fragment.jwt': 'fragment', 'form_post.jwt': 'form_post', jwt: 'fragment' },
}

const MODES = ['query.jwt', 'fragment.jwt', 'form_post.jwt', 'jwt'] as const
const sent = (way: 'query' | 'fragment' | 'form_post', jwt: string) =>
  way === 'form_post' ? formPost(inJwtForm(jwt)) : callbackUrl(way, inJwtForm(jwt))

for (const type of TYPES_WITH.any)
  for (const mode of MODES)
    test(`JARM §2.3: ${type} by ${mode}, encrypted, is opened and checked`, async () => {
      const { rp, url, transaction } = await begun(type, mode, { metadata: ENCRYPTED_RESPONSES })
      assert.equal(new URL(url).searchParams.get('response_mode'), mode)
      const plain = await responseOf(type)
      const jwt = await CLIENT_KEY.encrypt(await jwtOf(plain))
      const front = await rp.receive(sent(WAYS[type][mode], jwt), transaction)
      assert.equal(front.code, plain.get('code') ?? undefined)
      assert.equal(front.access_token, plain.get('access_token') ?? undefined)
      assert.equal(front.id_token, plain.get('id_token') ?? undefined)
      assert.equal(front.expires_in, plain.has('expires_in') ? 300 : undefined)
    })

for (const type of TYPES_WITH.any)
  test(`JARM §2.3: ${type} by form_post.jwt, signed, is checked`, async () => {
    const { rp, transaction } = await begun(type, 'form_post.jwt')
    const plain = await responseOf(type)
    const front = await rp.receive(formPost(inJwtForm(await jwtOf(plain))), transaction)
    assert.deepEqual(
      front.checks
        .filter(({ source }) => source === 'authorization_response_jwt')
        .map(({ check, outcome }) => `${check} ${outcome}`),
      [
        'encryption absent',
        'alg passed',
        'crit absent',
        'signature passed',
        'iss passed',
        'aud passed',
        'exp passed',
        'nbf absent',
        'iat absent',
      ],
    )
  })

interface Case {
  readonly what: string
  readonly tampering: Tampering
  readonly code: ClientErrorCode
}

const claims = (values: Tampering['claims']) => ({ claims: values ?? {} })

/** The JWT is valid but for the one thing named. */
// biome-ignore format: a table
const CASES: readonly Case[] = [
  { what: 'JARM §2.4: no iss',                               tampering: claims({ iss: undefined }), code: 'iss_missing' },
  { what: 'JARM §2.4: iss of another OP',                    tampering: claims({ iss: 'https://evil.example' }), code: 'iss_mismatch' },
  { what: 'JARM §2.4: no aud',                               tampering: claims({ aud: undefined }), code: 'aud_missing' },
  { what: 'JARM §2.4: aud of another client',                tampering: claims({ aud: 'other' }), code: 'aud_mismatch' },
  { what: 'JARM §2.4: no exp',                               tampering: claims({ exp: undefined }), code: 'exp_missing' },
  { what: 'JARM §2.1: an exp that is text',                  tampering: claims({ exp: String(NOW + 600) }), code: 'exp_mismatch' },
  { what: 'JARM §2.4: a response that expires now',          tampering: claims({ exp: NOW }), code: 'response_expired' },
  { what: 'RFC 7519 §4.1.5: an nbf in the future',           tampering: claims({ nbf: NOW + 1 }), code: 'response_not_yet_valid' },
  { what: 'RFC 7519 §4.1.6: an iat in the future',           tampering: claims({ iat: NOW + 1 }), code: 'response_not_yet_valid' },
  { what: 'JARM §2.4: a signature by another key',           tampering: { key: FOREIGN_KEY }, code: 'signature_invalid' },
  { what: 'JARM §3: an alg that is not the registered one',  tampering: { key: ES_KEY }, code: 'alg_mismatch' },
  { what: 'Core §10.1: a kid that the OP does not have',     tampering: { header: { kid: 'unknown' } }, code: 'key_unknown' },
  { what: 'RFC 7515 §4.1.11: crit',                          tampering: { header: { crit: ['extension'], extension: true } }, code: 'crit_unsupported' },
]

const refusal = (
  what: string,
  code: ClientErrorCode,
  make: (type: ResponseType) => Promise<string>,
) => {
  for (const type of TYPES_WITH.any)
    test(`${type}: ${what}: is refused with ${code}`, async () => {
      const { rp, asked, transaction } = await begun(type, 'form_post.jwt')
      const response = formPost(inJwtForm(await make(type)))
      await assert.rejects(rp.receive(response, transaction), refused(code))
      assert.deepEqual(
        asked.filter(({ path }) => path !== '/jwks'),
        [],
      )
    })
}

for (const { what, tampering, code } of CASES)
  refusal(what, code, async (type) => jwtOf(await responseOf(type), tampering))

const VALID = { iss: ISSUER, aud: CLIENT_ID, exp: NOW + 600, state: STATE, code: CODE }
refusal('JARM §2.4: alg none', 'alg_mismatch', async () => unsigned(VALID))
refusal('RFC 8725 §2.1: the MAC of a public key', 'alg_mismatch', () => macWithPublicKey(VALID))
refusal('JARM §2.1: no JWT', 'authorization_response_malformed', async () => 'a.b')
refusal('JARM §2.1: no header', 'authorization_response_malformed', async () => 'a.b.c')
refusal('JARM §3: encrypted, not registered', 'encryption_unexpected', async () => 'a.b.c.d.e')

test('JARM §2.4: the OP is believed by the algorithm that was registered, which need not be that of ID Tokens', async () => {
  const metadata = { authorization_signed_response_alg: 'ES256' } as const
  const { rp, transaction } = await begun('code id_token', 'form_post.jwt', { metadata })
  const jwt = await jwtOf(await responseOf('code id_token'), { key: ES_KEY })
  assert.equal((await rp.receive(formPost(inJwtForm(jwt)), transaction)).code, CODE)
})

test('JARM §3: a client is not made for responses without a signature', async () => {
  const metadata = { authorization_signed_response_alg: 'none' as 'RS256' }
  await assert.rejects(begun('code', 'jwt', { metadata }), refused('configuration_invalid'))
})

for (const type of TYPES_WITH.any) {
  test(`${type}: JARM §2.3: plain parameters are refused where a JWT was asked for`, async () => {
    const { rp, transaction } = await begun(type, 'form_post.jwt')
    const response = formPost(await responseOf(type))
    await assert.rejects(rp.receive(response, transaction), refused('response_missing'))
  })

  test(`${type}: JARM §2.3: a JWT is refused where plain parameters were asked for`, async () => {
    const { rp, response, transaction } = await beginLogin(type)
    response.set('response', await jwtOf(response))
    await assert.rejects(rp.receive(response, transaction), refused('response_unexpected'))
  })
}

test('JARM §2.4: parameters beside the JWT are not believed', async () => {
  const { rp, transaction } = await begun('code', 'query.jwt')
  const parameters = inJwtForm(await jwtOf(await responseOf('code')))
  parameters.set('code', 'another')
  parameters.set('error', 'access_denied')
  parameters.set('access_token', 'a')
  const front = await rp.receive(callbackUrl('query', parameters), transaction)
  assert.equal(front.code, CODE)
  assert.equal(front.access_token, undefined)
})

test('JARM §2.1: numbers in the JWT are numbers, and what is neither text nor number is not there', async () => {
  const { rp, transaction } = await begun('code token', 'form_post.jwt')
  const plain = await responseOf('code token')
  const jwt = await jwtOf(plain, claims({ expires_in: 301, scope: ['openid'] }))
  const front = await rp.receive(formPost(inJwtForm(jwt)), transaction)
  assert.equal(front.expires_in, 301)
  assert.equal(front.scope, undefined)
})

test('JARM §2.1.1: an error inside the JWT comes with the words of the OP', async () => {
  const { rp, transaction } = await begun('code id_token', 'jwt')
  const refusal = { code: undefined, id_token: undefined, error: 'access_denied' }
  const parameters = await responseOf('code id_token', { parameters: refusal })
  const response = callbackUrl('fragment', inJwtForm(await jwtOf(parameters)))
  await assert.rejects(rp.receive(response, transaction), {
    code: 'authorization_error',
    error: 'access_denied',
  })
})

test('PITFALLS 12: a JWT that came another way than it was asked for is refused', async () => {
  const { rp, transaction } = await begun('code id_token', 'jwt')
  const response = formPost(inJwtForm(await jwtOf(await responseOf('code id_token'))))
  await assert.rejects(rp.receive(response, transaction), refused('response_mode_mismatch'))
})

test('JARM §2.4: an ID Token is not taken for a response', async () => {
  const { rp, transaction } = await begun('id_token', 'form_post.jwt')
  const id_token = (await responseOf('id_token')).get('id_token') ?? assert.fail()
  const response = formPost(inJwtForm(id_token))
  await assert.rejects(rp.receive(response, transaction), refused('state_missing'))
})

for (const alg of ['PS256', 'ES384', 'ES512', 'EdDSA'] as const)
  test(`JARM §3: a response signed with ${alg} is accepted where that is registered`, async () => {
    const key = await createTestKey(alg)
    const answers = { '/jwks': { json: { keys: [key.jwk] } } }
    const metadata = { authorization_signed_response_alg: alg }
    const { rp, transaction } = await begun('code', 'jwt', { metadata, answers })
    const jwt = await jwtOf(await responseOf('code'), { key })
    assert.equal((await rp.receive(sent('query', jwt), transaction)).code, CODE)
  })
