import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ResponseType } from '@gryphon/protocol'
import { ClientError, type ClientErrorCode } from './errors.ts'
import { createTestKey } from './testing/keys.ts'
import {
  ACCESS_TOKEN,
  beginLogin,
  CODE,
  callbackUrl,
  FOREIGN_KEY,
  formPost,
  KEY,
  NOW,
  responseOf,
  type Tampering,
} from './testing/scene.ts'

type LoginScene = Parameters<typeof beginLogin>[2]

/** `rejects` with exactly this code. */
const refused = (code: ClientErrorCode) => (error: unknown) => {
  assert.ok(error instanceof ClientError, String(error))
  assert.equal(error.code, code, error.stack ?? '')
  return true
}

// biome-ignore format: a table
const WITH: Readonly<Record<'state' | 'code' | 'token' | 'id_token' | 'code+id_token' | 'token+id_token', readonly ResponseType[]>> = {
  state:            ['none', 'code', 'id_token', 'id_token token', 'code id_token', 'code token', 'code id_token token'],
  code:             ['code', 'code id_token', 'code token', 'code id_token token'],
  token:            ['id_token token', 'code token', 'code id_token token'],
  id_token:         ['id_token', 'id_token token', 'code id_token', 'code id_token token'],
  'code+id_token':  ['code id_token', 'code id_token token'],
  'token+id_token': ['id_token token', 'code id_token token'],
}

interface Case {
  readonly what: string
  readonly with: keyof typeof WITH
  readonly tampering?: Tampering
  readonly scene?: LoginScene
  readonly code: ClientErrorCode
}

const EVIL = 'https://evil.example'
const OTHER_HASH = 'AAAAAAAAAAAAAAAAAAAAAA'
const claims = (values: Tampering['claims']) => ({ claims: values ?? {} })
const parameters = (values: Tampering['parameters']) => ({ parameters: values ?? {} })
const max_age = { request: { max_age: 60 } } as const

