import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SigningAlgorithm } from '@gryphon/protocol'
import { CompactSign, compactVerify, generateKeyPair } from 'jose'
import { hasSignatureOf, parseJws } from './verify-jws.ts'

const ALGORITHMS: readonly SigningAlgorithm[] = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
]

const signedBy = async (alg: SigningAlgorithm) => {
  const { privateKey, publicKey } = await generateKeyPair(alg)
  const payload = new TextEncoder().encode('a payload')
  const jws = await new CompactSign(payload).setProtectedHeader({ alg }).sign(privateKey)
  return { jws, publicKey }
}

const isGood = async (key: CryptoKey, alg: SigningAlgorithm, jws: string) =>
  hasSignatureOf(key, alg, parseJws(jws) ?? assert.fail('no JWS'))

for (const alg of ALGORITHMS)
  test(`RFC 7515 §5.2: a signature by ${alg} is good of its key and its message only, as jose has it`, async () => {
    const { jws, publicKey } = await signedBy(alg)
    const { publicKey: foreign } = await signedBy(alg)
    const [header, , signature] = jws.split('.')
    const other = `${header}.${Buffer.from('a payloae').toString('base64url')}.${signature}`
    await compactVerify(jws, publicKey)
    assert.equal(await isGood(publicKey, alg, jws), true)
    assert.equal(await isGood(foreign, alg, jws), false)
    assert.equal(await isGood(publicKey, alg, other), false)
    assert.equal(await isGood(publicKey, alg, `${header}.${jws.split('.')[1]}.`), false)
    await assert.rejects(compactVerify(other, publicKey))
  })

test('RFC 7515 §7.1: three parts in base64url, and nothing else', () => {
  const parsed = parseJws('e30.YQ.YWI') ?? assert.fail('no JWS')
  assert.equal(parsed.header, 'e30')
  assert.deepEqual(parsed.payload, new Uint8Array([97]))
  assert.deepEqual(parsed.signature, new Uint8Array([97, 98]))
  assert.equal(new TextDecoder().decode(parsed.signing_input), 'e30.YQ')
  for (const text of [
    '',
    'a.b',
    'e30.YQ.YWI.',
    'e30.YQ=.YWI',
    'e30.YQ.YW I',
    'e30.YQ.YWI\n',
    '.YQ.YWI',
    'e30..YWI',
    'e30.Y+.YWI',
    'e30.YQ.Y',
  ])
    assert.equal(parseJws(text), undefined, text)
})
