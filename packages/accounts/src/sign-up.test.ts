import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createFlowLimit } from './flow-limit.ts'
import { memoryPeople } from './memory-people.ts'
import { createPasswords } from './password.ts'
import { createRateLimit } from './rate-limit.ts'
import { type SignUpMeans, signUp, type WantedAccount } from './sign-up.ts'
import { createThrottle, throttleKey } from './throttle.ts'

const NOW = 1_700_000_000
const PLACE = { tenant_id: 'default', flow: 'flow-1', isKnownBrowser: () => false }

const given = (overrides: Partial<SignUpMeans> = {}) => {
  let calls = 0
  const random = (bytes: number) => new Uint8Array(bytes).fill(++calls)
  const means: SignUpMeans = {
    people: memoryPeople(),
    passwords: createPasswords({ random }),
    throttle: createThrottle({ size: 10 }),
    flowLimit: createFlowLimit({ attempts: 30, size: 10 }),
    limitSignUps: createRateLimit({ burst: 2, every: 30 }),
    now: () => NOW,
    random,
    ...overrides,
  }
  const wanting = (wanted: Partial<WantedAccount> = {}) =>
    signUp(means, PLACE, { ...ADA, ...wanted }, NOW)
  return { ...means, wanting }
}

const ADA: WantedAccount = {
  name: 'Ada Lovelace',
  username: 'ada',
  password: 'analytical engine',
}

const EMAIL = 'ada@example.com'

describe('each field is looked at', () => {
  for (const [wanted, faults] of [
    [{ name: '' }, { name: 'name_missing' }],
    [{ name: 'x'.repeat(201) }, { name: 'name_unfit' }],
    [{ name: 'Ada\u202E' }, { name: 'name_unfit' }],
    [{ username: '' }, { username: 'username_missing' }],
    [{ username: 'a\u200Bda' }, { username: 'username_unfit' }],
    [{ username: 'x'.repeat(321) }, { username: 'username_unfit' }],
    [{ password: '' }, { password: 'password_missing' }],
    [{ password: '1234567' }, { password: 'password_unfit' }],
    [{ password: 'x'.repeat(1025) }, { password: 'password_unfit' }],
    [
      { name: '', username: '', password: '' },
      { name: 'name_missing', username: 'username_missing', password: 'password_missing' },
    ],
  ] as const)
    test(`${JSON.stringify(wanted).slice(0, 40)} is refused, and is no try`, async () => {
      const { wanting } = given({ limitSignUps: createRateLimit({ burst: 1, every: 30 }) })
      assert.deepEqual(await wanting(wanted), { outcome: 'refused', faults })
      assert.equal((await wanting()).outcome, 'created')
    })

  test('a name may have the joiners that scripts need', async () => {
    assert.equal((await given().wanting({ name: 'علی\u200Cرضا' })).outcome, 'created')
  })
})

describe('a username', () => {
  test('that looks like an email address is that too, not verified', async () => {
    const created = await given().wanting({ username: EMAIL })
    assert.deepEqual(created.outcome === 'created' && created.person.claims, {
      name: 'Ada Lovelace',
      email: EMAIL,
      email_verified: false,
    })
  })

  test('that does not is a username alone', async () => {
    const created = await given().wanting({ username: 'ada@home' })
    assert.deepEqual(created.outcome === 'created' && created.person.claims, {
      name: 'Ada Lovelace',
    })
  })

  const TAKEN = { outcome: 'refused', faults: { username: 'username_taken' } }

  test('that someone has is taken, however it is written', async () => {
    const { wanting } = given()
    await wanting()
    assert.deepEqual(await wanting({ username: 'ＡDA', password: 'another password' }), TAKEN)
  })

  test("that is someone's email address is taken: it would stand before theirs", async () => {
    const { wanting, people } = given()
    const created = await wanting()
    const person = created.outcome === 'created' ? created.person : assert.fail()
    await people.replacePerson('default', { ...person, claims: { email: EMAIL } })
    assert.deepEqual(await wanting({ username: EMAIL, password: 'another password' }), TAKEN)
    assert.equal((await people.findPersonByLogin('default', EMAIL))?.sub, person.sub)
  })

  test('of a disabled person is taken, the right password or not', async () => {
    const { wanting, people } = given()
    const created = await wanting()
    const person = created.outcome === 'created' ? created.person : assert.fail()
    await people.replacePerson('default', { ...person, disabled: true })
    assert.deepEqual(await wanting(), TAKEN)
  })
})

test('PITFALLS 20: who asks for an account that is theirs already has it, and it is not made again', async () => {
  const { wanting } = given()
  const created = await wanting()
  const again = await wanting()
  assert.deepEqual([created.outcome, again.outcome], ['created', 'known'])
  assert.deepEqual('person' in again && again.person, 'person' in created && created.person)
})

describe('a flood', () => {
  test('is told to wait when too many try, and makes nobody', async () => {
    const { wanting, people } = given()
    await wanting({ username: 'one' })
    await wanting({ username: 'two' })
    assert.deepEqual(await wanting({ username: 'three' }), { outcome: 'paused', seconds: 30 })
    assert.equal(await people.findPersonByLogin('default', 'three'), undefined)
  })

  test('is told to wait when too many passwords are to be hashed', async () => {
    const passwords = { hash: async () => ({ outcome: 'busy' as const }) }
    const { wanting } = given({ passwords: { ...given().passwords, ...passwords } })
    assert.deepEqual(await wanting(), { outcome: 'busy' })
  })

  test('guesses no password: a taken name counts as a wrong password', async () => {
    const { wanting, throttle } = given({ limitSignUps: createRateLimit({ burst: 9, every: 1 }) })
    const created = await wanting()
    const { sub } = created.outcome === 'created' ? created.person : assert.fail()
    for (let guess = 0; guess < 5; guess += 1) await wanting({ password: `wrong guess ${guess}` })
    const key = throttleKey('default', 'ada', { sub, browser: 'new' })
    assert.deepEqual(throttle.look(key, NOW), { outcome: 'paused', seconds: 15 })
  })
})
