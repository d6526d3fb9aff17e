import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clientAdd } from '../commands/client.ts'
import { readCall } from './read-call.ts'
import type { World } from './world.ts'

const WORLD = {} as World

test('a lone - is a value: standard input', () => {
  const call = readCall(clientAdd, ['--metadata', '-'], WORLD)
  assert.equal(call === 'help' ? call : call.options.metadata, '-')
})

test('an option in the place of a value is not taken for it', () => {
  assert.throws(
    () => readCall(clientAdd, ['--metadata', '--json'], WORLD),
    /--metadata needs a value/,
  )
})
