import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAccounts } from './accounts.ts'
import { memoryPeople } from './memory-people.ts'
import { createPasswords, type Passwords } from './password.ts'
import { signIn } from './sign-in.ts'
import { createThrottle } from './throttle.ts'

const NOW = 1_700_000_000
const PASSWORD = 'analytical engine'

const random = (() => {
  let calls = 0
  return (bytes: number) => new Uint8Array(bytes).fill(++calls)
})()

const given = async (passwords: Passwords = createPasswords({ random })) => {
  const people = memoryPeople()
  const accounts = createAccounts({ people, now: () => NOW, random })
  const claims = { email: 'ada@example.com' }
  const added = await accounts.addPerson('default', { username: 'ada', password: PASSWORD, claims })
  const person = added.outcome === 'added' ? added.person : assert.fail(added.outcome)
  const means = { people, passwords, throttle: createThrottle({ size: 10 }) }
  const tryAs = (login: string, password: string, now = NOW) =>
    signIn(means, 'default', { login, password }, now)
  return { people, person, means, tryAs }
}

test('the right password signs in, by username or by email, however it is written', async () => {
  const { tryAs, person } = await given()
  for (const login of ['ada', 'ADA', 'ada@example.com', 'Ada@Example.com'])
    assert.deepEqual(await tryAs(login, PASSWORD), { outcome: 'signed_in', person })
})

test('a wrong password, someone unknown and someone disabled are told the same', async () => {
  const { tryAs, people, person } = await given()
  const ben = { ...person, sub: 'sub-ben', username: 'ben', claims: {}, disabled: true }
  await people.addPerson('default', ben)
  assert.deepEqual(await tryAs('ada', 'wrong password'), { outcome: 'wrong' })
  assert.deepEqual(await tryAs('nobody', PASSWORD), { outcome: 'wrong' })
  assert.deepEqual(await tryAs('ben', PASSWORD), { outcome: 'wrong' })
})

test('a person of one tenant is nobody in another', async () => {
  const { means } = await given()
  const credentials = { login: 'ada', password: PASSWORD }
  assert.deepEqual(await signIn(means, 'acme', credentials, NOW), { outcome: 'wrong' })
})

test('a password is verified for someone unknown too, so that it takes as long', async () => {
  const seen: (string | undefined)[] = []
  const { tryAs, person } = await given({
    hash: () => assert.fail('nothing to hash'),
    verify: async (password_hash) => {
      seen.push(password_hash)
      return { outcome: 'done', result: 'wrong' }
    },
  })
  await tryAs('ada', 'wrong password')
  await tryAs('nobody', 'wrong password')
  assert.deepEqual(seen, [person.password_hash, undefined])
})

for (const login of ['ada', 'nobody'])
  test(`after five wrong passwords ${login} has to wait, even with the right one`, async () => {
    const { tryAs } = await given()
    for (let attempt = 0; attempt < 5; attempt += 1) await tryAs(login, 'wrong password')
    assert.deepEqual(await tryAs(login, PASSWORD), { outcome: 'paused', seconds: 15 })
    const later = await tryAs(login, PASSWORD, NOW + 15)
    assert.equal(later.outcome, login === 'ada' ? 'signed_in' : 'wrong')
  })

test('twenty guesses at once are five guesses', async () => {
  const { tryAs } = await given()
  const guesses = await Promise.all(
    Array.from({ length: 20 }, () => tryAs('ada', 'wrong password')),
  )
  assert.equal(guesses.filter(({ outcome }) => outcome === 'wrong').length, 5)
})

test('busy does not count as a wrong password', async () => {
  const { tryAs } = await given({
    hash: async () => ({ outcome: 'busy' }),
    verify: async () => ({ outcome: 'busy' }),
  })
  for (let attempt = 0; attempt < 7; attempt += 1)
    assert.deepEqual(await tryAs('ada', PASSWORD), { outcome: 'busy' })
})

test('a login of absurd length is wrong, and is not remembered', async () => {
  const { tryAs } = await given()
  const login = 'a'.repeat(60_000)
  for (let attempt = 0; attempt < 7; attempt += 1)
    assert.deepEqual(await tryAs(login, PASSWORD), { outcome: 'wrong' })
})
