import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ResponseType } from '@gryphon/protocol'
import { ClientError, type ClientErrorCode } from './errors.ts'
import {
  CLIENT_KEY,
  createClientKey,
  ENCRYPTED_ID_TOKENS,
  FOREIGN_CLIENT_KEY,
} from './testing/jwt-form.ts'
import {
  beginLogin,
  CLAIMS,
  FOREIGN_KEY,
  responseOf,
  type Tampering,
  tokenAnswerOf,
} from './testing/scene.ts'
import { TYPES_WITH } from './testing/tamperings.ts'

const SCENE = { metadata: ENCRYPTED_ID_TOKENS }

const refused = (code: ClientErrorCode) => (error: unknown) => {
  assert.ok(error instanceof ClientError, String(error))
  assert.equal(error.code, code, error.stack ?? '')
  return error.section !== undefined
}

/** What becomes of a signed ID Token on its way. */
type Wrap = (id_token: string) => Promise<string>

const wrapped = async (type: ResponseType, wrap: Wrap, tampering: Tampering = {}) => {
  const response = await responseOf(type, tampering)
  const id_token = response.get('id_token')
  if (id_token !== null) response.set('id_token', await wrap(id_token))
  return response
}

const answered = async (wrap: Wrap) => {
  const { json } = await tokenAnswerOf()
  const tokens = json as Readonly<Record<string, string>>
  return { '/token': { json: { ...tokens, id_token: await wrap(tokens.id_token ?? '') } } }
}

const encrypt: Wrap = (id_token) => CLIENT_KEY.encrypt(id_token)

for (const type of TYPES_WITH.code)
  test(`Core §10.2: ${type}: encrypted ID Tokens of both channels are opened and compared`, async () => {
    const answers = await answered(encrypt)
    const { rp, transaction } = await beginLogin(type, {}, { ...SCENE, answers })
    const front = await rp.receive(await wrapped(type, encrypt), transaction)
    const login = await front.redeem()
    assert.equal(login.claims?.sub, CLAIMS.sub)
    const back = login.checks.filter(({ source }) => source === 'back_channel_id_token')
    assert.deepEqual(
      back.slice(0, 8).map(({ check, outcome }) => `${check} ${outcome}`),
      [
        'encryption passed',
        'jwe_alg passed',
        'jwe_enc passed',
        'zip absent',
        'crit absent',
        'decryption passed',
        'alg passed',
        'crit absent',
      ],
    )
  })

// biome-ignore format: a table
const CASES: readonly (readonly [what: string, wrap: Wrap, code: ClientErrorCode])[] = [
  ['Core §3.1.3.7, 1: plain, though registered encrypted',          async (id_token) => id_token, 'encryption_missing'],
  ['RFC 7516 §4.1.1: an alg that is not the registered one',        async (id_token) => (await createClientKey('RSA-OAEP')).encrypt(id_token), 'jwe_alg_mismatch'],
  ['RFC 7516 §4.1.2: an enc that is not the registered one',        (id_token) => CLIENT_KEY.encrypt(id_token, { enc: 'A256GCM' }), 'jwe_enc_mismatch'],
  ['RFC 7516 §4.1.13: crit',                                        (id_token) => CLIENT_KEY.encrypt(id_token, { crit: ['extension'], extension: true }), 'crit_unsupported'],
  ['RFC 8725 §3.6: compressed',                                     (id_token) => CLIENT_KEY.encrypt(id_token, { zip: 'DEF' }), 'zip_unsupported'],
  ['RFC 7516 §5.2: encrypted for another key',                      (id_token) => FOREIGN_CLIENT_KEY.encrypt(id_token), 'decryption_failed'],
  ['RFC 7516 §5.2: a kid that the client does not have',            (id_token) => CLIENT_KEY.encrypt(id_token, { kid: 'other' }), 'decryption_failed'],
  ['RFC 7516 §5.2: a tag of another message',                       async (id_token) => (await encrypt(id_token)).replace(/[^.]+$/, 'AAAAAAAAAAAAAAAAAAAAAA'), 'decryption_failed'],
  ['Core §2: encrypted without a signature',                        () => CLIENT_KEY.encrypt(JSON.stringify(CLAIMS)), 'id_token_malformed'],
  ['Core §2: encrypted twice',                                      async (id_token) => CLIENT_KEY.encrypt(await encrypt(id_token)), 'id_token_malformed'],
  ['Core §2: a header that is no JSON',                             async () => 'a.b.c.d.e', 'id_token_malformed'],
  ['Core §2: no JWT',                                               async () => 'a.b', 'encryption_missing'],
]

