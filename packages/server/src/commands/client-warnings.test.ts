import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clientWarnings } from './client-warnings.ts'

const NOTES = {
  resource: 'https://api.example.com',
  name: 'Notes',
  scopes: [{ scope: 'read:notes', description: 'Read your notes' }],
}

test('scopes of the specification and of an API that is there, and that API, are as they should be', () => {
  const client = { scope: ['openid', 'profile', 'read:notes'], introspects: [NOTES.resource] }
  assert.deepEqual(clientWarnings(client, [NOTES]), [])
})

test('a scope that no API has, and an API that is not there, are told of', () => {
  const client = { scope: ['openid', 'read:note'], introspects: [`${NOTES.resource}/`] }
  assert.deepEqual(clientWarnings(client, [NOTES]), [
    "scope: no API has 'read:note' yet, so nobody is given it: gryphon resource add",
    "introspects: 'https://api.example.com/' is no API yet, to the letter: gryphon resource list",
  ])
})
