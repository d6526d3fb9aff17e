import assert from 'node:assert/strict'
import { test } from 'node:test'
import { issuerOf, isTenantId } from './model/tenant.ts'
import { findRoute } from './route.ts'

const found = (path: string) => {
  const route = findRoute(path)
  return route && `${route.tenant_id} ${route.endpoint.path}`
}

// biome-ignore format: a table
const PATHS = [
  ['/authorize',                                             'default /authorize'],
  ['/oauth/token',                                           'default /oauth/token'],
  ['/userinfo',                                              'default /userinfo'],
  ['/oauth/revoke',                                          'default /oauth/revoke'],
  ['/oauth/introspect',                                      'default /oauth/introspect'],
  ['/interaction/abc',                                       'default /interaction/*'],
  ['/interaction/abc/continue',                              'default /interaction/*'],
  ['/.well-known/openid-configuration',                      'default /.well-known/openid-configuration'],
  ['/.well-known/oauth-authorization-server',                'default /.well-known/oauth-authorization-server'],
  ['/.well-known/jwks.json',                                 'default /.well-known/jwks.json'],
  ['/acme/authorize',                                        'acme /authorize'],
  ['/acme/interaction/abc/continue',                         'acme /interaction/*'],
  ['/acme/.well-known/openid-configuration',                 'acme /.well-known/openid-configuration'],
  ['/acme/.well-known/jwks.json',                            'acme /.well-known/jwks.json'],
  ['/.well-known/oauth-authorization-server/acme',           'acme /.well-known/oauth-authorization-server'],
  ['/',                                                      undefined],
  ['',                                                       undefined],
  ['/nothing',                                               undefined],
  ['/authorize/',                                            undefined],
  ['//authorize',                                            undefined],
  ['/Authorize',                                             undefined],
  ['/default/authorize',                                     undefined],
  ['/oauth/authorize',                                       undefined],
  ['/ACME/authorize',                                        undefined],
  ['/a/authorize',                                           undefined],
  ['/acme/x/authorize',                                      undefined],
  ['/acme/../authorize',                                     undefined],
  ['/ac%6de/authorize',                                      undefined],
  ['/.well-known/oauth-authorization-server/default',        undefined],
  ['/.well-known/oauth-authorization-server/acme/x',         undefined],
  ['/.well-known/oauth-authorization-server/',               undefined],
  ['/.well-known/openid-configuration/acme',                 undefined],
] as const

test('the default tenant is at the root, others below it (Discovery §4, RFC 8414 §3)', () => {
  for (const [path, endpoint] of PATHS) assert.equal(found(path), endpoint, path)
})

// biome-ignore format: a table
const NO_TENANTS = [
  '', 'a', 'A1', 'Acme', '1acme', '-acme', 'acme_', 'ac me', 'acme/x', 'ä-tenant', 'a'.repeat(64), 'acme\n',
  'default', 'authorize', 'oauth', 'userinfo', 'interaction', 'assets', 'health', '.well-known', '..',
]

test("a tenant's id is a path segment that is none of the OP's own", () => {
  for (const id of ['acme', 'ab', 'a-1', 'a'.repeat(63)]) assert.ok(isTenantId(id), id)
  for (const id of NO_TENANTS) assert.equal(isTenantId(id), false, id)
})

test('an issuer is the address of its tenant (Discovery §1.2)', () => {
  assert.equal(issuerOf('https://op.example', 'default'), 'https://op.example')
  assert.equal(issuerOf('https://op.example', 'acme'), 'https://op.example/acme')
})
