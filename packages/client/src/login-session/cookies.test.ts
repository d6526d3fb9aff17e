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

for (const space of ['\u00a0', '\u000b', '\u000c', '\ufeff', '\u2000'])
  test(`a name that browsers do not hold for __Host- is not read as one, for ${JSON.stringify(space)} before it (RFC 6265bis §4.1.3.2)`, () => {
    const header = `${space}__Host-session=of another host; __Host-session=own`
    assert.equal(parseCookies(header).get('__Host-session'), 'own')
    assert.equal(parseCookies(`a=b; ${header}`).get('__Host-session'), 'own')
  })

test('blanks and tabs before a name are no part of it (RFC 6265 §5.2)', () => {
  assert.deepEqual(read(' a=1;\tb=2;c=3'), [
    ['a', '1'],
    ['b', '2'],
    ['c', '3'],
  ])
})

test('blanks and tabs within a pair are part of it (RFC 6265 §5.2)', () => {
  assert.deepEqual(read('__Host -a=1; b=x\ty z'), [
    ['__Host -a', '1'],
    ['b', 'x\ty z'],
  ])
})

test('no header is too strange to be read', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (header) => {
      parseCookies(header)
    }),
  )
})
