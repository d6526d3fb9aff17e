import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { shorten, showHeader, showParameter } from './shorten.ts'

const CODE = 'SplxlOBeZQQYbYS6WxSbIA'

test('a secret is shown by its first four characters, its last six and its length', () => {
  assert.equal(shorten(CODE), 'Splx…WxSbIA (22 characters)')
})

test('a secret too short to be shortened is shown by its length alone', () => {
  assert.equal(shorten('1234567890123456789'), '… (19 characters)')
})

test('never more than ten characters of a secret are shown, nor more than half of it', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[\w-]{1,80}$/), (secret) => {
      const [shown = ''] = shorten(secret).split(' (')
      const characters = shown.replace('…', '').length
      assert.ok(characters <= Math.min(10, secret.length / 2), shown)
    }),
  )
})

test('two JWTs of one issuer are told apart', () => {
  const header = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIyNDgyODk3NjEwMDEifQ'
  assert.notEqual(shorten(`${header}.c2lnbmF0dXJl`), shorten(`${header}.YW5vdGhlcg`))
})

test('parameters that are secrets by name are shortened, others are not', () => {
  assert.equal(showParameter('code', CODE), 'Splx…WxSbIA (22 characters)')
  assert.equal(showParameter('code_verifier', CODE), 'Splx…WxSbIA (22 characters)')
  assert.equal(showParameter('grant_type', 'authorization_code'), 'authorization_code')
})

test('nothing is shown of a client secret, in whatever way it is sent', () => {
  assert.equal(showParameter('client_secret', 'a long-lived secret'), '… (19 characters)')
  assert.equal(showHeader('authorization', 'Basic YTphIHNlY3JldA=='), 'Basic … (16 characters)')
})

test('a JWT is shortened wherever it stands', () => {
  const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIyNDgyODk3NjEwMDEifQ.c2lnbmF0dXJlIG9mIGl0'
  assert.equal(showParameter('hint', `<${jwt}>`), '<eyJh…9mIGl0 (72 characters)>')
})

test('headers show no credentials and no cookie', () => {
  assert.equal(
    showHeader('Authorization', 'Bearer 2YotnFZFEjr1zCsicMWpAA'),
    'Bearer 2Yot…cMWpAA (22 characters)',
  )
  assert.equal(
    showHeader('cookie', 'session=2YotnFZFEjr1zCsicMWpAA; theme=very-dark-blue'),
    'session=2Yot…cMWpAA (22 characters); theme=… (14 characters)',
  )
  assert.equal(
    showHeader('set-cookie', 'session=2YotnFZFEjr1zCsicMWpAA; Path=/; HttpOnly'),
    'session=2Yot…cMWpAA (22 characters); Path=/; HttpOnly',
  )
  assert.equal(
    showHeader('location', `http://127.0.0.1:4001/callback?code=${CODE}&state=af0ifjsldkj`),
    'http://127.0.0.1:4001/callback?code=Splx…WxSbIA (22 characters)&state=af0ifjsldkj',
  )
})
