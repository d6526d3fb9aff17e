import assert from 'node:assert/strict'
import { test } from 'node:test'
import { none } from './client-authentication/none.ts'
import { selfSignedTlsClientAuth, tlsClientAuth } from './client-authentication/tls-client-auth.ts'
import type { ClientMetadata } from './metadata.ts'
import { createScene, tokenAnswerOf } from './testing/scene.ts'

const ALIASES = { mtls_endpoint_aliases: { token_endpoint: 'https://mtls.example.com/mtls/token' } }

// biome-ignore format: a table
const CLIENTS: readonly (readonly [what: string, metadata: Partial<ClientMetadata>, asked: string])[] = [
  ['tls_client_auth',             { authentication: tlsClientAuth() },                                        '/mtls/token'],
  ['self_signed_tls_client_auth', { authentication: selfSignedTlsClientAuth() },                              '/mtls/token'],
  ['certificate-bound tokens',    { authentication: none(), tls_client_certificate_bound_access_tokens: true }, '/mtls/token'],
  ['none of them',                { authentication: none(), tls_client_certificate_bound_access_tokens: false }, '/token'],
]

for (const [what, metadata, path] of CLIENTS)
  test(`RFC 8705 §5: a client with ${what} asks ${path}`, async () => {
    const answer = await tokenAnswerOf()
    const answers = { '/token': answer, '/mtls/token': answer }
    const { rp, asked } = createScene({ answers, metadata, op: ALIASES })
    await rp.refresh('a refresh token', { claims: undefined })
    assert.equal(asked[0]?.path, path)
    assert.equal(asked[0]?.form.get('client_id'), 's6BhdRkqt3')
  })

test('RFC 8705 §5: an endpoint without alias is asked where it is', async () => {
  const metadata = { authentication: tlsClientAuth() }
  const { rp, asked } = createScene({ answers: { '/revoke': { text: '' } }, metadata, op: ALIASES })
  await rp.revoke('a token')
  assert.equal(asked[0]?.path, '/revoke')
})

test('RFC 8705 §5: a browser, which has not the certificate of the client, is sent to no alias', () => {
  const mtls_endpoint_aliases = { end_session_endpoint: 'javascript:alert(1)' }
  const op = { end_session_endpoint: 'https://op.example.com/logout', mtls_endpoint_aliases }
  const { rp } = createScene({ op, metadata: { authentication: tlsClientAuth() } })
  const { origin, pathname } = new URL(rp.endSession({ id_token_hint: 'a token' }).url)
  assert.equal(origin + pathname, 'https://op.example.com/logout')
})

const listing = (methods: readonly string[] | undefined, metadata: Partial<ClientMetadata>) => () =>
  createScene({ op: { token_endpoint_auth_methods_supported: methods }, metadata })

test('Discovery §3: a way of client authentication that the OP has not is told of at once', () => {
  const metadata = { authentication: tlsClientAuth() }
  assert.throws(listing(['client_secret_basic', 'private_key_jwt'], metadata), {
    code: 'authentication_method_unsupported',
    message: 'the OP has no tls_client_auth',
    section: 'Discovery §3',
    expected: 'client_secret_basic private_key_jwt',
    found: 'tls_client_auth',
  })
  assert.doesNotThrow(listing(['tls_client_auth'], metadata))
  assert.doesNotThrow(listing(undefined, metadata))
})

test('Core §9: a public client is in no list that it would have to be in', () => {
  assert.doesNotThrow(listing(['client_secret_basic'], { authentication: none() }))
})
