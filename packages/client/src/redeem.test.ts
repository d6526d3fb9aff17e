import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ResponseType } from '@gryphon/protocol'
import { none } from './client-authentication/none.ts'
import { ClientError, type ClientErrorCode } from './errors.ts'
import {
  beginLogin,
  CLAIMS,
  CLIENT_ID,
  CODE,
  CODE_VERIFIER,
  FOREIGN_KEY,
  NOW,
  REDIRECT_URI,
  SECOND_ACCESS_TOKEN,
  SECOND_AT_HASH,
  type Tampering,
  tokenAnswerOf,
} from './testing/scene.ts'
import type { TinyAnswer } from './testing/tiny-op.ts'

const WITH_CODE = ['code', 'code id_token', 'code token', 'code id_token token'] as const
const WITH_BOTH = ['code id_token', 'code id_token token'] as const

type LoginScene = Parameters<typeof beginLogin>[2]

/** A login whose token endpoint answers so. */
const redeemed = async (
  type: ResponseType,
  answer: TinyAnswer,
  front: Tampering = {},
  scene: LoginScene = {},
) => {
  const answers = { '/token': answer }
  const { rp, asked, response, transaction } = await beginLogin(type, front, { ...scene, answers })
  const { redeem } = await rp.receive(response, transaction)
  return { redeem, asked }
}

const refused = (code: ClientErrorCode) => (error: unknown) => {
  assert.ok(error instanceof ClientError, String(error))
  assert.equal(error.code, code, error.stack ?? '')
  return true
}

for (const type of WITH_CODE)
  test(`Core §3.1.3.1: ${type}: the code is redeemed with redirect_uri, code_verifier and client authentication`, async () => {
    const { redeem, asked } = await redeemed(type, await tokenAnswerOf())
    const login = await redeem()
    const request = asked.find(({ path }) => path === '/token')
    assert.equal(request?.method, 'POST')
    assert.equal(request?.headers.get('authorization'), 'Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW')
    assert.equal(request?.headers.get('content-type'), 'application/x-www-form-urlencoded')
    assert.deepEqual(Object.fromEntries(request?.form ?? []), {
      grant_type: 'authorization_code',
      code: CODE,
      redirect_uri: REDIRECT_URI,
      code_verifier: CODE_VERIFIER,
    })
    const { checks: _checks, id_token: _id_token, ...rest } = login
    assert.deepEqual(rest, {
      access_token: SECOND_ACCESS_TOKEN,
      token_type: 'Bearer',
      refresh_token: 'a refresh token',
      expires_in: 3600,
      claims: { ...CLAIMS, at_hash: SECOND_AT_HASH },
    })
  })

const claims = (values: Tampering['claims']) => ({ claims: values ?? {} })
const parameters = (values: Tampering['parameters']) => ({ parameters: values ?? {} })

interface Case {
  readonly what: string
  readonly tampering: Tampering
  readonly code: ClientErrorCode
  readonly scene?: LoginScene
  readonly types?: readonly ResponseType[]
}

const OTHER_HASH = 'AAAAAAAAAAAAAAAAAAAAAA'
const FRONT_AT_HASH = '77QmUPtjPfzWtF2AnpK9RQ'

/** Every answer is valid but for the one thing named. */
// biome-ignore format: a table
const CASES: readonly Case[] = [
  { what: 'RFC 6749 §5.1: no access_token',                       tampering: parameters({ access_token: undefined }), code: 'access_token_missing' },
  { what: 'RFC 6749 §5.1: an empty access_token',                 tampering: parameters({ access_token: '' }), code: 'access_token_missing' },
  { what: 'RFC 6749 §5.1: an access_token that is no text',       tampering: parameters({ access_token: 5 }), code: 'access_token_missing' },
  { what: 'RFC 6749 §5.1: no token_type',                         tampering: parameters({ token_type: undefined }), code: 'token_type_missing' },
  { what: 'Core §3.1.3.3: a token_type that is not Bearer',       tampering: parameters({ token_type: 'DPoP' }), code: 'token_type_mismatch' },
  { what: 'Core §3.1.3.3: no id_token',                           tampering: parameters({ id_token: undefined }), code: 'id_token_missing' },
  { what: 'Core §3.1.3.7, 6: a signature by another key',         tampering: { key: FOREIGN_KEY }, code: 'signature_invalid' },
  { what: 'Core §3.1.3.7, 2: iss of another issuer',              tampering: claims({ iss: 'https://evil.example' }), code: 'iss_mismatch' },
  { what: 'Core §2: no sub',                                      tampering: claims({ sub: undefined }), code: 'sub_missing' },
  { what: 'Core §3.1.3.7, 3: aud of another client',              tampering: claims({ aud: 'other' }), code: 'aud_mismatch' },
  { what: 'Core §3.1.3.7, 5: azp of another client',              tampering: claims({ azp: 'other' }), code: 'azp_mismatch' },
  { what: 'Core §3.1.3.7, 9: an ID Token that expires now',       tampering: claims({ exp: NOW }), code: 'id_token_expired' },
  { what: 'Core §3.1.3.7, 10: an iat in the future',              tampering: claims({ iat: NOW + 1 }), code: 'id_token_not_yet_valid' },
  { what: 'PITFALLS 5: another nonce',                            tampering: claims({ nonce: 'another' }), code: 'nonce_mismatch' },
  { what: 'Core §3.1.3.7, 11: no nonce',                          tampering: claims({ nonce: undefined }), code: 'nonce_missing' },
  { what: 'Core §3.1.3.8: another at_hash',                       tampering: claims({ at_hash: OTHER_HASH }), code: 'at_hash_mismatch' },
  { what: 'Core §3.1.3.8: the at_hash of the front-channel token', tampering: claims({ at_hash: FRONT_AT_HASH }), code: 'at_hash_mismatch' },
  { what: 'Core §3.3.2.11: a c_hash of another code',             tampering: claims({ c_hash: OTHER_HASH }), code: 'c_hash_mismatch' },
  { what: 'FAPI 1.0 Advanced: an s_hash of another state',        tampering: claims({ s_hash: OTHER_HASH }), code: 's_hash_mismatch' },
  { what: 'PITFALLS 7: another sub than in the first ID Token',   tampering: claims({ sub: 'another' }), code: 'sub_mismatch', types: WITH_BOTH },
  { what: 'PITFALLS 7: another aud than in the first ID Token',   tampering: claims({ aud: [CLIENT_ID, 'other'], azp: CLIENT_ID }), code: 'aud_mismatch', types: WITH_BOTH, scene: { options: { trusted_audiences: ['other'] } } },
]

