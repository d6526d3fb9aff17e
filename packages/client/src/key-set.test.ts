import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Jwks } from '@gryphon/protocol'
import { createKeySet } from './key-set.ts'
import { createTestKey } from './testing/keys.ts'

const OLD = await createTestKey('ES256', 'old')
const NEW = await createTestKey('ES256', 'new')

/** A key set whose clock and keys the test moves; `fetches` counts. */
const createScene = () => {
  const scene = { now: 1000, keys: [OLD.jwk], fetches: 0, error: undefined as Error | undefined }
  const fetchJwks = async (): Promise<Jwks> => {
    scene.fetches += 1
    if (scene.error) throw scene.error
    return { keys: scene.keys }
  }
  return { scene, keys: createKeySet(fetchJwks, () => scene.now) }
}

const named = (kid: string) => ({ alg: 'ES256', kid })

test('Core §10.1: keys are fetched when they are first needed, once for all who wait', async () => {
  const { scene, keys } = createScene()
  await Promise.all([keys.find(named('old')), keys.find(named('old')), keys.find(named('old'))])
  assert.equal(scene.fetches, 1)
  await keys.find(named('old'))
  assert.equal(scene.fetches, 1)
})

test('Core §10.1.1: an unknown kid fetches the keys anew', async () => {
  const { scene, keys } = createScene()
  await keys.find(named('old'))
  scene.keys = [OLD.jwk, NEW.jwk]
  scene.now += 30
  await keys.find(named('new'))
  assert.equal(scene.fetches, 2)
})

test('an unknown kid within 30 seconds fetches nothing', async () => {
  const { scene, keys } = createScene()
  await keys.find(named('old'))
  scene.now += 29
  await assert.rejects(async () => keys.find(named('new')), { code: 'key_unknown', found: 'new' })
  assert.equal(scene.fetches, 1)
})

for (const kid of [['old'], 5, null, { toString: null }])
  test(`RFC 7515 §4.1.4: a kid that is no text, ${JSON.stringify(kid)}, names no key, and fetches none`, async () => {
    const { scene, keys } = createScene()
    await keys.find(named('old'))
    scene.now += 30
    const header = { alg: 'ES256', kid: kid as unknown as string }
    await assert.rejects(async () => keys.find(header), {
      code: 'key_unknown',
      section: 'RFC 7515 §4.1.4',
    })
    assert.equal(scene.fetches, 1)
  })

test('a hundred made-up kids cost one fetch', async () => {
  const { scene, keys } = createScene()
  await keys.find(named('old'))
  scene.now += 30
  const all = Array.from({ length: 100 }, (_, n) => keys.find(named(`made up ${n}`)))
  const outcomes = await Promise.allSettled(all)
  assert.equal(outcomes.filter(({ status }) => status === 'rejected').length, 100)
  assert.equal(scene.fetches, 2)
})

test('keys are fetched anew after ten minutes, so that a withdrawn one is not trusted for ever', async () => {
  const { scene, keys } = createScene()
  await keys.find(named('old'))
  scene.keys = [NEW.jwk]
  scene.now += 599
  await keys.find(named('old'))
  scene.now += 1
  await assert.rejects(async () => keys.find(named('old')), { code: 'key_unknown' })
  assert.equal(scene.fetches, 2)
})

test('an OP that fails is asked again after five seconds, not at once', async () => {
  const { scene, keys } = createScene()
  scene.error = new Error('down')
  await assert.rejects(async () => keys.find(named('old')), scene.error)
  await assert.rejects(async () => keys.find(named('old')), scene.error)
  assert.equal(scene.fetches, 1)
  scene.error = undefined
  scene.now += 5
  await keys.find(named('old'))
  assert.equal(scene.fetches, 2)
})

test('RFC 7517 §4.2: a key for encryption verifies nothing', async () => {
  const { scene, keys } = createScene()
  scene.keys = [{ ...OLD.jwk, use: 'enc' }]
  await assert.rejects(async () => keys.find(named('old')), { code: 'key_unknown' })
})

test('a key that cannot be read is told as such', async () => {
  const { scene, keys } = createScene()
  scene.keys = [{ ...OLD.jwk, x: 'AAAA' }]
  await assert.rejects(async () => keys.find(named('old')), { code: 'jwks_malformed' })
})

test('RFC 7518 §3.3: an RSA key of less than 2048 bits is not used', async () => {
  const { publicKey } = await crypto.subtle.generateKey(
    {
      name: 'RSASSA-PKCS1-v1_5',
      modulusLength: 1024,
      publicExponent: new Uint8Array([1, 0, 1]),
      hash: 'SHA-256',
    },
    true,
    ['sign', 'verify'],
  )
  const jwk = { ...(await crypto.subtle.exportKey('jwk', publicKey)), kid: 'short', use: 'sig' }
  const { key_ops: _ops, ext: _ext, ...published } = jwk
  const keys = createKeySet(
    async () => ({ keys: [published] }),
    () => 1000,
  )
  const header = { alg: 'RS256', kid: 'short' }
  await assert.rejects(async () => keys.find(header), { code: 'jwks_malformed' })
})
