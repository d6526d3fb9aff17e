import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ENDPOINTS } from './features.ts'

test('these endpoints there are: one more must be told in discovery, and sought there from outside (RFC 8414 §2)', () => {
  assert.deepEqual(ENDPOINTS.map(({ path }) => path).toSorted(), [
    '/.well-known/jwks.json',
    '/.well-known/oauth-authorization-server',
    '/.well-known/openid-configuration',
    '/authorize',
    '/interaction/*',
    '/oauth/check-session',
    '/oauth/introspect',
    '/oauth/logout',
    '/oauth/logout/*',
    '/oauth/par',
    '/oauth/register',
    '/oauth/register/*',
    '/oauth/revoke',
    '/oauth/token',
    '/userinfo',
  ])
})
