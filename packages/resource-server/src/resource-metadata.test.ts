import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AUDIENCE, createScene, ISSUER, type SceneConfig } from './testing/scene.ts'
import { tokenInQuery } from './verifier.ts'

const RESOURCE = 'https://api.example.com/v1'
const URL_ = 'https://api.example.com/.well-known/oauth-protected-resource/v1'

const documentOf = (config: SceneConfig) => {
  const { api } = createScene({ resource_metadata: { resource: AUDIENCE }, ...config })
  return JSON.parse(api.metadata?.body ?? '')
}

test('RFC 9728 §3.1: the metadata are where the well-known path comes between host and path', async () => {
  const { api } = createScene({
    resource_metadata: { resource: RESOURCE, scopes_supported: ['read'], resource_name: 'Things' },
  })
  const answer = api.answerMetadata(new Request(URL_))
  assert.equal(answer?.status, 200)
  assert.deepEqual(Object.fromEntries(answer.headers), {
    'content-type': 'application/json',
    'cache-control': 'public, max-age=3600',
    'access-control-allow-origin': '*',
  })
  assert.deepEqual(await answer.json(), {
    resource: RESOURCE,
    authorization_servers: [ISSUER],
    bearer_methods_supported: ['header'],
    scopes_supported: ['read'],
    resource_name: 'Things',
  })
  assert.equal(api.answerMetadata(new Request('https://api.example.com/v1')), undefined)
  assert.deepEqual([api.metadata?.url, api.metadata?.path], [URL_, new URL(URL_).pathname])
})

test('RFC 9728 §3.1: without a path nothing comes behind', () => {
  const { api } = createScene({ resource_metadata: { resource: 'https://api.example.com/' } })
  assert.equal(api.metadata?.url, 'https://api.example.com/.well-known/oauth-protected-resource')
})

test('RFC 9728 §5.1: every challenge names where they are', async () => {
  const { api } = createScene({ realm: 'things', resource_metadata: { resource: RESOURCE } })
  const { headers } = await api.protect(() => new Response())(new Request(RESOURCE))
  assert.equal(
    headers.get('www-authenticate'),
    `Bearer realm="things", resource_metadata="${URL_}"`,
  )
})

test('RFC 9728 §2: the document says what the guard does', () => {
  const plain = {
    resource: AUDIENCE,
    authorization_servers: [ISSUER],
    bearer_methods_supported: ['header'],
  }
  assert.deepEqual(documentOf({ bearer_methods: ['header', 'body'], [tokenInQuery]: true }), {
    ...plain,
    bearer_methods_supported: ['header', 'body', 'query'],
  })
  const dpop = { base_url: AUDIENCE, algorithms: ['ES256'] as const }
  assert.deepEqual(documentOf({ dpop }), { ...plain, dpop_signing_alg_values_supported: ['ES256'] })
  assert.deepEqual(documentOf({ dpop: { ...dpop, unbound: 'refuse' }, mtls: {} }), {
    ...plain,
    dpop_signing_alg_values_supported: ['ES256'],
    dpop_bound_access_tokens_required: true,
    tls_client_certificate_bound_access_tokens: true,
  })
})

test('a guard without resource_metadata answers no request for them', () => {
  const { api } = createScene()
  assert.equal(api.metadata, undefined)
  assert.equal(api.answerMetadata(new Request(URL_)), undefined)
})
