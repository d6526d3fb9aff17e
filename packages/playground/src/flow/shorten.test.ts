import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { shorten, showHeader, showParameter } from './shorten.ts'

const CODE = 'SplxlOBeZQQYbYS6WxSbIA'

test('a secret is shown by its first eight characters and its length', () => {
  assert.equal(shorten(CODE), 'SplxlOBe… (22 characters)')
})

test('a secret too short to be shortened is shown by its length alone', () => {
  assert.equal(shorten('12345678'), '… (8 characters)')
})

test('no secret of more than eight characters is shown whole, whatever its form', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 20 }), (secret) => !shorten(secret).includes(secret)),
  )
})

test('parameters that are secrets by name are shortened, others are not', () => {
  assert.equal(showParameter('code', CODE), 'SplxlOBe… (22 characters)')
  assert.equal(showParameter('code_verifier', CODE), 'SplxlOBe… (22 characters)')
  assert.equal(showParameter('grant_type', 'authorization_code'), 'authorization_code')
})

test('nothing is shown of a client secret, in whatever way it is sent', () => {
  assert.equal(showParameter('client_secret', 'a long-lived secret'), '… (19 characters)')
  assert.equal(showHeader('authorization', 'Basic YTphIHNlY3JldA=='), 'Basic … (16 characters)')
})

test('a JWT is shortened wherever it stands', () => {
  const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIyNDgyODk3NjEwMDEifQ.c2lnbmF0dXJlIG9mIGl0'
  assert.equal(showParameter('hint', `<${jwt}>`), '<eyJhbGci… (72 characters)>')
})

test('headers show no credentials and no cookie', () => {
  assert.equal(
    showHeader('Authorization', 'Bearer 2YotnFZFEjr1zCsicMWpAA'),
    'Bearer 2YotnFZF… (22 characters)',
  )
  assert.equal(
    showHeader('cookie', 'session=2YotnFZFEjr1zCsicMWpAA; theme=very-dark-blue'),
    'session=2YotnFZF… (22 characters); theme=very-dar… (14 characters)',
  )
  assert.equal(
    showHeader('set-cookie', 'session=2YotnFZFEjr1zCsicMWpAA; Path=/; HttpOnly'),
    'session=2YotnFZF… (22 characters); Path=/; HttpOnly',
  )
  assert.equal(
    showHeader('location', `http://127.0.0.1:4001/callback?code=${CODE}&state=af0ifjsldkj`),
    'http://127.0.0.1:4001/callback?code=SplxlOBe… (22 characters)&state=af0ifjsldkj',
  )
})
