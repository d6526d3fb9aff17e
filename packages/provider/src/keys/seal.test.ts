import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { type SealKey, type SealPurpose, seal, unseal } from './seal.ts'

const NOW = 1_800_000_000
const LATER = NOW + 60
const KEY: SealKey = { kid: 'kid-0001', key: createSecretKey(Buffer.alloc(32, 1)) }
const OTHER: SealKey = { kid: 'kid-0002', key: createSecretKey(Buffer.alloc(32, 2)) }
const IMPOSTOR: SealKey = { kid: 'kid-0001', key: createSecretKey(Buffer.alloc(32, 3)) }
const iv = new Uint8Array(12).fill(9)

const sealed = (value: unknown, key = KEY, expires_at = LATER) =>
  seal(key, { purpose: 'code', tenant_id: 'default', iv }, value, expires_at)

const open = (
  text: string,
  to: { purpose?: SealPurpose; tenant_id?: string; now?: number; keys?: readonly SealKey[] } = {},
) => {
  const { purpose = 'code', tenant_id = 'default', now = NOW, keys = [KEY, OTHER] } = to
  return unseal(text, { purpose, tenant_id, now }, (kid) => keys.find((key) => key.kid === kid))
}

const INVALID = { outcome: 'invalid' }

test('what is sealed opens again, with its end', () => {
  const value = { grant: { sub: 'jane' }, list: [1, 'ü', null] }
  assert.deepEqual(open(sealed(value)), { outcome: 'opened', value, expires_at: LATER })
})

test('it says nothing of what is in it', () => {
  const text = sealed({ sub: 'jane-the-subject' })
  assert.match(text, /^kid-0001[A-Za-z0-9_-]+$/)
  assert.doesNotMatch(Buffer.from(text.slice(8), 'base64url').toString('latin1'), /jane|sub/)
})

test('PITFALLS 22: what has expired is told apart from what is not ours', () => {
  const text = sealed('x')
  const outcomeAt = (now: number) => open(text, { now }).outcome
  assert.deepEqual([LATER - 1, LATER, LATER + 999].map(outcomeAt), ['opened', 'expired', 'expired'])
  assert.deepEqual(open(text, { now: LATER }), {
    outcome: 'expired',
    value: 'x',
    expires_at: LATER,
  })
})

test('one purpose, tenant or key does not open for another', () => {
  const text = sealed('x')
  const purposes = ['interaction', 'code_reference', 'refresh_token', 'kept_grant'] as const
  for (const purpose of purposes) assert.deepEqual(open(text, { purpose }), INVALID)
  assert.deepEqual(open(text, { tenant_id: 'acme' }), INVALID)
  assert.deepEqual(open(text, { tenant_id: '' }), INVALID)
  assert.deepEqual(open(text, { keys: [OTHER] }), INVALID)
  assert.deepEqual(open(text, { keys: [IMPOSTOR] }), INVALID)
  assert.deepEqual(open(`kid-0002${text.slice(8)}`), INVALID)
  assert.deepEqual(open(sealed('x', IMPOSTOR)), INVALID)
})

test('a sealed value has one spelling', () => {
  for (const value of ['x', 'xy', 'xyz']) {
    const text = sealed(value)
    const padded = text + '='.repeat(text.length % 4)
    const spellings = [
      `${text}=`,
      `${text}==`,
      padded,
      ` ${text}`,
      `${text} `,
      `${text}\n`,
      `${text}A`,
    ]
    for (const spelling of [...spellings, `${text.slice(0, 20)}\n${text.slice(20)}`])
      if (spelling !== text) assert.deepEqual(open(spelling), INVALID, JSON.stringify(spelling))
  }
})

test('what was never sealed is invalid, whatever it is', () => {
  for (const text of ['', 'kid-0001', `kid-0001${'A'.repeat(100)}`, 'a.b.c', '\0', '💥'.repeat(50)])
    assert.deepEqual(open(text), INVALID, text)
  fc.assert(fc.property(fc.string(), (text) => open(text).outcome === 'invalid'))
  fc.assert(fc.property(fc.base64String(), (text) => open(`kid-0001${text}`).outcome === 'invalid'))
})

test('any value opens as it was sealed, small or large', () => {
  const sizes = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ minLength: 500, maxLength: 4000 }),
  )
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), sizes), (value) => {
      const opened = open(sealed(value))
      assert.ok(opened.outcome === 'opened')
      assert.deepEqual(opened.value, JSON.parse(JSON.stringify(value)))
    }),
  )
})

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/= .'

test('any single character changed, left out or put in makes it invalid', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('x', { a: 'longer' }, 'y'.repeat(700)),
      fc.nat(),
      fc.constantFrom(...ALPHABET),
      fc.constantFrom('change', 'leave out', 'put in'),
      (value, place, character, how) => {
        const text = sealed(value)
        const at = place % text.length
        const put = how === 'leave out' ? '' : character
        const changed = text.slice(0, at) + put + text.slice(how === 'put in' ? at : at + 1)
        return changed === text || open(changed).outcome === 'invalid'
      },
    ),
    { numRuns: 1000 },
  )
})

test('every place of a sealed value counts', () => {
  const text = sealed('every place')
  for (let at = 0; at < text.length; at += 1) {
    const other = text[at] === 'A' ? 'B' : 'A'
    assert.deepEqual(open(text.slice(0, at) + other + text.slice(at + 1)), INVALID, `place ${at}`)
  }
})
