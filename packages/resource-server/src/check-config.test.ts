import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier } from './create-verifier.ts'
import { noAudience } from './issuer/issuer-config.ts'

const CONFIG = { issuer: 'https://op.example.com', audience: 'https://api.example.com' }

/** As a program without types has them. */
const given = (over: object) => () => createVerifier({ ...CONFIG, ...over } as never)

// biome-ignore format: a table
const REFUSED = [
  ['an issuer that is no URL',                  { issuer: 'op.example.com' },                               'createVerifier: issuer must be a URL: found op.example.com'],
  ['an issuer without a name, though its keys are known', { issuer: '', jwks_uri: 'https://op.example.com/jwks' }, 'createVerifier: issuer must be a text that is not empty'],
  ['an http issuer',                            { issuer: 'http://op.example.com' },                        'http://op.example.com is no https URL'],
  ['an audience beside [noAudience]',           { [noAudience]: true },                                     'createVerifier: an audience beside [noAudience] would not be looked at: leave out one of them'],
  ['introspection without anything to prove itself by', { introspection: { client_id: 'api' } },            'createVerifier: introspection needs client_secret or private_key'],
  ['introspection with an empty secret',        { introspection: { client_id: 'api', client_secret: '' } }, 'createVerifier: introspection needs client_secret or private_key'],
  ['introspection without client_id',           { introspection: { client_secret: 's' } },                  'createVerifier: introspection.client_id must be a text that is not empty'],
  ['a way to send tokens that is none',         { bearer_methods: ['query'] },                              'createVerifier: bearer_methods has query: header and body there are, and [tokenInQuery]'],
  ['a resource that is no URL (RFC 9728 §1.2)', { resource_metadata: { resource: '/notes' } },              'createVerifier: resource_metadata.resource must be a whole URL without a fragment'],
  ['a resource with a fragment (RFC 9728 §1.2)', { resource_metadata: { resource: 'https://a#b' } },        'createVerifier: resource_metadata.resource must be a whole URL without a fragment'],
] as const

for (const [what, over, message] of REFUSED)
  test(`${what} is told of when the API starts`, () => {
    assert.throws(given(over), { name: 'TypeError', message })
  })

test('what can work is accepted', () => {
  const introspection = { client_id: 'api', client_secret: 's' }
  const resource_metadata = { resource: 'https://api.example.com/notes' }
  assert.doesNotThrow(
    given({ introspection, resource_metadata, bearer_methods: ['header', 'body'] }),
  )
  assert.doesNotThrow(given({ audience: undefined, [noAudience]: true }))
})

test('needs that are no lists are told of when the route is made', () => {
  const api = createVerifier(CONFIG)
  for (const name of ['scope', 'acr_values'])
    assert.throws(() => api.protect(() => new Response(), { [name]: 'read' }), {
      name: 'TypeError',
      message: `${name}: what a route needs is a list, as ['read']`,
    })
})

test('what is no request and no token is told as such, and let nowhere', async () => {
  const api = createVerifier(CONFIG)
  for (const source of [undefined, null, 5, { method: 'GET', url: '/', headers: {} }])
    await assert.rejects(api.verify(source as never), {
      name: 'TypeError',
      message: /^verify and admit take a Web-standard Request, /,
    })
})
