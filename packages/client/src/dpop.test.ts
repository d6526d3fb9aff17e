import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SIGNING_ALGORITHMS, type SigningAlgorithm } from '@gryphon/protocol'
import {
  calculateJwkThumbprint,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  type JWK,
  jwtVerify,
} from 'jose'
import { createDpop } from './dpop.ts'
import { generateDpopKey } from './dpop-key.ts'
import { createNonces } from './nonces.ts'
import { NOW } from './testing/scene.ts'

const PAIR = await generateDpopKey()

const createScene = (pair = PAIR) =>
  createDpop(pair, {
    now: () => NOW,
    random: (bytes) => new Uint8Array(bytes).fill(1),
    nonces: createNonces(),
  })

const API = 'https://api.example.com/orders'

const claimsOf = async (proof: string) => {
  const options = { currentDate: new Date(NOW * 1000), typ: 'dpop+jwt' }
  return (await jwtVerify(proof, PAIR.publicKey, options)).payload
}

test('RFC 9449 §4.2: a proof says what it is for, signed by the key that it shows', async () => {
  const url = `${API}?page=1#top`
  const proof = await createScene().prove({ method: 'GET', url, access_token: undefined })
  const { alg, typ, jwk } = decodeProtectedHeader(proof) as { jwk: JWK; alg: string; typ: string }
  assert.deepEqual({ alg, typ }, { alg: 'ES256', typ: 'dpop+jwt' })
  assert.deepEqual(jwk, await exportJWK(PAIR.publicKey))
  assert.equal('d' in jwk, false)
  assert.deepEqual(await claimsOf(proof), {
    jti: 'AQEBAQEBAQEBAQEBAQEBAQ',
    htm: 'GET',
    htu: API,
    iat: NOW,
  })
})

// biome-ignore format: a table
const ADDRESSES = [
  ['https://API.example.com:443/orders',     'https://api.example.com/orders'],
  ['https://api.example.com',                'https://api.example.com/'],
  ['https://api.example.com:8443/a/../b?c#', 'https://api.example.com:8443/b'],
  ['https://api.example.com/?a=?b',          'https://api.example.com/'],
] as const

for (const [url, htu] of ADDRESSES)
  test(`RFC 9449 §4.3: htu of ${url} is ${htu}`, async () => {
    const proof = await createScene().prove({ method: 'GET', url, access_token: undefined })
    assert.equal((await claimsOf(proof)).htu, htu)
  })

test('RFC 9449 §4.2: ath is the digest of the access token, as in its own example', async () => {
  const access_token = 'Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU'
  const proof = await createScene().prove({ method: 'GET', url: API, access_token })
  assert.equal((await claimsOf(proof)).ath, 'fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo')
})

test('RFC 9449 §10: dpop_jkt is the thumbprint of the key', async () => {
  const jkt = await createScene().jkt()
  assert.equal(jkt, await calculateJwkThumbprint(PAIR.publicKey as never))
  assert.match(jkt, /^[\w-]{43}$/)
})

test('RFC 9449 §8.2: the nonce that a server gave last goes in proofs for that server only', async () => {
  const dpop = createScene()
  const nonceAt = async (url: string) =>
    (await claimsOf(await dpop.prove({ method: 'GET', url, access_token: undefined }))).nonce
  assert.equal(await nonceAt(API), undefined)
  dpop.learn(API, new Headers({ 'dpop-nonce': 'first' }))
  dpop.learn(API, new Headers({ 'dpop-nonce': 'second' }))
  dpop.learn(API, new Headers())
  assert.equal(await nonceAt('https://api.example.com/other'), 'second')
  assert.equal(await nonceAt('https://other.example.com/'), undefined)
})

test('nonces of a hundred servers are kept, the oldest is forgotten first', async () => {
  const dpop = createScene()
  const nonceAt = async (n: number) => {
    const url = `https://${n}.example.com/`
    return (await claimsOf(await dpop.prove({ method: 'GET', url, access_token: undefined }))).nonce
  }
  for (let n = 0; n <= 100; n++) {
    dpop.learn(`https://${n}.example.com/`, new Headers({ 'dpop-nonce': `${n}` }))
    if (n === 99) dpop.learn('https://0.example.com/', new Headers({ 'dpop-nonce': 'again' }))
  }
  assert.deepEqual(await Promise.all([0, 1, 2, 100].map(nonceAt)), ['again', undefined, '2', '100'])
})

for (const alg of Object.keys(SIGNING_ALGORITHMS) as SigningAlgorithm[])
  test(`RFC 9449 §4.2: a ${alg} key signs proofs by ${alg}`, async () => {
    const pair = await generateDpopKey(alg)
    const dpop = createScene(pair)
    assert.equal(dpop.alg, alg)
    const proof = await dpop.prove({ method: 'GET', url: API, access_token: undefined })
    assert.equal(decodeProtectedHeader(proof).alg, alg)
    assert.equal(pair.privateKey.extractable, false)
  })

test('a key that cannot sign is refused at once', async () => {
  const pair = await generateKeyPair('RSA-OAEP-256')
  assert.throws(() => createScene(pair), {
    code: 'configuration_invalid',
    found: 'RSA-OAEP SHA-256',
  })
})
