import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CompactEncrypt, exportJWK, generateKeyPair } from 'jose'
import type { ClientErrorCode } from './errors.ts'
import type { ClientMetadata } from './metadata.ts'
import { CLIENT_ID, createScene, FOREIGN_KEY, KEY, NOW } from './testing/scene.ts'
import { ISSUER, type TinyAnswer } from './testing/tiny-op.ts'

const SUB = '248289761001'

test('Core §5.3.1: the access token goes in the Authorization header', async () => {
  const json = { sub: SUB, email: 'jane@example.com' }
  const { rp, asked } = createScene({ answers: { '/userinfo': { json } } })
  assert.deepEqual(await rp.userinfo('an access token', SUB), json)
  assert.equal(asked[0]?.headers.get('authorization'), 'Bearer an access token')
})

test('Core §5.3.2: a UserInfo Response about another sub is refused', async () => {
  const { rp } = createScene({ answers: { '/userinfo': { json: { sub: 'another' } } } })
  await assert.rejects(rp.userinfo('an access token', SUB), {
    code: 'sub_mismatch',
    source: 'userinfo_response',
  })
})

test('Core §5.3.2: a UserInfo Response without sub is refused', async () => {
  const { rp } = createScene({ answers: { '/userinfo': { json: { email: 'jane@example.com' } } } })
  await assert.rejects(rp.userinfo('an access token', SUB), { code: 'sub_missing' })
})

test('RFC 6750 §3: without a challenge the status is told', async () => {
  const { rp } = createScene({ answers: { '/userinfo': { status: 500, text: '' } } })
  await assert.rejects(rp.userinfo('an access token', SUB), {
    code: 'userinfo_error',
    error: undefined,
    message: 'the UserInfo Endpoint answered with status 500',
  })
})

test('Core §5.3.3: the error of the challenge is told', async () => {
  const headers = { 'www-authenticate': 'Bearer error="invalid_token"' }
  const { rp } = createScene({ answers: { '/userinfo': { status: 401, text: '', headers } } })
  await assert.rejects(rp.userinfo('an access token', SUB), {
    code: 'userinfo_error',
    error: 'invalid_token',
    message: 'the UserInfo Endpoint answered with status 401: invalid_token',
  })
})

test('Core §5.3.2: what is no JSON object is refused', async () => {
  const { rp } = createScene({ answers: { '/userinfo': { json: 'a.b.c' } } })
  await assert.rejects(rp.userinfo('an access token', SUB), { code: 'userinfo_response_malformed' })
})

test('an OP without userinfo_endpoint is told so', async () => {
  const { rp } = createScene({ op: { userinfo_endpoint: undefined } })
  await assert.rejects(rp.userinfo('an access token', SUB), { code: 'endpoint_missing' })
})

const SIGNED: Partial<ClientMetadata> = { userinfo_signed_response_alg: 'RS256' }

const asJwt = (text: string): TinyAnswer => ({
  text,
  headers: { 'content-type': 'application/jwt' },
})

const CLAIMS = { iss: ISSUER, aud: CLIENT_ID, sub: SUB, email: 'jane@example.com' }

const ask = (answer: TinyAnswer, metadata: Partial<ClientMetadata> = {}) =>
  createScene({ answers: { '/userinfo': answer }, metadata }).rp.userinfo('an access token', SUB)

test('Core §5.3.2: a signed UserInfo Response is verified', async () => {
  const answers = { '/userinfo': asJwt(await KEY.sign(CLAIMS)) }
  const { rp, asked } = createScene({ answers, metadata: SIGNED })
  assert.deepEqual(await rp.userinfo('an access token', SUB), CLAIMS)
  assert.equal(asked[0]?.headers.get('accept'), 'application/jwt')
})

test('Core §5.3.2: aud of a signed UserInfo Response may be a list, and it may expire later', async () => {
  const claims = { ...CLAIMS, aud: ['other', CLIENT_ID], exp: NOW + 1 }
  assert.deepEqual(await ask(asJwt(await KEY.sign(claims)), SIGNED), claims)
})

// biome-ignore format: a table
const SIGNED_CASES: readonly (readonly [what: string, make: () => Promise<string>, code: ClientErrorCode])[] = [
  ['a key that is not the OP\'s', () => FOREIGN_KEY.sign(CLAIMS),                                'signature_invalid'],
  ['crit',                         () => KEY.sign(CLAIMS, { crit: ['extension'], extension: 1 }), 'crit_unsupported'],
  ['another issuer',               () => KEY.sign({ ...CLAIMS, iss: 'https://evil.example' }),   'iss_mismatch'],
  ['no iss',                       () => KEY.sign({ ...CLAIMS, iss: undefined }),                'iss_missing'],
  ['another client',               () => KEY.sign({ ...CLAIMS, aud: 'other' }),                  'aud_mismatch'],
  ['no aud',                       () => KEY.sign({ ...CLAIMS, aud: undefined }),                'aud_missing'],
  ['another sub',                  () => KEY.sign({ ...CLAIMS, sub: 'another' }),                'sub_mismatch'],
  ['no sub',                       () => KEY.sign({ ...CLAIMS, sub: undefined }),                'sub_missing'],
  ['exp now',                      () => KEY.sign({ ...CLAIMS, exp: NOW }),                      'userinfo_expired'],
  ['text that is no JWT',          async () => 'a',                                              'userinfo_response_malformed'],
  ['a JWT of no JSON',             async () => 'e30.e30.e30',                                    'alg_missing'],
]

