import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { World } from '../command/world.ts'
import { readClientMetadata } from './client-metadata.ts'

const NO_OPTIONS: Parameters<typeof readClientMetadata>[0] = {
  'redirect-uri': [],
  name: undefined,
  'response-type': [],
  'response-mode': [],
  scope: undefined,
  'auth-method': undefined,
  jwks: undefined,
  'jwks-uri': undefined,
  'id-token-alg': undefined,
  'require-pkce': false,
  trusted: false,
  'client-id': undefined,
  'client-uri': undefined,
  'logo-uri': undefined,
  metadata: undefined,
}

const worldWith = (input: string) => ({ readInput: async () => input }) as World

const read = (options: Partial<typeof NO_OPTIONS>, input = '') =>
  readClientMetadata({ ...NO_OPTIONS, ...options }, worldWith(input))

const URI = 'https://rp.example/cb'

test('options become metadata, and what was not said is left out', async () => {
  const options = {
    'redirect-uri': [URI],
    name: 'App',
    'response-type': ['token id_token code', 'code'],
    scope: 'openid profile',
    trusted: true,
  }
  assert.deepEqual(await read(options), {
    redirect_uris: [URI],
    client_name: 'App',
    response_types: ['token id_token code', 'code'],
    scope: 'openid profile',
    trusted: true,
  })
})

test('metadata come from a file too, and an option goes before it', async () => {
  const file = JSON.stringify({ redirect_uris: [URI], client_name: 'File', scope: 'openid' })
  assert.deepEqual(await read({ metadata: '-', name: 'Option' }, file), {
    redirect_uris: [URI],
    client_name: 'Option',
    scope: 'openid',
  })
})

test('a name that is no metadata is refused, with the one that was meant', async () => {
  for (const [name, message] of [
    ['redirect_uri', /did you mean redirect_uris\?/],
    ['client_names', /did you mean client_name\?/],
    ['__proto__', /there is no such metadata/],
  ] as const)
    await assert.rejects(read({ metadata: '-' }, `{"${name}":"x"}`), {
      name: 'SettingError',
      setting: name,
      message,
    })
})

test('what people read may have a language (Dynamic Registration §2.1)', async () => {
  const file = { redirect_uris: [URI], 'client_name#fr': 'Mon exemple' }
  assert.deepEqual(await read({ metadata: '-' }, JSON.stringify(file)), file)
})

test('a file that is no JSON object is refused', async () => {
  for (const input of ['{', '[]', 'null'])
    await assert.rejects(read({ metadata: '-' }, input), {
      setting: 'metadata',
      message: 'expected a JSON object',
    })
})

test('a comma between scopes is refused with the cure; in a list it is one of a scope', async () => {
  await assert.rejects(read({ scope: 'openid, profile' }), {
    message:
      'scopes are separated by spaces, without commas: "openid profile"; one that has a comma can be in a list, in --metadata',
  })
  await assert.rejects(read({ metadata: '-' }, '{"scope":"openid,email"}'), /"openid email"/)
  const scope = ['openid', 'a,b']
  assert.deepEqual(await read({ metadata: '-' }, JSON.stringify({ scope })), { scope })
})
