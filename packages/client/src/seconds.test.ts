import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseSeconds } from './seconds.ts'

// biome-ignore format: a table
const SECONDS: readonly (readonly [value: unknown, seconds: number | undefined])[] = [
  [300,          300],
  ['300',        300],
  [0,            0],
  [-1,           undefined],
  [1.5,          undefined],
  ['1e3',        undefined],
  [' 300',       undefined],
  ['300 ',       undefined],
  ['',           undefined],
  [[300],        undefined],
  [true,         undefined],
  [null,         undefined],
  [undefined,    undefined],
  [10_000_000_000, undefined],
]

for (const [value, seconds] of SECONDS)
  test(`RFC 6749 §5.1: expires_in ${JSON.stringify(value)} is ${seconds}`, () => {
    assert.equal(parseSeconds(value), seconds)
  })