for (const { what, tampering, code, scene, types = WITH_CODE } of CASES)
  for (const type of types)
    test(`${type}: ${what} is refused with ${code}`, async () => {
      const { redeem } = await redeemed(type, await tokenAnswerOf(tampering), {}, scene)
      await assert.rejects(redeem(), refused(code))
    })

for (const type of WITH_BOTH)
  test(`${type}: PITFALLS 7: another auth_time than in the first ID Token is refused`, async () => {
    const answer = await tokenAnswerOf(claims({ auth_time: NOW - 5 }))
    const { redeem } = await redeemed(type, answer, claims({ auth_time: NOW - 6 }))
    await assert.rejects(redeem(), refused('auth_time_mismatch'))
  })

test('PITFALLS 7: max_age asks for auth_time in the second ID Token too', async () => {
  const scene = { request: { max_age: 60 } }
  const { redeem } = await redeemed(
    'code id_token',
    await tokenAnswerOf(),
    claims({ auth_time: NOW }),
    scene,
  )
  await assert.rejects(redeem(), refused('auth_time_missing'))
})

test('Core §3.3.3.6: that both ID Tokens agree is told check by check', async () => {
  const { redeem } = await redeemed('code id_token', await tokenAnswerOf())
  const { checks } = await redeem()
  assert.deepEqual(
    checks
      .filter(({ source }) => source === 'both_id_tokens')
      .map(({ check, outcome }) => `${check} ${outcome}`),
    ['iss passed', 'sub passed', 'aud passed', 'nonce passed', 'auth_time absent'],
  )
})

test('Core §3.3.3.6: the second ID Token may have no hashes', async () => {
  const answer = await tokenAnswerOf(claims({ at_hash: undefined }))
  const { redeem } = await redeemed('code id_token', answer)
  assert.equal((await redeem()).claims?.at_hash, undefined)
})

test('without the scope openid no ID Token is asked for', async () => {
  const answer = await tokenAnswerOf(parameters({ id_token: undefined }))
  const { redeem } = await redeemed('code token', answer, {}, { request: { scope: 'read' } })
  const login = await redeem()
  assert.equal(login.claims, undefined)
  assert.equal(login.access_token, SECOND_ACCESS_TOKEN)
})

test('RFC 6749 §5.2: the refusal of the OP comes with its own words', async () => {
  const json = { error: 'invalid_grant', error_description: 'the code was used before' }
  const { redeem } = await redeemed('code', { status: 400, json })
  await assert.rejects(redeem(), {
    code: 'token_error',
    error: 'invalid_grant',
    error_description: 'the code was used before',
    message: 'the OP answered invalid_grant: the code was used before',
  })
})

test('of what the OP says, the message has no character that breaks or turns a line, and not all of it', async () => {
  const json = { error: 'invalid_grant', error_description: `a"b\\c\nd\u202e${'x'.repeat(300)}` }
  const { redeem } = await redeemed('code', { status: 400, json })
  await assert.rejects(redeem(), {
    message: `the OP answered invalid_grant: a"b\\c d ${'x'.repeat(192)}`,
  })
})

// biome-ignore format: a table
const NO_ANSWERS: readonly (readonly [what: string, answer: TinyAnswer, code: ClientErrorCode])[] = [
  ['a page with status 500',   { status: 500, text: '<html>' },                          'status_unexpected'],
  ['a JSON refusal without error', { status: 400, json: {} },                            'status_unexpected'],
  ['a redirect',               { status: 302, text: '', headers: { location: '/x' } },   'status_unexpected'],
  ['a page with status 200',   { text: '<html>' },                                       'token_response_malformed'],
  ['a JSON list',              { json: [] },                                             'token_response_malformed'],
  ['an answer without end',    { text: 'a'.repeat(524_289) },                            'response_too_large'],
]

for (const [what, answer, code] of NO_ANSWERS)
  test(`${what} is refused with ${code}`, async () => {
    const { redeem } = await redeemed('code', answer)
    await assert.rejects(redeem(), refused(code))
  })

test('Core §9: a public client sends its client_id', async () => {
  const scene = { metadata: { authentication: none() } }
  const { redeem, asked } = await redeemed('code', await tokenAnswerOf(), {}, scene)
  await redeem()
  const { form, headers } = asked.find(({ path }) => path === '/token') ?? assert.fail()
  assert.equal(form.get('client_id'), CLIENT_ID)
  assert.equal(headers.get('authorization'), null)
})
