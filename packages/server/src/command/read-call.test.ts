import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clientAdd } from '../commands/client.ts'
import { resourceAdd } from '../commands/resource.ts'
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

test("an option of the command's own is no setting, though a setting has its name", () => {
  const words = ['https://api.example', '--name', 'Vault', '--access-token-format', 'opaque']
  const call = readCall(resourceAdd, words, WORLD)
  assert.ok(call !== 'help')
  assert.equal(call.options['access-token-format'], 'opaque')
  assert.deepEqual([...call.flags.keys()], [])
})
