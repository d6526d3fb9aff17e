import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { TokenError } from '@gryphon/protocol'
import type { Op } from '../op.ts'
import { aClient } from '../testing/request.ts'
import { clientKeys } from './client-keys.ts'

const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const KEY = { ...publicKey.export({ format: 'jwk' }), kid: 'light' }

/** The key of that kid, of a client whose jwks_uri gives these keys. */
const keyOf = async (kid: string, keys: readonly unknown[]) => {
  const client = aClient({ jwks_uri: 'https://rp.example/jwks.json' })
  const find = clientKeys(client, {
    fetchJwks: async () => JSON.stringify({ keys }),
  } as unknown as Op)
  const key = await find({ alg: 'RS256', kid }, { payload: '', signature: '' })
  assert.ok(key instanceof CryptoKey)
  return key
}

const ofOctets = (octets: number) => Buffer.alloc(octets, 0xff).toString('base64url')

// biome-ignore format: a table
const HEAVY: readonly (readonly [what: string, over: object])[] = [
  ['a modulus of more than 8192 bits',        { n: ofOctets(1025) }],
  ['a public exponent of more than 4 octets', { e: ofOctets(5) }],
  ['a modulus that is no text',               { n: 1 }],
]
for (const [what, over] of HEAVY)
  test(`a key at jwks_uri with ${what} is not verified with, those beside it are`, async () => {
    const keys = [{ ...KEY, ...over, kid: 'heavy' }, KEY]
    await assert.rejects(keyOf('heavy', keys), { code: 'ERR_JWKS_NO_MATCHING_KEY' })
    assert.equal((await keyOf('light', keys)).type, 'public')
  })

test('a modulus of 8192 bits and an exponent of 4 octets are taken', async () => {
  const largest = { ...KEY, n: ofOctets(1024), e: ofOctets(4), kid: 'largest' }
  assert.equal((await keyOf('largest', [largest])).type, 'public')
})

for (const keys of [[1], [null], [[KEY]]])
  test(`what has something else than keys is no JWK Set (RFC 7517 §5): ${JSON.stringify(keys).slice(0, 20)}`, async () => {
    await assert.rejects(keyOf('light', keys), TokenError)
  })