for (const [what, wrap, code] of CASES) {
  for (const type of TYPES_WITH.id_token)
    test(`${type}: ${what}: is refused with ${code}`, async () => {
      const { rp, transaction } = await beginLogin(type, {}, SCENE)
      await assert.rejects(rp.receive(await wrapped(type, wrap), transaction), refused(code))
    })
  for (const type of TYPES_WITH.code)
    test(`${type}: ${what}: is refused with ${code} by the back channel`, async () => {
      const answers = await answered(wrap)
      const { rp, transaction } = await beginLogin(type, {}, { ...SCENE, answers })
      const front = await rp.receive(await wrapped(type, encrypt), transaction)
      await assert.rejects(front.redeem(), refused(code))
    })
}

test('Core §3.1.3.7, 1: what was registered and what came are told', async () => {
  const sealed = await beginLogin('id_token', {}, SCENE)
  await assert.rejects(sealed.rp.receive(sealed.response, sealed.transaction), {
    code: 'encryption_missing',
    expected: 'RSA-OAEP-256, A128CBC-HS256',
    found: 'not encrypted',
    section: 'Core §3.1.3.7, 1',
  })
  const plain = await beginLogin('id_token')
  const response = await wrapped('id_token', encrypt)
  await assert.rejects(plain.rp.receive(response, plain.transaction), {
    code: 'encryption_unexpected',
    found: 'encrypted',
  })
})

for (const kid of ['client', undefined])
  test(`RFC 7516 §4.1.6: a JWE with kid ${kid} is opened, and its kid is told`, async () => {
    const { rp, transaction } = await beginLogin('id_token', {}, SCENE)
    const response = await wrapped('id_token', (text) => CLIENT_KEY.encrypt(text, { kid }))
    const { checks } = await rp.receive(response, transaction)
    assert.equal(
      checks.find(({ check }) => check === 'decryption')?.found,
      kid === undefined ? 'kid absent' : 'kid client',
    )
  })

test('Core §16.14: what is encrypted is still refused without a good signature', async () => {
  const { rp, transaction } = await beginLogin('code id_token', {}, SCENE)
  const response = await wrapped('code id_token', encrypt, { key: FOREIGN_KEY })
  await assert.rejects(rp.receive(response, transaction), refused('signature_invalid'))
})

const ALGORITHMS = ['RSA-OAEP', 'RSA-OAEP-512', 'ECDH-ES', 'ECDH-ES+A256KW'] as const
const ENCRYPTIONS = ['A128CBC-HS256', 'A256CBC-HS512', 'A128GCM', 'A256GCM'] as const

for (const alg of ALGORITHMS)
  for (const enc of ENCRYPTIONS)
    test(`RFC 7518: an ID Token encrypted by ${alg} and ${enc} is opened`, async () => {
      const key = await createClientKey(alg)
      const metadata = {
        id_token_encrypted_response_alg: alg,
        id_token_encrypted_response_enc: enc,
        decryption_keys: [key.jwk],
      }
      const { rp, transaction } = await beginLogin('id_token', {}, { metadata })
      const response = await wrapped('id_token', (text) => key.encrypt(text, { enc }))
      assert.equal((await rp.receive(response, transaction)).claims?.sub, CLAIMS.sub)
    })

test('RFC 7516 §4.1.6: a key without kid, an older key and a CryptoKey are tried', async () => {
  const { kid: _kid, ...nameless } = CLIENT_KEY.jwk
  for (const own of [nameless, CLIENT_KEY.privateKey]) {
    const decryption_keys = [FOREIGN_CLIENT_KEY.jwk, own]
    const metadata = { ...ENCRYPTED_ID_TOKENS, decryption_keys }
    const { rp, transaction } = await beginLogin('id_token', {}, { metadata })
    const response = await wrapped('id_token', encrypt)
    assert.equal((await rp.receive(response, transaction)).claims?.sub, CLAIMS.sub)
  }
})

// biome-ignore format: a table
const UNSUITABLE: readonly (readonly [what: string, metadata: object])[] = [
  ['Core §10.2: encryption without keys',            { id_token_encrypted_response_alg: 'RSA-OAEP' }],
  ['RFC 8725 §3.2: RSA1_5',                          { ...ENCRYPTED_ID_TOKENS, id_token_encrypted_response_alg: 'RSA1_5' }],
  ['RFC 8725 §3.2: a password',                      { ...ENCRYPTED_ID_TOKENS, id_token_encrypted_response_alg: 'PBES2-HS256+A128KW' }],
  ['RFC 7518 §5.1: an enc that is none',             { ...ENCRYPTED_ID_TOKENS, id_token_encrypted_response_enc: 'A128CBC' }],
  ['Core §10.2: encrypted responses without keys',   { authorization_encrypted_response_alg: 'RSA-OAEP' }],
]

for (const [what, metadata] of UNSUITABLE)
  test(`${what}: a client is not made`, async () => {
    await assert.rejects(beginLogin('code', {}, { metadata }), { code: 'configuration_invalid' })
  })
