import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryPeople } from './memory-people.ts'
import type { Person } from './people-store.ts'

const person = (username: string, overrides: Partial<Person> = {}): Person => ({
  sub: `sub-${username}`,
  username,
  password_hash: '$argon2id$',
  claims: {},
  created_at: 1,
  disabled: false,
  ...overrides,
})

const given = async (...everyone: readonly Person[]) => {
  const people = memoryPeople()
  for (const one of everyone) assert.equal(await people.addPerson('default', one), 'added')
  return people
}

test('an email address that two people have is nobody’s login', async () => {
  const shared = { claims: { email: 'family@example.com' } }
  const people = await given(person('ada', shared), person('ben', shared))
  assert.equal(await people.findPersonByLogin('default', 'family@example.com'), undefined)
})

test('a username comes before someone else’s email address', async () => {
  const ada = person('ada', { claims: { email: 'ben' } })
  const people = await given(ada, person('ben'))
  assert.equal((await people.findPersonByLogin('default', 'ben'))?.sub, 'sub-ben')
})

test('a sub is taken once', async () => {
  const people = await given(person('ada'))
  assert.equal(await people.addPerson('default', person('ben', { sub: 'sub-ada' })), 'taken')
})

test('people are listed by username, a page at a time', async () => {
  const people = await given(person('cyd'), person('Ada'), person('ben'))
  const names = async (page: { after?: string; limit: number }) =>
    (await people.listPeople('default', page)).map(({ username }) => username)
  assert.deepEqual(await names({ limit: 2 }), ['Ada', 'ben'])
  assert.deepEqual(await names({ after: 'ben', limit: 2 }), ['cyd'])
})

test('a person cannot take someone else’s username, and keeps their own', async () => {
  const people = await given(person('ada'), person('ben'))
  assert.equal(await people.replacePerson('default', person('BEN', { sub: 'sub-ada' })), 'taken')
  assert.equal(await people.replacePerson('default', person('ADA', { sub: 'sub-ada' })), 'replaced')
  assert.equal(await people.replacePerson('default', person('cyd')), 'unknown')
})

test('someone removed is unknown, and only in their tenant', async () => {
  const people = await given(person('ada'))
  await people.addPerson('acme', person('ada'))
  assert.equal(await people.removePerson('default', 'sub-ada'), 'removed')
  assert.equal(await people.removePerson('default', 'sub-ada'), 'unknown')
  assert.equal((await people.findPerson('acme', 'sub-ada'))?.username, 'ada')
})