/** Every message is valid but for the one thing named. */
// biome-ignore format: a table
const CASES: readonly Case[] = [
  { what: 'RFC 9207 §2.4: an iss that is another issuer',                 with: 'state', tampering: parameters({ iss: EVIL }), code: 'iss_mismatch' },
  { what: 'PITFALLS 3: an iss that is missing though the OP advertises it', with: 'state', tampering: parameters({ iss: undefined }), code: 'iss_missing' },
  { what: 'PITFALLS 4: a state with one character changed',               with: 'state', tampering: parameters({ state: 'BQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE' }), code: 'state_mismatch' },
  { what: 'RFC 6749 §10.12: no state',                                    with: 'state', tampering: parameters({ state: undefined }), code: 'state_missing' },
  { what: 'RFC 6749 §3.1: an empty state',                                with: 'state', tampering: parameters({ state: '' }), code: 'state_missing' },
  { what: 'Core §3.1.2.6: an error',                                      with: 'state', tampering: parameters({ error: 'access_denied' }), code: 'authorization_error' },
  { what: 'Core §3.3.2.5: no code',                                       with: 'code',  tampering: parameters({ code: undefined }), code: 'code_missing' },
  { what: 'Core §3.3.2.5: no access_token',                               with: 'token', tampering: parameters({ access_token: undefined }), code: 'access_token_missing' },
  { what: 'Core §3.3.2.5: no id_token',                                   with: 'id_token', tampering: parameters({ id_token: undefined }), code: 'id_token_missing' },
  { what: 'RFC 6749 §4.2.2: a refresh_token in the front channel',        with: 'state', tampering: parameters({ refresh_token: 'r' }), code: 'refresh_token_unexpected' },
  { what: 'Core §3.2.2.5: no token_type',                                 with: 'token', tampering: parameters({ token_type: undefined }), code: 'token_type_missing' },
  { what: 'Core §3.2.2.5: a token_type that is not Bearer',               with: 'token', tampering: parameters({ token_type: 'mac' }), code: 'token_type_mismatch' },
  { what: 'Core §2: an ID Token that is no JWT',                          with: 'id_token', tampering: parameters({ id_token: 'a.b' }), code: 'id_token_malformed' },
  { what: 'Core §2: an ID Token whose header is no JSON',                 with: 'id_token', tampering: parameters({ id_token: 'a.b.c' }), code: 'id_token_malformed' },
  { what: 'Core §2: an encrypted ID Token, not asked for',                with: 'id_token', tampering: parameters({ id_token: 'a.b.c.d.e' }), code: 'encryption_unexpected' },
  { what: 'Core §3.1.3.7, 7: an alg that is not the registered one',      with: 'id_token', scene: { metadata: { id_token_signed_response_alg: 'ES256' } }, code: 'alg_mismatch' },
  { what: 'Core §3.1.3.7, 6: a signature by another key',                 with: 'id_token', tampering: { key: FOREIGN_KEY }, code: 'signature_invalid' },
  { what: 'Core §10.1: a kid that the OP does not have',                  with: 'id_token', tampering: { header: { kid: 'unknown' } }, code: 'key_unknown' },
  { what: 'RFC 7515 §4.1.11: crit',                                       with: 'id_token', tampering: { header: { crit: ['extension'], extension: true } }, code: 'crit_unsupported' },
  { what: 'Core §3.1.3.7, 2: iss of another issuer',                      with: 'id_token', tampering: claims({ iss: EVIL }), code: 'iss_mismatch' },
  { what: 'Core §2: no iss',                                              with: 'id_token', tampering: claims({ iss: undefined }), code: 'iss_missing' },
  { what: 'Core §2: no sub',                                              with: 'id_token', tampering: claims({ sub: undefined }), code: 'sub_missing' },
  { what: 'Core §2: an empty sub',                                        with: 'id_token', tampering: claims({ sub: '' }), code: 'sub_mismatch' },
  { what: 'Core §2: a sub of 256 characters',                             with: 'id_token', tampering: claims({ sub: 'a'.repeat(256) }), code: 'sub_mismatch' },
  { what: 'Core §2: a sub that is a number',                              with: 'id_token', tampering: claims({ sub: 248289761001 }), code: 'sub_mismatch' },
  { what: 'Core §3.1.3.7, 3: aud of another client',                      with: 'id_token', tampering: claims({ aud: 'other' }), code: 'aud_mismatch' },
  { what: 'Core §2: no aud',                                              with: 'id_token', tampering: claims({ aud: undefined }), code: 'aud_missing' },
  { what: 'Core §3.1.3.7, 3: a further aud that is not trusted',          with: 'id_token', tampering: claims({ aud: ['s6BhdRkqt3', 'other'], azp: 's6BhdRkqt3' }), code: 'trusted_aud_mismatch' },
  { what: 'Core §3.1.3.7, 4: several aud without azp',                    with: 'id_token', tampering: claims({ aud: ['s6BhdRkqt3', 'other'] }), scene: { options: { trusted_audiences: ['other'] } }, code: 'azp_missing' },
  { what: 'Core §3.1.3.7, 5: azp of another client',                      with: 'id_token', tampering: claims({ azp: 'other' }), code: 'azp_mismatch' },
  { what: 'Core §3.1.3.7, 9: an ID Token that expires now',               with: 'id_token', tampering: claims({ exp: NOW }), code: 'id_token_expired' },
  { what: 'Core §2: no exp',                                              with: 'id_token', tampering: claims({ exp: undefined }), code: 'exp_missing' },
  { what: 'Core §2: an exp that is text',                                 with: 'id_token', tampering: claims({ exp: String(NOW + 600) }), code: 'exp_mismatch' },
  { what: 'Core §2: no iat',                                              with: 'id_token', tampering: claims({ iat: undefined }), code: 'iat_missing' },
  { what: 'Core §2: an iat that is text',                                 with: 'id_token', tampering: claims({ iat: String(NOW) }), code: 'iat_mismatch' },
  { what: 'Core §3.1.3.7, 10: an iat in the future',                      with: 'id_token', tampering: claims({ iat: NOW + 1 }), code: 'id_token_not_yet_valid' },
  { what: 'RFC 7519 §4.1.5: an nbf in the future',                        with: 'id_token', tampering: claims({ nbf: NOW + 1 }), code: 'id_token_not_yet_valid' },
  { what: 'RFC 7519 §4.1.5: an nbf that is text',                         with: 'id_token', tampering: claims({ nbf: String(NOW) }), code: 'nbf_mismatch' },
  { what: 'PITFALLS 5: another nonce',                                    with: 'id_token', tampering: claims({ nonce: 'BgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI' }), code: 'nonce_mismatch' },
  { what: 'Core §3.1.3.7, 11: no nonce',                                  with: 'id_token', tampering: claims({ nonce: undefined }), code: 'nonce_missing' },
  { what: 'Core §3.1.3.7, 13: no auth_time, though max_age was sent',     with: 'id_token', scene: max_age, code: 'auth_time_missing' },
  { what: 'Core §3.1.3.7, 13: an auth_time before max_age',               with: 'id_token', tampering: claims({ auth_time: NOW - 61 }), scene: max_age, code: 'auth_time_too_old' },
  { what: 'Core §2: an auth_time that is text',                           with: 'id_token', tampering: claims({ auth_time: String(NOW) }), code: 'auth_time_mismatch' },
  { what: 'Dynamic Registration §2: no auth_time, though require_auth_time', with: 'id_token', scene: { metadata: { require_auth_time: true } }, code: 'auth_time_missing' },
  { what: 'Dynamic Registration §2: an auth_time before default_max_age', with: 'id_token', tampering: claims({ auth_time: NOW - 61 }), scene: { metadata: { default_max_age: 60 } }, code: 'auth_time_too_old' },
  { what: 'PITFALLS 1: another c_hash',                                   with: 'code+id_token', tampering: claims({ c_hash: OTHER_HASH }), code: 'c_hash_mismatch' },
  { what: 'Core §3.3.2.11: no c_hash',                                    with: 'code+id_token', tampering: claims({ c_hash: undefined }), code: 'c_hash_missing' },
  { what: 'PITFALLS 1: the code of another login',                        with: 'code+id_token', tampering: parameters({ code: 'SplxlOBeZQQYbYS6WxSbIA' }), code: 'c_hash_mismatch' },
  { what: 'PITFALLS 2: another at_hash',                                  with: 'token+id_token', tampering: claims({ at_hash: OTHER_HASH }), code: 'at_hash_mismatch' },
  { what: 'Core §3.3.2.11: no at_hash',                                   with: 'token+id_token', tampering: claims({ at_hash: undefined }), code: 'at_hash_missing' },
  { what: 'PITFALLS 2: the access token of another login',                with: 'token+id_token', tampering: parameters({ access_token: 'SlAV32hkKG' }), code: 'at_hash_mismatch' },
  { what: 'FAPI 1.0 Advanced §5.2.2.1: another s_hash',                   with: 'id_token', tampering: claims({ s_hash: OTHER_HASH }), code: 's_hash_mismatch' },
  { what: 'FAPI 1.0 Advanced §5.2.2.1: no s_hash, though required',       with: 'id_token', tampering: claims({ s_hash: undefined }), scene: { options: { s_hash: 'required' } }, code: 's_hash_missing' },
]

