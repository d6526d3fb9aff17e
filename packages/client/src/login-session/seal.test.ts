import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createSeal } from './seal.ts'

const OLD = 'an old secret, of thirty-two characters'
const NEW = 'a new secret, of thirty-two characters'
const VALUE = { state: 'af0ifjsldkj', at: 1 }

test('what is sealed is a JWE by dir and A256GCM that says nothing of what is in it (RFC 7516 §3.1)', async () => {
  const sealed = await createSeal([NEW], 'session').close(VALUE)
  const [header = '', key, ...rest] = sealed.split('.')
  assert.deepEqual(JSON.parse(Buffer.from(header, 'base64url').toString()), {
    alg: 'dir',
    enc: 'A256GCM',
  })
  assert.deepEqual([key, rest.length], ['', 3])
  assert.ok(!Buffer.from(rest.join(''), 'base64url').toString().includes('af0ifjsldkj'))
})

test('what is sealed twice is never the same', async () => {
  const seal = createSeal([NEW], 'session')
  assert.notEqual(await seal.close(VALUE), await seal.close(VALUE))
})

test('a value is opened by every secret, and closed by the first', async () => {
  const [before, both, after] = [[OLD], [NEW, OLD], [NEW]].map((it) => createSeal(it, 'session'))
  assert.deepEqual(await both?.open((await before?.close(VALUE)) ?? ''), VALUE)
  assert.deepEqual(await after?.open((await both?.close(VALUE)) ?? ''), VALUE)
  assert.equal(await after?.open((await before?.close(VALUE)) ?? ''), undefined)
})

test('every secret has 32 characters or more, and there is one', () => {
  for (const secrets of [[], ['x'.repeat(31)], [NEW, 'x'.repeat(31)], ['', NEW]])
    assert.throws(() => createSeal(secrets, 'session'), { code: 'configuration_invalid' })
  createSeal(['x'.repeat(32)], 'session')
})

test('a value for one purpose is none for another', async () => {
  const sealed = await createSeal([NEW], 'transaction').close(VALUE)
  assert.equal(await createSeal([NEW], 'session').open(sealed), undefined)
})

test('a text of anybody is no value, whatever it is', async () => {
  const seal = createSeal([NEW], 'session')
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
      assert.equal(await seal.open(text), undefined)
    }),
  )
})

test('a value with any one character changed is no value', async () => {
  const seal = createSeal([NEW], 'session')
  const sealed = await seal.close(VALUE)
  await fc.assert(
    fc.asyncProperty(fc.nat(sealed.length - 3), async (at) => {
      const other = sealed[at] === 'A' ? 'B' : 'A'
      assert.equal(await seal.open(sealed.slice(0, at) + other + sealed.slice(at + 1)), undefined)
    }),
  )
})
