import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hono } from 'hono'
import { ownOrigin } from './own-origin.ts'

const ORIGIN = 'http://127.0.0.1:4001'

const app = new Hono().use(ownOrigin(ORIGIN)).all('*', ({ text }) => text('here'))

const ask = (host: string, path = '/', method = 'GET') =>
  app.request(`${ORIGIN}${path}`, { method, headers: { host } })

test('a request by another name is sent on to the application’s own origin, its query included', async () => {
  const away = await ask('localhost:4001', '/login?response_type=code')
  assert.equal(away.status, 307)
  assert.equal(away.headers.get('location'), `${ORIGIN}/login?response_type=code`)
})

test('RFC 9110 §15.4.8: a post by another name is sent on as a post', async () => {
  assert.equal((await ask('localhost:4001', '/callback', 'POST')).status, 307)
})

test('whatever host is asked for, the way leads to the application', async () => {
  const away = await ask('evil.example', '//evil.example/')
  assert.equal(new URL(away.headers.get('location') ?? '').origin, ORIGIN)
})

test('a request by the application’s own name is answered', async () => {
  assert.equal(await (await ask('127.0.0.1:4001')).text(), 'here')
})
