import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Resource } from '../model/resource.ts'
import type { Consent } from '../model/session.ts'
import { askedPermissions, newResources, newScope } from './permissions.ts'

const READ = { scope: 'read', description: 'Read' }
const WRITE = { scope: 'write', description: 'Write' }
const NOTES: Resource = { resource: 'https://api.example/notes', name: 'Notes', scopes: [READ] }
const MAIL: Resource = { resource: 'https://api.example/mail', name: 'Mail', scopes: [READ, WRITE] }

const consent = (scope: readonly string[], resource: readonly string[]): Consent => ({
  scope,
  resource,
  in: 'a-request',
  given_at: 1_800_000_000,
})

test('a consent remembers scopes of OpenID Connect as they are, and permissions with their API', () => {
  assert.deepEqual(
    askedPermissions({ scope: ['openid', 'email', 'read', 'write'], resources: [NOTES, MAIL] }),
    {
      scope: [
        'openid',
        'email',
        'https://api.example/notes read',
        'https://api.example/mail read',
        'https://api.example/mail write',
      ],
      resource: ['https://api.example/notes', 'https://api.example/mail'],
    },
  )
})

test('a permission that is not asked for is not remembered', () => {
  assert.deepEqual(askedPermissions({ scope: ['openid', 'read'], resources: [MAIL] }), {
    scope: ['openid', 'https://api.example/mail read'],
    resource: ['https://api.example/mail'],
  })
})

test('without a consent everything is new', () => {
  const asked = { scope: ['openid', 'read'], resources: [MAIL] }
  assert.deepEqual(newScope(asked, undefined), ['openid', 'read'])
  assert.deepEqual(newResources(asked, undefined), [{ ...MAIL, scopes: [READ] }])
})

test('what was allowed is not new', () => {
  const asked = { scope: ['openid', 'read'], resources: [MAIL] }
  const given = consent(['openid', 'https://api.example/mail read'], [MAIL.resource])
  assert.deepEqual(newScope(asked, given), [])
  assert.deepEqual(newResources(asked, given), [])
})

test('a permission of one API says nothing of another that has one of that name', () => {
  const asked = { scope: ['openid', 'read'], resources: [NOTES, MAIL] }
  const given = consent(
    ['openid', 'https://api.example/mail read'],
    [MAIL.resource, NOTES.resource],
  )
  assert.deepEqual(newScope(asked, given), ['read'])
  assert.deepEqual(newResources(asked, given), [NOTES])
})

test('an API is new that is asked for without any of its permissions', () => {
  const asked = { scope: ['openid'], resources: [NOTES] }
  const given = consent(['openid'], [])
  assert.deepEqual(newScope(asked, given), [])
  assert.deepEqual(newResources(asked, given), [{ ...NOTES, scopes: [] }])
})

test('of an API that is known, only the permission is named that is new', () => {
  const asked = { scope: ['read', 'write'], resources: [MAIL] }
  const given = consent(['https://api.example/mail read'], [MAIL.resource])
  assert.deepEqual(newScope(asked, given), ['write'])
  assert.deepEqual(newResources(asked, given), [{ ...MAIL, scopes: [WRITE] }])
})

test('a word that is a scope of neither asks for nothing', () => {
  assert.deepEqual(newScope({ scope: ['junk'], resources: [NOTES] }, undefined), [])
})
