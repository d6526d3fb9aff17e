import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boundedLabel } from './bounded-label.ts'

test('the first values of a label stay as they are; every one beyond is other', () => {
  const label = boundedLabel(2)
  assert.deepEqual(['a', 'b', 'a', 'c', 'd', 'b'].map(label), [
    'a',
    'b',
    'a',
    'other',
    'other',
    'b',
  ])
})
