import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAccounts } from './accounts.ts'
import { createFlowLimit } from './flow-limit.ts'
import { memoryPeople } from './memory-people.ts'
import { createPasswords, type Passwords } from './password.ts'
import { type Place, signIn } from './sign-in.ts'
import { createThrottle } from './throttle.ts'

const NOW = 1_700_000_000
const PASSWORD = 'analytical engine'
const PLACE: Place = { tenant_id: 'default', flow: 'flow', isKnownBrowser: () => false }

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
  const means = {
    people,
    passwords,
    throttle: createThrottle({ size: 10 }),
    flowLimit: createFlowLimit({ attempts: 30, size: 10 }),
  }
  let flows = 0
  /** Each try in a flow of its own, unless the place says another. */
  const tryAs = (login: string, password: string, now = NOW, place: Partial<Place> = {}) => {
    flows += 1
    return signIn(means, { ...PLACE, flow: `flow-${flows}`, ...place }, { login, password }, now)
  }
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
  assert.deepEqual(await signIn(means, { ...PLACE, tenant_id: 'acme' }, credentials, NOW), {
    outcome: 'wrong',
  })
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

test('of twenty guesses at once two are made, a click and a second one', async () => {
  const { tryAs } = await given()
  const guesses = await Promise.all(
    Array.from({ length: 20 }, () => tryAs('ada', 'wrong password')),
  )
  assert.equal(guesses.filter(({ outcome }) => outcome === 'wrong').length, 2)
  assert.equal(guesses.filter(({ outcome }) => outcome === 'busy').length, 18)
})

test('guesses that wait when the pause begins are not made', async () => {
  const { tryAs } = await given()
  for (let attempt = 0; attempt < 4; attempt += 1) await tryAs('ada', 'wrong password')
  const [fifth, sixth] = await Promise.all([tryAs('ada', 'wrong password'), tryAs('ada', PASSWORD)])
  assert.deepEqual(fifth, { outcome: 'wrong' })
  assert.deepEqual(sixth, { outcome: 'paused', seconds: 15 })
})

test('a flood of made-up logins that are told busy pushes nobody out', async () => {
  const { tryAs, means } = await given()
  for (let attempt = 0; attempt < 4; attempt += 1) await tryAs('ada', 'wrong password')
  const flooded = { ...means, passwords: createPasswords({ random, waiting: 0 }) }
  const flood = Array.from({ length: 100 }, (_, turn) =>
    signIn(
      flooded,
      { ...PLACE, flow: `flood-${turn}` },
      { login: `nobody-${turn}`, password: PASSWORD },
      NOW,
    ),
  )
  const told = await Promise.all(flood)
  assert.equal(told.filter(({ outcome }) => outcome === 'busy').length, 98)
  await tryAs('ada', 'wrong password')
  assert.equal((await tryAs('ada', PASSWORD)).outcome, 'paused')
})

test('username and email are one person, and have one count', async () => {
  const { tryAs } = await given()
  for (const login of ['ada', 'ada@example.com', 'ada', 'Ada@example.com', 'ADA'])
    await tryAs(login, 'wrong password')
  for (const login of ['ada', 'ada@example.com'])
    assert.equal((await tryAs(login, PASSWORD)).outcome, 'paused')
})

test('a password that is changed while it is verified is wrong', async () => {
  const changed = { password_hash: '$argon2id$another' }
  const { tryAs, people, person } = await given({
    hash: () => assert.fail('nothing to hash'),
    verify: async () => {
      const times = { now: NOW, expires_at: NOW }
      await people.changePassword('default', { sub: person.sub, ...changed }, times)
      return { outcome: 'done', result: 'right' }
    },
  })
  assert.deepEqual(await tryAs('ada', PASSWORD), { outcome: 'wrong' })
})

test('what others guess does not bind a person in a browser they signed in with before', async () => {
  const { tryAs, person } = await given()
  const atHome = { isKnownBrowser: (sub: string) => sub === person.sub }
  for (let attempt = 0; attempt < 5; attempt += 1) await tryAs('ada', 'wrong password')
  assert.equal((await tryAs('ada', PASSWORD)).outcome, 'paused')
  assert.equal((await tryAs('ada', PASSWORD, NOW, atHome)).outcome, 'signed_in')
  assert.equal((await tryAs('ada', PASSWORD)).outcome, 'paused')
})

test('such a browser cannot guess freely either', async () => {
  const { tryAs } = await given()
  const atHome = { isKnownBrowser: () => true }
  for (let attempt = 0; attempt < 5; attempt += 1) await tryAs('ada', 'wrong password', NOW, atHome)
  assert.equal((await tryAs('ada', PASSWORD, NOW, atHome)).outcome, 'paused')
})

test('after thirty wrong passwords a flow is over, whatever logins they were for', async () => {
  const { tryAs } = await given()
  const place = { flow: 'one flow' }
  for (let attempt = 0; attempt < 30; attempt += 1)
    assert.equal((await tryAs(`nobody-${attempt}`, PASSWORD, NOW, place)).outcome, 'wrong')
  assert.deepEqual(await tryAs('ada', PASSWORD, NOW, place), { outcome: 'spent' })
  assert.equal((await tryAs('ada', PASSWORD)).outcome, 'signed_in')
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
