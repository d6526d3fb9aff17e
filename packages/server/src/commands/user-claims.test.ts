import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readClaims } from './user-claims.ts'

const read = (...claim: readonly string[]) =>
  readClaims({ name: undefined, email: undefined, claim })

test('claims are of the types of Core §5.1', () => {
  assert.deepEqual(
    read(
      'email_verified=true',
      'updated_at=1700000000',
      'address={"locality":"Bern"}',
      'locale=de-DE',
      'birthdate=1975-02-28',
    ),
    {
      email_verified: true,
      updated_at: 1_700_000_000,
      address: { locality: 'Bern' },
      locale: 'de-DE',
      birthdate: '1975-02-28',
    },
  )
  for (const birthdate of ['0000-02-29', '1975', '2024-02-29'])
    assert.deepEqual(read(`birthdate=${birthdate}`), { birthdate })
})

// biome-ignore format: a table
const WRONG = [
  ['birthdate=tomorrow',    "birthdate: expected YYYY-MM-DD, 0000-MM-DD or YYYY, found 'tomorrow'"],
  ['birthdate=1975-02-30',  "birthdate: expected YYYY-MM-DD, 0000-MM-DD or YYYY, found '1975-02-30'"],
  ['birthdate=1975-13-01',  "birthdate: expected YYYY-MM-DD, 0000-MM-DD or YYYY, found '1975-13-01'"],
  ['email_verified=yes',    "email_verified: expected true or false, found 'yes'"],
  ['email_verified="true"', "email_verified: expected true or false, found '\"true\"'"],
  ['updated_at=today',      "updated_at: expected a number of seconds since 1970, found 'today'"],
  ['address=Bern',          'address: expected an object, as {"locality":"Bern"}, found \'Bern\''],
  ['email=notanemail',      "email: expected an address, as jo@example.com, found 'notanemail'"],
  ['nicknam=Jo',            'nicknam is no standard claim; did you mean nickname?'],
  ['locale',                "'locale': expected NAME=VALUE, as locale=de-DE"],
] as const

test('what is no claim, or not of its form, is refused with what it should be', () => {
  for (const [claim, message] of WRONG)
    assert.throws(() => read(claim), { name: 'InvalidValueError', setting: 'claim', message })
})

test('an email address has an @ (Core §5.1: RFC 5322 §3.4.1)', () => {
  const typed = (email: string) => readClaims({ name: undefined, email, claim: [] })
  assert.deepEqual(typed('jo@example.com'), { email: 'jo@example.com' })
  for (const email of ['notanemail', 'jo@', '@example.com', 'jo smith@example.com', 'a@b@c', ''])
    assert.throws(() => typed(email), {
      setting: 'email',
      message: `expected an address, as jo@example.com, found '${email}'`,
    })
})

test('a claim that is none, and near none, is told with those that there are (Core §5.1)', () => {
  assert.throws(() => read('favcolor=red'), {
    message:
      /^favcolor is no standard claim: use one of .*\bgiven_name\b.*\bphone_number_verified\b/,
  })
})
