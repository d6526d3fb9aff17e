import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { InvalidMetadataError } from '@gryphon/provider'
import type { World } from '../command/world.ts'
import { newFolder } from '../testing/new-folder.ts'
import { givingMetadata, readClientMetadata } from './client-metadata.ts'

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
      name: 'InvalidValueError',
      setting: name,
      message,
    })
})

test('what people read may have a language (Dynamic Registration §2.1)', async () => {
  const file = { redirect_uris: [URI], 'client_name#fr': 'Mon exemple' }
  assert.deepEqual(await read({ metadata: '-' }, JSON.stringify(file)), file)
})

test('a file that is no JSON object is refused with its name, and the place where it breaks', async () => {
  const broken = join(newFolder(), 'broken.json')
  writeFileSync(broken, '{\n  "redirect_uris": ["https://rp.example/cb"],\n}')
  const place =
    'is not JSON: Expected double-quoted property name in JSON at position 48 (line 3 column 1)'
  for (const option of ['metadata', 'jwks'] as const)
    await assert.rejects(read({ [option]: broken }), {
      name: 'InvalidValueError',
      setting: option,
      message: `${broken} ${place}`,
    })
  for (const input of ['[]', 'null'])
    await assert.rejects(read({ metadata: '-' }, input), {
      setting: 'metadata',
      message: 'standard input: expected a JSON object',
    })
})

test('all names that are no metadata are told at once', async () => {
  const input = JSON.stringify({ redirect_uri: 'x', scopes: 'y' })
  await assert.rejects(read({ metadata: '-' }, input), {
    message: `metadata of this client cannot be:
  redirect_uri: there is no such metadata; did you mean redirect_uris?
  scopes: there is no such metadata; did you mean scope?`,
  })
})

test('what the provider finds wrong is told by the option that said it, with what was found and what may have been meant', async () => {
  const options = { ...NO_OPTIONS, 'auth-method': 'private_key_jtw', 'response-type': ['cod'] }
  const problems = [
    {
      metadata: 'token_endpoint_auth_method',
      problem: 'must be one of none, private_key_jwt',
      found: 'private_key_jtw',
      words: ['none', 'private_key_jwt'],
    },
    { metadata: 'subject_type', problem: 'must be one of public, pairwise', found: 7, words: [] },
    { metadata: 'jwks', problem: 'must be a JWK Set' },
  ]
  const refused = (all: typeof problems) =>
    givingMetadata(options, () => Promise.reject(new InvalidMetadataError(all)))
  await assert.rejects(refused(problems), {
    name: 'InvalidValueError',
    message: `metadata of this client cannot be:
  --auth-method must be one of none, private_key_jwt, found "private_key_jtw"; did you mean private_key_jwt?
  subject_type must be one of public, pairwise, found 7
  jwks must be a JWK Set`,
  })
  await assert.rejects(refused(problems.slice(1, 2)), {
    setting: 'subject_type',
    message: 'subject_type must be one of public, pairwise, found 7',
  })
  const fault = new Error('a fault')
  await assert.rejects(
    givingMetadata(options, () => Promise.reject(fault)),
    fault,
  )
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
