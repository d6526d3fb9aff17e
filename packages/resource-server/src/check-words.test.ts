import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createScene, type SceneConfig } from './testing/scene.ts'

/** What callers without types may write. */
const written = (config: unknown) => () => createScene(config as SceneConfig)

const BASE_URL = 'https://api.example.com'

// biome-ignore format: a table
const PLACES: readonly (readonly [name: string, config: (word: string) => object])[] = [
  ['frontChannel', (frontChannel) => ({ frontChannel })],
  ['dpop.unbound', (unbound) => ({ dpop: { base_url: BASE_URL, unbound } })],
  ['mtls.unbound', (unbound) => ({ mtls: { unbound } })],
]

for (const [name, config] of PLACES)
  test(`another word for ${name} than accept and refuse is told at once, for it would accept`, () => {
    for (const word of ['refused', 'Refuse', 'required', ''])
      assert.throws(written(config(word)), {
        name: 'TypeError',
        message: `createVerifier: ${name} must be accept or refuse`,
      })
    for (const word of ['accept', 'refuse']) assert.doesNotThrow(written(config(word)))
  })
