import assert from 'node:assert/strict'
import { test } from 'node:test'
import { printable } from './printable.ts'

test('a text of somebody else breaks no line of a log, and is not long', () => {
  assert.equal(printable('denied\r\nlevel=info\u001b[2J\u2028x'), 'denied  level=info [2J x')
  assert.equal(printable('ä'.repeat(1000)), 'ä'.repeat(200))
})
