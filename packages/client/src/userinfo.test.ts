import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createScene } from './testing/scene.ts'

const SUB = '248289761001'

test('Core §5.3.1: the access token goes in the Authorization header', async () => {
  const json = { sub: SUB, email: 'jane@example.com' }
  const { rp, asked } = createScene({ answers: { '/userinfo': { json } } })
  assert.deepEqual(await rp.userinfo('an access token', SUB), json)
  assert.equal(asked[0]?.headers.get('authorization'), 'Bearer an access token')
})

test('Core §5.3.2: a UserInfo Response about another sub is refused', async () => {
  const { rp } = createScene({ answers: { '/userinfo': { json: { sub: 'another' } } } })
  await assert.rejects(rp.userinfo('an access token', SUB), {
    code: 'sub_mismatch',
    source: 'userinfo_response',
  })
})

test('Core §5.3.2: a UserInfo Response without sub is refused', async () => {
  const { rp } = createScene({ answers: { '/userinfo': { json: { email: 'jane@example.com' } } } })
  await assert.rejects(rp.userinfo('an access token', SUB), { code: 'sub_missing' })
})

test('Core §5.3.3: the error of the challenge is told', async () => {
  const headers = { 'www-authenticate': 'Bearer error="invalid_token"' }
  const { rp } = createScene({ answers: { '/userinfo': { status: 401, text: '', headers } } })
  await assert.rejects(rp.userinfo('an access token', SUB), {
    code: 'userinfo_error',
    error: 'invalid_token',
  })
})

test('Core §5.3.2: what is no JSON object is refused', async () => {
  const { rp } = createScene({ answers: { '/userinfo': { text: 'a.b.c' } } })
  await assert.rejects(rp.userinfo('an access token', SUB), { code: 'userinfo_response_malformed' })
})

test('an OP without userinfo_endpoint is told so', async () => {
  const { rp } = createScene({ op: { userinfo_endpoint: undefined } })
  await assert.rejects(rp.userinfo('an access token', SUB), { code: 'endpoint_missing' })
})
