import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { aClient, parameters, requestOf, SUPPORTED } from '../testing/request.ts'
import { parseResources, parseScope } from './parse-scope.ts'

const NOTES = SUPPORTED.resources.slice(0, 1)

// biome-ignore format: a table
const GRANTED = [
  // asked,                                  resource,                     granted
  ['openid',                                undefined,                    'openid'],
  ['openid unknown',                        undefined,                    'openid'],
  ['openid email',                          undefined,                    'openid'],
  ['openid profile offline_access',         undefined,                    'openid profile offline_access'],
  ['openid read:notes',                     undefined,                    'openid'],
  ['openid read:notes',                     'https://api.example/notes',  'openid read:notes'],
  ['read:notes openid',                     'https://api.example/notes',  'read:notes openid'],
  ['openid read:notes',                     'https://api.example/mail',   'openid'],
  ['openid Profile OPENID',                 undefined,                    'openid'],
] as const

test('what is unknown, or not for this client or API, is left out (Core §3.1.2.1, RFC 6749 §3.3)', () => {
  for (const [scope, resource, granted] of GRANTED)
    assert.equal(requestOf({ scope, resource }).scope.join(' '), granted, scope)
})

test('offline_access is ignored where no refresh token can come of the request (Core §11)', () => {
  const asked = ['openid', 'offline_access']
  assert.deepEqual(parseScope(asked, aClient(), 'code', []), asked)
  assert.deepEqual(parseScope(asked, aClient(), 'id_token', []), ['openid'])
  const client = aClient({ grant_types: ['authorization_code', 'implicit'] })
  assert.deepEqual(parseScope(asked, client, 'code id_token', []), ['openid'])
})

test('an API may be asked for without OpenID (RFC 6749 §3.3)', () => {
  assert.deepEqual(parseScope(['read:notes'], aClient(), 'code', NOTES), ['read:notes'])
  assert.deepEqual(parseScope(['read:notes'], aClient(), 'code token', NOTES), ['read:notes'])
})

test('no scope is granted that was not asked for, and none that the client may not have', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('openid', 'profile', 'email', 'offline_access', 'read:notes', 'x')),
      fc.array(fc.constantFrom('profile', 'email', 'read:notes', 'offline_access')),
      (asked, may) => {
        const client = aClient({ scope: ['openid', ...may] })
        const granted = parseScope([...asked, 'openid'], client, 'code id_token', NOTES)
        return granted.every(
          (word) => [...asked, 'openid'].includes(word) && client.scope.includes(word),
        )
      },
    ),
  )
})

test('resource may repeat, and audience is its synonym (RFC 8707 §2)', () => {
  const [notes, mail] = ['https://api.example/notes', 'https://api.example/mail']
  const found = (over: Parameters<typeof parameters>[0]) =>
    parseResources(parameters(over), SUPPORTED.resources).map(({ resource }) => resource)
  assert.deepEqual(found({}), [])
  assert.deepEqual(found({ resource: notes }), [notes])
  assert.deepEqual(found({ audience: notes }), [notes])
  assert.deepEqual(found({ resource: [notes, mail] }), [notes, mail])
  assert.deepEqual(found({ resource: notes, audience: mail }), [notes, mail])
  assert.deepEqual(found({ resource: [notes, notes], audience: notes }), [notes])
})
