import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { describe, test } from 'node:test'
import { jwtVerify } from 'jose'
import type { OwnAlgorithm } from './create.ts'
import { signClaims, type VerifyingKey, verifyOwn } from './sign.ts'

const CLAIMS = { iss: 'https://op.example', sub: 'jane', iat: 1_800_000_000, ü: ['"', null] }

const PAIRS = {
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  PS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  EdDSA: generateKeyPairSync('ed25519'),
} as const satisfies Record<OwnAlgorithm, { privateKey: KeyObject; publicKey: KeyObject }>

const ALGS = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const

const KEYS: ReadonlyMap<string, VerifyingKey> = new Map(
  ALGS.map((alg) => [alg, { kid: alg, alg, key: PAIRS[alg].publicKey }]),
)

const signed = (alg: OwnAlgorithm, typ = 'at+jwt', kid: string = alg) =>
  signClaims({ kid, alg, key: PAIRS[alg].privateKey, headers: new Map() }, typ, CLAIMS)

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const [RSA] = [PAIRS.RS256.publicKey.export({ type: 'spki', format: 'pem' })]

describe('every alg signs what a JOSE library verifies, and we do (RFC 7515 §5)', () => {
  for (const alg of ALGS)
    test(alg, async () => {
      const text = await signed(alg)
      assert.deepEqual(verifyOwn(text, 'at+jwt', KEYS), CLAIMS)
      const { payload, protectedHeader } = await jwtVerify(text, PAIRS[alg].publicKey, {
        algorithms: [alg],
        typ: 'at+jwt',
        currentDate: new Date(1_800_000_000_000),
      })
      assert.deepEqual(protectedHeader, { alg, typ: 'at+jwt', kid: alg })
      assert.deepEqual(payload, CLAIMS)
    })
})

test('a header is the one of its typ, though it is kept', async () => {
  const key = { kid: 'k', alg: 'ES256', key: PAIRS.ES256.privateKey, headers: new Map() } as const
  const headerOf = async (typ: string) =>
    Buffer.from((await signClaims(key, typ, {})).split('.')[0] ?? '', 'base64url').toString()
  assert.equal(await headerOf('JWT'), '{"alg":"ES256","typ":"JWT","kid":"k"}')
  assert.equal(await headerOf('at+jwt'), '{"alg":"ES256","typ":"at+jwt","kid":"k"}')
  assert.equal(await headerOf('JWT'), '{"alg":"ES256","typ":"JWT","kid":"k"}')
})

test('an ID Token is no access token: the typ must be the one asked for (RFC 8725 §3.11)', async () => {
  const text = await signed('ES256', 'JWT')
  assert.deepEqual(verifyOwn(text, 'JWT', KEYS), CLAIMS)
  assert.equal(verifyOwn(text, 'at+jwt', KEYS), undefined)
  assert.equal(verifyOwn(await signed('ES256', 'AT+JWT'), 'at+jwt', KEYS), undefined)
})

test('another alg than the one of the key is refused, whatever the header says (RFC 8725 §3.1)', async () => {
  const [, payload = ''] = (await signed('RS256')).split('.')
  const forged = (header: object, signature: string) => `${part(header)}.${payload}.${signature}`
  const hs256 = (header: object) =>
    createHmac('sha256', RSA)
      .update(`${part(header)}.${payload}`)
      .digest('base64url')
  const confused = { alg: 'HS256', typ: 'at+jwt', kid: 'RS256' }
  const none = { alg: 'none', typ: 'at+jwt', kid: 'RS256' }
  const texts = [
    forged(confused, hs256(confused)),
    forged({ ...confused, alg: 'RS256' }, hs256({ ...confused, alg: 'RS256' })),
    forged(none, ''),
    forged({ ...none, alg: 'None' }, ''),
    forged({ ...none, alg: 'RS256' }, ''),
    `${part(none)}.${payload}`,
    await signed('PS256', 'at+jwt', 'RS256'),
    await signed('ES256', 'at+jwt', 'RS256'),
  ]
  for (const text of texts) assert.equal(verifyOwn(text, 'at+jwt', KEYS), undefined, text)
})

test('a kid that is unknown, missing or no text is refused', async () => {
  const [, payload = '', signature = ''] = (await signed('ES256')).split('.')
  const kids = ['unknown', '', undefined, null, 0, ['ES256'], { ES256: true }, '__proto__']
  for (const kid of kids) {
    const text = `${part({ alg: 'ES256', typ: 'at+jwt', kid })}.${payload}.${signature}`
    assert.equal(verifyOwn(text, 'at+jwt', KEYS), undefined, JSON.stringify(kid))
  }
})

test('more in the header than we write is refused: no jwk, jku, x5u or crit is ever heard (RFC 8725 §3.10)', async () => {
  const { privateKey, publicKey } = PAIRS.ES256
  const jwk = publicKey.export({ format: 'jwk' })
  const more = [{ jwk }, { jku: 'https://evil.example' }, { crit: ['b64'], b64: false }, { x: 1 }]
  for (const extra of more) {
    const header = part({ alg: 'ES256', typ: 'at+jwt', kid: 'ES256', ...extra })
    const key = { kid: 'ES256', alg: 'ES256', key: privateKey, headers: new Map([['x', header]]) }
    const text = await signClaims({ ...key, alg: 'ES256' }, 'x', CLAIMS)
    assert.equal(verifyOwn(text, 'at+jwt', KEYS), undefined, JSON.stringify(extra))
  }
})

test('a token has one spelling, so that a revoked one cannot be written anew', async () => {
  for (const alg of ALGS) {
    const text = await signed(alg)
    const spellings = [`${text}=`, `${text}==`, ` ${text}`, `${text}\n`, `${text}.`, `${text}.x`]
    const last = text.at(-1) ?? ''
    const spare = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
      .filter((character) => character !== last)
      .map((character) => text.slice(0, -1) + character)
    for (const spelling of [...spellings, ...spare])
      assert.equal(
        verifyOwn(spelling, 'at+jwt', KEYS),
        undefined,
        JSON.stringify(spelling.slice(-9)),
      )
  }
})

test('changed claims, and what is no token, are refused', async () => {
  const [header = '', , signature = ''] = (await signed('ES256')).split('.')
  const changed = `${header}.${part({ ...CLAIMS, sub: 'joe' })}.${signature}`
  const others = [
    '',
    '.',
    '..',
    '...',
    'a.b.c',
    `${header}..${signature}`,
    part({}),
    'x'.repeat(9999),
  ]
  for (const text of [changed, ...others, `${part(null)}.${part(1)}.x`, `${part([])}.${part({})}.`])
    assert.equal(verifyOwn(text, 'at+jwt', KEYS), undefined, text.slice(0, 50))
})
