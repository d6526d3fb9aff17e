import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseReturnTo } from './return-to.ts'

const BASE_URL = 'https://app.example.org/shop'

for (const path of ['/', '/me', '/me?tab=1&of=https://x.example/#here', '/a//b', '/%C3%A9'])
  test(`${path} is a place to return to`, () => {
    assert.equal(parseReturnTo(path, BASE_URL), path)
  })

for (const [text, path] of [
  ['/€', '/%E2%82%AC'],
  ['/é?q=€#€', '/%C3%A9?q=%E2%82%AC#%E2%82%AC'],
  ['/\ud800', '/%EF%BF%BD'],
  ['/a/./b/../c', '/a/c'],
] as const)
  test(`${JSON.stringify(text)} is returned to as a header can say it, ${path} (RFC 9110 §5.5)`, () => {
    assert.equal(parseReturnTo(text, BASE_URL), path)
  })

const EVIL = [
  '',
  'me',
  'https://evil.example/',
  'javascript:alert(1)',
  '//evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '\t//evil.example',
  ' //evil.example',
  '/%2Fevil.example',
  '/%5cevil.example',
  '/me\r\nset-cookie: a=b',
  '/a\\b',
  '/../admin',
  '/../soup/me',
  '/.//evil.example',
  '/a/..//evil.example',
  '/%2e%2e/admin',
  '@evil.example/',
  '.evil.example/',
  ':1/',
]
for (const text of EVIL)
  test(`${JSON.stringify(text)} is none (RFC 9700 §4.11.1)`, () => {
    assert.equal(parseReturnTo(text, BASE_URL), undefined)
  })

test('whatever is accepted stays below base_url, as a browser resolves it', () => {
  const piece = fc.constantFrom(
    '/',
    '\\',
    '..',
    '.',
    '%2f',
    '%2e',
    'a',
    '?',
    '#',
    '@',
    ':',
    '\t',
    ' ',
  )
  const text = fc.oneof(
    fc.array(piece).map((it) => it.join('')),
    fc.string({ unit: 'binary' }),
  )
  fc.assert(
    fc.property(text, (given) => {
      const path = parseReturnTo(`/${given}`, BASE_URL)
      if (path === undefined) return
      assert.ok(new URL(BASE_URL + path).href.startsWith(`${BASE_URL}/`))
      assert.equal(new URL(path, 'https://app.example.org').origin, 'https://app.example.org')
      assert.match(path, /^[\x21-\x7e]+$/)
    }),
  )
})
