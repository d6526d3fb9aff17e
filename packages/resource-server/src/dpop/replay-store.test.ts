import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PROOF_KEY, proofOf, proving } from '../testing/proof.ts'
import { createScene, NOW, type SceneConfig, tokenOf } from '../testing/scene.ts'
import type { DpopConfig } from './dpop-config.ts'
import { memoryReplay } from './replay-store.ts'

const TOKEN = await tokenOf({ claims: { cnf: { jkt: PROOF_KEY.jkt } } })

const scene = (dpop: Partial<DpopConfig> = {}, config: SceneConfig = {}) =>
  createScene({ dpop: { base_url: 'https://api.example.com', ...dpop }, ...config }).api

const claims = (values: Readonly<Record<string, unknown>>) => ({ claims: values })

test('RFC 9449 §11.1: a proof is good once', async () => {
  const api = scene()
  const proof = await proofOf(TOKEN)
  await api.verify(proving(TOKEN, proof))
  await assert.rejects(api.verify(proving(TOKEN, proof)), { code: 'dpop_replayed', status: 401 })
  await api.verify(proving(TOKEN, await proofOf(TOKEN)))
})

test('RFC 9449 §11.1: of many at once, one wins', async () => {
  const api = scene()
  const proof = await proofOf(TOKEN)
  const all = await Promise.allSettled([...Array(20)].map(() => api.verify(proving(TOKEN, proof))))
  assert.equal(all.filter(({ status }) => status === 'fulfilled').length, 1)
})

test('RFC 9449 §11.1: a proof is remembered until it would be too old, and no longer', async () => {
  const claimed: unknown[] = []
  const replay = {
    claimOnce: async (key: string, expires_at: number) => {
      claimed.push([key, expires_at])
      return 'claimed' as const
    },
  }
  const api = scene({ replay }, { clock_tolerance: 5 })
  await api.verify(proving(TOKEN, await proofOf(TOKEN, claims({ jti: 'one', iat: NOW - 3 }))))
  const [[key, expires_at]] = claimed as [[string, number]]
  assert.match(key, /^[\w-]{43}$/)
  assert.equal(expires_at, NOW - 3 + 60 + 5)
})

test('a spoilt proof is not remembered: its jti is still good', async () => {
  const api = scene()
  const jti = 'the same'
  await assert.rejects(api.verify(proving(TOKEN, await proofOf(TOKEN, claims({ jti, ath: 'x' })))))
  await api.verify(proving(TOKEN, await proofOf(TOKEN, claims({ jti }))))
})

test('a replay store that is full or fails is no fault of the request: 503', async () => {
  const failing = {
    claimOnce: () => {
      throw new Error('no connection')
    },
  }
  for (const replay of [memoryReplay({ now: () => NOW, size: 0 }), failing]) {
    const api = scene({ replay })
    await assert.rejects(api.verify(proving(TOKEN, await proofOf(TOKEN))), {
      code: 'replay_store_unavailable',
      status: 503,
      retry_after: 5,
    })
  }
})

test('memoryReplay forgets what has expired, and nothing earlier', () => {
  let now = 0
  const replay = memoryReplay({ now: () => now, size: 2 })
  assert.equal(replay.claimOnce('a', 10), 'claimed')
  assert.equal(replay.claimOnce('b', 20), 'claimed')
  assert.equal(replay.claimOnce('c', 20), 'full')
  now = 9
  assert.equal(replay.claimOnce('a', 20), 'replayed')
  now = 10
  assert.equal(replay.claimOnce('a', 30), 'claimed')
  assert.equal(replay.claimOnce('b', 30), 'replayed')
})
