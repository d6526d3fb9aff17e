import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SettingError } from '@gryphon/provider'
import type { AccountEvent } from './account-event.ts'
import { createAccounts } from './accounts.ts'
import { memoryPeople } from './memory-people.ts'

const NOW = 1_700_000_000
const PASSWORD = 'analytical engine'

const given = () => {
  const people = memoryPeople()
  let calls = 0
  const random = (bytes: number) => new Uint8Array(bytes).fill(++calls)
  const events: AccountEvent[] = []
  const log = (event: AccountEvent) => void events.push(event)
  return { people, events, accounts: createAccounts({ people, now: () => NOW, random, log }) }
}

const addAda = async ({ accounts }: ReturnType<typeof given>) => {
  const claims = { name: 'Ada Lovelace', email: 'ada@example.com', email_verified: true }
  const added = await accounts.addPerson('default', { username: 'ada', password: PASSWORD, claims })
  return added.outcome === 'added' ? added.person : assert.fail(added.outcome)
}

test('a person is added under a random sub, and the password is kept as a hash only', async () => {
  const house = given()
  const { password_hash, ...person } = await addAda(house)
  assert.deepEqual(person, {
    sub: 'AgICAgICAgICAgICAgICAg',
    username: 'ada',
    claims: { name: 'Ada Lovelace', email: 'ada@example.com', email_verified: true },
    created_at: NOW,
    disabled: false,
  })
  assert.match(password_hash, /^\$argon2id\$/)
  assert.deepEqual(await house.people.findPerson('default', person.sub), {
    ...person,
    password_hash,
  })
})

test('an account that an operator makes, and a password that one changes, are told, and no secret with them', async () => {
  const house = given()
  const { sub } = await addAda(house)
  await house.accounts.setPassword('default', { sub, password: 'difference engine' })
  const [created, changed, ...more] = house.events
  assert.deepEqual(more, [])
  const about = { tenant_id: 'default', sub }
  assert.match(String(created?.request_id), /^[\w-]{12}$/)
  assert.deepEqual(created, {
    ...about,
    event: 'account.created',
    request_id: created?.request_id,
    client_id: undefined,
  })
  assert.deepEqual(changed, {
    ...about,
    event: 'account.password_changed',
    request_id: changed?.request_id,
  })
  assert.notEqual(changed?.request_id, created?.request_id)
})

test('what changes nothing is not told', async () => {
  const house = given()
  await addAda(house)
  await house.accounts.addPerson('default', { username: 'ada', password: PASSWORD })
  await house.accounts.setPassword('default', { sub: 'unknown', password: PASSWORD })
  assert.deepEqual(
    house.events.map(({ event }) => event),
    ['account.created'],
  )
})

test('a username is taken once per tenant, however it is written', async () => {
  const house = given()
  await addAda(house)
  const again = { username: 'ＡDA', password: PASSWORD }
  assert.deepEqual(await house.accounts.addPerson('default', again), { outcome: 'taken' })
  assert.equal((await house.accounts.addPerson('acme', again)).outcome, 'added')
})

for (const username of [
  '',
  ' ada',
  'ada ',
  'a\u0000da',
  'ada\u202Enimda',
  'a\u200Bda',
  'x'.repeat(321),
])
  test(`the username ${JSON.stringify(username.slice(0, 12))} is refused`, async () => {
    await assert.rejects(
      given().accounts.addPerson('default', { username, password: PASSWORD }),
      (error) => error instanceof SettingError && error.setting === 'username',
    )
  })

test('the new password is right from then on, and the old one is not', async () => {
  const house = given()
  const { sub, password_hash } = await addAda(house)
  assert.equal(
    await house.accounts.setPassword('default', { sub, password: 'difference engine' }),
    'set',
  )
  assert.notEqual((await house.people.findPerson('default', sub))?.password_hash, password_hash)
})

test('nobody can be given a password that is too short, and nobody unknown any', async () => {
  const house = given()
  const { sub } = await addAda(house)
  await assert.rejects(
    house.accounts.setPassword('default', { sub, password: 'short' }),
    SettingError,
  )
  const change = { sub: 'unknown', password: PASSWORD }
  assert.equal(await house.accounts.setPassword('default', change), 'unknown')
})

test('claims are those named and known (Core §5.1), the username being preferred_username', async () => {
  const house = given()
  const { sub } = await addAda(house)
  const names = ['email', 'preferred_username', 'phone_number', 'constructor']
  assert.deepEqual(await house.accounts.claims('default', sub, names), {
    email: 'ada@example.com',
    preferred_username: 'ada',
  })
})

test('there are no claims of someone gone, disabled, or of another tenant', async () => {
  const house = given()
  const person = await addAda(house)
  assert.equal(await house.accounts.claims('acme', person.sub, ['email']), undefined)
  await house.people.replacePerson('default', { ...person, disabled: true })
  assert.equal(await house.accounts.claims('default', person.sub, ['email']), undefined)
  await house.people.removePerson('default', person.sub)
  assert.equal(await house.accounts.claims('default', person.sub, ['email']), undefined)
})

test('assets are named after their content, and never change', () => {
  const { assets } = given().accounts
  const paths = [...assets.keys()]
  assert.equal(paths.length, 2)
  assert.match(paths[0] ?? '', /^\/assets\/gryphon\.[\w-]{12}\.css$/)
  assert.match(paths[1] ?? '', /^\/assets\/gryphon\.[\w-]{12}\.svg$/)
  for (const asset of assets.values())
    assert.equal(asset.cache_control, 'public, max-age=31536000, immutable')
})