for (const { what, with: part, tampering, scene, code } of CASES)
  for (const type of WITH[part])
    test(`${type}: ${what} is refused with ${code}`, async () => {
      const { rp, asked, response, transaction } = await beginLogin(type, tampering, scene)
      await assert.rejects(
        rp.receive(formPost(response), { ...transaction, response_mode: 'form_post' }),
        refused(code),
      )
      assert.deepEqual(
        asked.filter(({ path }) => path !== '/jwks'),
        [],
      )
    })

// biome-ignore format: a table
const UNEXPECTED: readonly (readonly [type: ResponseType, parameter: string, value: string, code: ClientErrorCode])[] = [
  ['none',           'code',         CODE,         'code_unexpected'],
  ['id_token',       'code',         CODE,         'code_unexpected'],
  ['id_token token', 'code',         CODE,         'code_unexpected'],
  ['code',           'access_token', ACCESS_TOKEN, 'access_token_unexpected'],
  ['id_token',       'access_token', ACCESS_TOKEN, 'access_token_unexpected'],
  ['code id_token',  'access_token', ACCESS_TOKEN, 'access_token_unexpected'],
  ['code',           'id_token',     'a.b.c',      'id_token_unexpected'],
  ['code token',     'id_token',     'a.b.c',      'id_token_unexpected'],
]

