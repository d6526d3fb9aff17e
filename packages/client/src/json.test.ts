import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseJsonObject, textAt } from './json.ts'

test('RFC 8259 §4: an object is one, and nothing else is', () => {
  assert.deepEqual(parseJsonObject('{"a":1}'), { a: 1 })
  for (const text of ['[]', 'null', '"a"', '5', 'true', '', '{'])
    assert.equal(parseJsonObject(text), undefined, text)
})

test('RFC 6749 §3.1: a parameter without a value is as good as none, and what is no text is none', () => {
  assert.equal(textAt({ error: 'invalid_grant' }, 'error'), 'invalid_grant')
  for (const error of ['', 5, true, null, ['invalid_grant'], undefined])
    assert.equal(textAt({ error }, 'error'), undefined)
})
