import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cookieText, findCookie } from './cookies.ts'

test('PITFALLS 18: cookies are HttpOnly and SameSite=Lax, and Secure on https (RFC 6265bis §5.6)', () => {
  const cookie = { name: '__Host-s', value: 'v', path: '/', secure: true }
  assert.equal(cookieText(cookie), '__Host-s=v; Path=/; HttpOnly; SameSite=Lax; Secure')
  assert.equal(
    cookieText({ ...cookie, name: 's', path: '/x', secure: false, max_age: 60 }),
    's=v; Path=/x; HttpOnly; SameSite=Lax; Max-Age=60',
  )
  assert.equal(
    cookieText({ ...cookie, max_age: 0 }),
    '__Host-s=v; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0',
  )
})

test('a cookie for scripts in frames is SameSite=None on https, where alone browsers keep that (RFC 6265bis §5.6)', () => {
  const cookie = { name: 's', value: 'v', path: '/', readable_by: 'framed_scripts' } as const
  assert.equal(cookieText({ ...cookie, secure: true }), 's=v; Path=/; SameSite=None; Secure')
  assert.equal(cookieText({ ...cookie, secure: false }), 's=v; Path=/; SameSite=Lax')
})

// biome-ignore format: a table
const HEADERS = [
  [undefined,             undefined],
  ['',                    undefined],
  ['s=1',                 '1'],
  ['a=0; s=1; b=2',       '1'],
  ['s=1; s=2',            '1'],
  ['xs=0; s=1',           '1'],
  ['s',                   undefined],
  ['s=',                  ''],
  ['s=a=b',               'a=b'],
  ['S=1',                 undefined],
] as const

test('the cookie with the longest path comes first, and is the one (RFC 6265 §5.4)', () => {
  for (const [header, value] of HEADERS)
    assert.equal(
      findCookie(
        {
          method: 'GET',
          path: '/',
          query: '',
          header: (name) => (name === 'cookie' ? header : undefined),
          body: async () => '',
        },
        's',
      ),
      value,
      String(header),
    )
})
