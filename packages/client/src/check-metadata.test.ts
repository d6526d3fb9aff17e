import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkMetadata } from './check-metadata.ts'
import { clientSecretBasic } from './client-authentication/client-secret-basic.ts'
import { clientSecretPost } from './client-authentication/client-secret-post.ts'
import { none } from './client-authentication/none.ts'
import type { ClientMetadata } from './metadata.ts'
import { createScene } from './testing/scene.ts'

const METADATA: ClientMetadata = {
  client_id: 'app',
  redirect_uri: 'https://app.example.org/callback',
  authentication: none(),
}

/** As a program without types has them. */
const given = (over: object) => () => checkMetadata({ ...METADATA, ...over })

test('what an OP can have registered is accepted, a scheme of an application too (RFC 8252 §7.1)', () => {
  assert.doesNotThrow(given({}))
  assert.doesNotThrow(given({ redirect_uri: 'com.example.app:/callback' }))
})

// biome-ignore format: a table
const REFUSED = [
  [{ client_id: '' },                                     /^client_id must be/],
  [{ client_id: undefined },                              /^client_id must be/],
  [{ redirect_uri: '/callback' },                         /^redirect_uri must be a whole URL/],
  [{ redirect_uri: undefined },                           /^redirect_uri must be a whole URL/],
  [{ redirect_uri: 'https://app.example.org/callback#a' }, /^redirect_uri must be .* without a fragment/],
  [{ authentication: undefined },                         /^authentication is needed/],
  [{ authentication: 'client_secret_basic' },             /^authentication is needed/],
] as const

for (const [over, message] of REFUSED)
  test(`Dynamic Registration §2: ${JSON.stringify(over)} is the application's own mistake`, () => {
    assert.throws(given(over), { code: 'configuration_invalid', message })
  })

test('the mistake is told when the client is made, before anything is asked', () => {
  const message = 'client_id must be the one that the OP gave'
  assert.throws(() => createScene({ metadata: { client_id: '' } }), {
    code: 'configuration_invalid',
    message,
  })
})

test('RFC 6749 §2.3.1: a secret that is empty is refused before it is sent', () => {
  const message = 'client_secret is empty: a client that has none is none()'
  for (const authenticate of [clientSecretBasic, clientSecretPost])
    assert.throws(() => authenticate(''), { code: 'configuration_invalid', message })
})
