import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SettingError } from '@gryphon/provider'
import { createPasswords } from './password.ts'
import { checkNewPassword, normalizePassword } from './password-policy.ts'

const random = (bytes: number) => new Uint8Array(bytes).fill(7)

const hashOf = async (password: string) => {
  const hashed = await createPasswords({ random }).hash(password)
  return hashed.outcome === 'done' ? hashed.result : assert.fail('busy')
}

test('a password is hashed by argon2id with 19 MiB, two passes, one lane (RFC 9106)', async () => {
  assert.match(await hashOf('correct horse'), /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
})

test('the salt is the random that was passed in', async () => {
  assert.equal((await hashOf('correct horse')).split('$')[4], 'BwcHBwcHBwcHBwcHBwcHBw')
})

test('the password that was hashed is right, another is wrong', async () => {
  const { verify } = createPasswords({ random })
  const password_hash = await hashOf('correct horse')
  assert.deepEqual(await verify(password_hash, 'correct horse'), {
    outcome: 'done',
    result: 'right',
  })
  assert.deepEqual(await verify(password_hash, 'Correct horse'), {
    outcome: 'done',
    result: 'wrong',
  })
})

test('the same characters, composed or not, are the same password', async () => {
  const { verify } = createPasswords({ random })
  const password_hash = await hashOf('caf\u00e9-terrace')
  const verified = await verify(password_hash, 'cafe\u0301-terrace')
  assert.deepEqual(verified, { outcome: 'done', result: 'right' })
})

test('nobody has a password, not even the one behind the hash that is verified for nobody', async () => {
  const { verify } = createPasswords({ random })
  assert.deepEqual(await verify(undefined, 'abc'), { outcome: 'done', result: 'wrong' })
})

test('more than may wait is told busy', async () => {
  const { hash } = createPasswords({ random, waiting: 1 })
  const outcomes = await Promise.all(Array.from({ length: 5 }, () => hash('correct horse')))
  assert.deepEqual(
    outcomes.map(({ outcome }) => outcome),
    ['done', 'done', 'done', 'busy', 'busy'],
  )
})

test('where there is one processor, one password is worked on at a time', async () => {
  const passwords = createPasswords({ random, waiting: 1, processors: 1 })
  const hashing = Array.from({ length: 3 }, () => passwords.hash('correct horse'))
  assert.deepEqual(passwords.load(), { running: 1, waiting: 1 })
  assert.deepEqual(
    (await Promise.all(hashing)).map(({ outcome }) => outcome),
    ['done', 'done', 'busy'],
  )
})

test('however many processors there are, two passwords are worked on at a time', async () => {
  const passwords = createPasswords({ random, waiting: 1, processors: 16 })
  const hashing = Array.from({ length: 3 }, () => passwords.hash('correct horse'))
  assert.deepEqual(passwords.load(), { running: 2, waiting: 1 })
  await Promise.all(hashing)
})

for (const [password, what] of [
  ['1234567', 'of 7 characters'],
  ['\u00e9'.repeat(7), 'of 7 characters in 14 bytes'],
  ['x'.repeat(1025), 'of 1025 characters'],
] as const)
  test(`a new password ${what} is refused`, () => {
    assert.throws(
      () => checkNewPassword(password),
      (error) => error instanceof SettingError && error.setting === 'password',
    )
  })

for (const [password, what] of [
  ['12345678', 'of 8 characters'],
  ['\u{1F511}'.repeat(8), 'of 8 characters beyond the basic plane'],
  ['x'.repeat(1024), 'of 1024 characters'],
  ['        ', 'of nothing but spaces'],
] as const)
  test(`a new password ${what} is taken`, () => {
    checkNewPassword(password)
  })

test('normalizePassword composes', () => {
  assert.equal(normalizePassword('e\u0301'), '\u00e9')
})
