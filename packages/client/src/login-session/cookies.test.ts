import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseCookies } from './cookies.ts'

const read = (header: string | null) => [...parseCookies(header)].sort()

test('cookies are read by name; a value may have = in it (RFC 6265 §4.2.1)', () => {
  assert.deepEqual(read('a=1; b=x=y==;c='), [
    ['a', '1'],
    ['b', 'x=y=='],
    ['c', ''],
  ])
  assert.deepEqual([read(null), read(''), read('; flag ;')], [[], [], []])
})

test('of a cookie that is there twice the first counts: its path is longer (RFC 6265 §5.4)', () => {
  assert.deepEqual(read('a=first; a=second'), [['a', 'first']])
})

test('no header is too strange to be read', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (header) => {
      parseCookies(header)
    }),
  )
})
