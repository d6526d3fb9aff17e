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
    response_types: ['code id_token token', 'code'],
    scope: ['openid', 'profile'],
    trusted: true,
  })
})

test('metadata come from a file too, and an option goes before it', async () => {
  const file = JSON.stringify({ redirect_uris: [URI], client_name: 'File', scope: 'openid' })
  assert.deepEqual(await read({ metadata: '-', name: 'Option' }, file), {
    redirect_uris: [URI],
    client_name: 'Option',
    scope: ['openid'],
  })
})

const REFUSED: readonly (readonly [metadata: object, setting: string, message: RegExp])[] = [
  [{}, 'redirect_uris', /is needed/],
  [{ redirect_uris: [] }, 'redirect_uris', /\[\] is not what it can be/],
  [{ redirect_uris: [URI], response_types: ['cod'] }, 'response_types', /\["cod"\]/],
  [{ redirect_uris: [URI], trusted: 'yes' }, 'trusted', /"yes"/],
  [{ redirect_uri: URI }, 'redirect_uri', /did you mean redirect_uris\?/],
  [
    { redirect_uris: [URI], id_token_signed_response_alg: 'none' },
    'id_token_signed_response_alg',
    /"none"/,
  ],
]

test('metadata that cannot be are refused by name', async () => {
  for (const [metadata, setting, message] of REFUSED)
    await assert.rejects(read({ metadata: '-' }, JSON.stringify(metadata)), {
      name: 'SettingError',
      setting,
      message,
    })
})

test('a file that is no JSON object is refused', async () => {
  for (const input of ['{', '[]', 'null'])
    await assert.rejects(read({ metadata: '-' }, input), {
      setting: 'metadata',
      message: 'expected a JSON object',
    })
})
