import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PROOF_KEY, proofOf, proving } from '../testing/proof.ts'
import { createScene, NOW, tokenOf } from '../testing/scene.ts'
import type { DpopConfig } from './dpop-config.ts'

const TOKEN = await tokenOf({ claims: { cnf: { jkt: PROOF_KEY.jkt } } })
const ALGS = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA'

const SECRET = new Uint8Array(32).fill(7)

/** A guard that asks for nonces, whose clock moves. */
const withNonce = (nonce: NonNullable<DpopConfig['nonce']> = { secret: SECRET }) => {
  let now = NOW
  const dpop = { base_url: 'https://api.example.com', nonce }
  const { api } = createScene({ dpop, now: () => now })
  const ask = async (value?: string) => {
    const proof = await proofOf(TOKEN, { claims: { nonce: value, iat: now } })
    return api.protect(() => new Response('things'))(proving(TOKEN, proof))
  }
  const move = (seconds: number) => {
    now += seconds
  }
  return { ask, move, api }
}

test('RFC 9449 §9: a proof without nonce is answered use_dpop_nonce with one, and that one is good', async () => {
  const { ask } = withNonce()
  const refused = await ask()
  assert.equal(refused.status, 401)
  assert.equal(
    refused.headers.get('www-authenticate'),
    `Bearer, DPoP error="use_dpop_nonce", error_description="the DPoP proof must have the nonce of the DPoP-Nonce header", algs="${ALGS}"`,
  )
  const nonce = refused.headers.get('dpop-nonce') ?? ''
  assert.match(nonce, /^[\x21\x23-\x5B\x5D-\x7E]+$/)
  const answered = await ask(nonce)
  assert.deepEqual([answered.status, answered.headers.get('dpop-nonce')], [200, null])
})

test('RFC 9449 §9: no nonce, and one that is none, are told apart', async () => {
  const { api } = withNonce()
  const asking = async (nonce: unknown) =>
    proving(TOKEN, await proofOf(TOKEN, { claims: { nonce } }))
  for (const nonce of [undefined, 5, null])
    await assert.rejects(api.verify(await asking(nonce)), { code: 'dpop_nonce_missing' })
  await assert.rejects(api.verify(await asking('')), { code: 'dpop_nonce_invalid' })
})

test('RFC 9449 §8.2: an old nonce is still good, and the answer brings the next one', async () => {
  const { ask, move } = withNonce({ secret: SECRET, lifetime: 100 })
  const nonce = (await ask()).headers.get('dpop-nonce') ?? ''
  move(50)
  const answered = await ask(nonce)
  const next = answered.headers.get('dpop-nonce') ?? ''
  assert.equal(answered.status, 200)
  assert.notEqual(next, nonce)
  assert.equal(await answered.text(), 'things')
  assert.equal((await ask(next)).headers.get('dpop-nonce'), null)
  move(50)
  assert.equal((await ask(nonce)).status, 401)
})

test('RFC 9449 §9: a nonce of another secret, of the future, or of nobody is refused with a good one', async () => {
  const { ask, move } = withNonce()
  const other = withNonce({ secret: new Uint8Array(32).fill(8) })
  const foreign = (await other.ask()).headers.get('dpop-nonce') ?? ''
  const own = (await ask()).headers.get('dpop-nonce') ?? ''
  const [time = '', mac = ''] = own.split('.')
  const later = `${(Number.parseInt(time, 36) + 1).toString(36)}.${mac}`
  for (const nonce of [foreign, later, 'nonce', '', `${own}A`, ` ${own}`, `.${mac}`]) {
    const refused = await ask(nonce)
    assert.deepEqual([refused.status, refused.headers.get('dpop-nonce')], [401, own], nonce)
  }
  move(-301)
  assert.equal((await ask(own)).status, 401)
})

test('RFC 9449 §9: nodes that share a secret take each other’s nonces; without one, only their own', async () => {
  const nonce = (await withNonce().ask()).headers.get('dpop-nonce') ?? ''
  assert.equal((await withNonce().ask(nonce)).status, 200)
  const alone = withNonce({})
  const own = (await alone.ask()).headers.get('dpop-nonce') ?? ''
  assert.equal((await alone.ask(own)).status, 200)
  assert.equal((await withNonce({}).ask(own)).status, 401)
})