for (const [what, make, code] of SIGNED_CASES)
  test(`Core §5.3.2: a signed UserInfo Response with ${what} is refused with ${code}`, async () => {
    await assert.rejects(ask(asJwt(await make()), SIGNED), { code, source: 'userinfo_response' })
  })

test('RFC 8725 §3.1: a UserInfo Response signed by another algorithm than registered is refused', async () => {
  const metadata = { userinfo_signed_response_alg: 'PS256' } as const
  await assert.rejects(ask(asJwt(await KEY.sign(CLAIMS)), metadata), {
    code: 'alg_mismatch',
    expected: 'PS256',
    found: 'RS256',
  })
})

const PLAIN_JSON: TinyAnswer = { json: CLAIMS }

// biome-ignore format: a table
const TYPES: readonly (readonly [what: string, answer: () => Promise<TinyAnswer>, metadata: Partial<ClientMetadata>, code: ClientErrorCode])[] = [
  ['plain JSON where it is registered signed', async () => PLAIN_JSON,                         SIGNED, 'content_type_mismatch'],
  ['a JWT where it is registered plain',       async () => asJwt(await KEY.sign(CLAIMS)),      {},     'content_type_mismatch'],
  ['a page',                                   async () => ({ text: '{"sub":"248289761001"}' }), {},   'content_type_mismatch'],
  ['an answer of no type',                     async () => ({ json: CLAIMS, headers: { 'content-type': '' } }), {}, 'content_type_mismatch'],
]

for (const [what, answer, metadata, code] of TYPES)
  test(`Core §5.3.2: ${what} is refused with ${code}`, async () => {
    await assert.rejects(ask(await answer(), metadata), { code, section: 'Core §5.3.2' })
  })

test('Core §5.3.2: a content type may have parameters, in any case', async () => {
  const headers = { 'content-type': 'Application/JSON ; charset=utf-8' }
  assert.deepEqual(await ask({ json: CLAIMS, headers }), CLAIMS)
})

const PAIR = await generateKeyPair('RSA-OAEP-256', { extractable: true })

const encrypted = (text: string) =>
  new CompactEncrypt(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: 'mine' })
    .encrypt(PAIR.publicKey)

const ENCRYPTED: Partial<ClientMetadata> = {
  userinfo_encrypted_response_alg: 'RSA-OAEP-256',
  userinfo_encrypted_response_enc: 'A256GCM',
  decryption_keys: [{ ...(await exportJWK(PAIR.privateKey)), kid: 'mine' }],
}

test('Core §5.3.2: an encrypted UserInfo Response is decrypted, signed or not', async () => {
  const plain = await encrypted(JSON.stringify(CLAIMS))
  assert.deepEqual(await ask(asJwt(plain), ENCRYPTED), CLAIMS)
  const nested = await encrypted(await KEY.sign(CLAIMS))
  assert.deepEqual(await ask(asJwt(nested), { ...ENCRYPTED, ...SIGNED }), CLAIMS)
})

// biome-ignore format: a table
const ENCRYPTED_CASES: readonly (readonly [what: string, make: () => Promise<string>, metadata: Partial<ClientMetadata>, code: ClientErrorCode])[] = [
  ['another sub',                   () => encrypted(JSON.stringify({ ...CLAIMS, sub: 'another' })),   ENCRYPTED,                   'sub_mismatch'],
  ['no JSON',                       () => encrypted('a'),                                             ENCRYPTED,                   'userinfo_response_malformed'],
  ['no encryption',                 () => KEY.sign(CLAIMS),                                           { ...ENCRYPTED, ...SIGNED }, 'encryption_missing'],
  ['another issuer within',         async () => encrypted(await KEY.sign({ ...CLAIMS, iss: 'a' })),   { ...ENCRYPTED, ...SIGNED }, 'iss_mismatch'],
  ['no signature within',           () => encrypted(JSON.stringify(CLAIMS)),                          { ...ENCRYPTED, ...SIGNED }, 'userinfo_response_malformed'],
  ['another content encryption',    () => encrypted(JSON.stringify(CLAIMS)),                          { ...ENCRYPTED, userinfo_encrypted_response_enc: 'A128GCM' }, 'jwe_enc_mismatch'],
]

for (const [what, make, metadata, code] of ENCRYPTED_CASES)
  test(`Core §5.3.2: an encrypted UserInfo Response with ${what} is refused with ${code}`, async () => {
    await assert.rejects(ask(asJwt(await make()), metadata), { code })
  })

test('Core §10.2: who registers encrypted UserInfo Responses without a key is told at once', () => {
  const metadata = { userinfo_encrypted_response_alg: 'RSA-OAEP-256' } as const
  assert.throws(() => createScene({ metadata }), { code: 'configuration_invalid' })
})