for (const [type, parameter, value, code] of UNEXPECTED)
  test(`${type}: Core §3: ${parameter} was not asked for and is refused`, async () => {
    const { rp, response, transaction } = await beginLogin(type, parameters({ [parameter]: value }))
    await assert.rejects(rp.receive(response, transaction), refused(code))
  })

const fromQuery = (type: ResponseType) =>
  test(`PITFALLS 11: ${type} in the query is refused`, async () => {
    const { rp, response, transaction } = await beginLogin(type)
    await assert.rejects(
      rp.receive(callbackUrl('query', response), transaction),
      refused('response_mode_mismatch'),
    )
    await assert.rejects(
      rp.receive(new Request(callbackUrl('query', response)), transaction),
      refused('response_mode_mismatch'),
    )
  })
for (const type of [...WITH.id_token, 'code token'] as const) fromQuery(type)

test('PITFALLS 12: a form_post is refused where the fragment was asked for', async () => {
  const { rp, response, transaction } = await beginLogin('code id_token')
  await assert.rejects(
    rp.receive(formPost(response), transaction),
    refused('response_mode_mismatch'),
  )
})

test('RFC 6749 §3.1: a repeated parameter is refused', async () => {
  const { rp, response, transaction } = await beginLogin('code id_token')
  response.append('state', transaction.state)
  await assert.rejects(rp.receive(response, transaction), refused('parameter_repeated'))
})

test('Form Post Response Mode §2: a POST that is no form is refused', async () => {
  const { rp, transaction } = await beginLogin('code id_token')
  const json = new Request(transaction.redirect_uri, { method: 'POST', body: '{}' })
  await assert.rejects(rp.receive(json, transaction), refused('authorization_response_malformed'))
})

test('a form of more than 256 KiB is refused', async () => {
  const { rp, response, transaction } = await beginLogin('code id_token')
  response.set('code', 'a'.repeat(262_145))
  await assert.rejects(rp.receive(formPost(response), transaction), refused('response_too_large'))
})

for (const change of [{ iss: EVIL }, { client_id: 'other' }])
  test(`PITFALLS 3: a transaction of another ${Object.keys(change)} is refused`, async () => {
    const { rp, response, transaction } = await beginLogin('code id_token')
    const login = rp.receive(response, { ...transaction, ...change })
    await assert.rejects(login, refused('transaction_mismatch'))
  })

test('Core §10.1: an ID Token without kid is refused where several keys fit', async () => {
  const other = await createTestKey('RS256', 'other')
  const { rp, response, transaction } = await beginLogin(
    'code id_token',
    { header: { kid: undefined } },
    { answers: { '/jwks': { json: { keys: [KEY.jwk, other.jwk] } } } },
  )
  await assert.rejects(rp.receive(response, transaction), refused('key_ambiguous'))
})

test('Core §10.1: an ID Token without kid is accepted where one key fits', async () => {
  const { rp, transaction } = await beginLogin('code id_token')
  const response = await responseOf('code id_token', { header: { kid: undefined } })
  const { claims } = await rp.receive(response, transaction)
  assert.equal(claims?.sub, '248289761001')
})
