import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import type { Lifetimes } from '../model/lifetimes.ts'
import { memoryStore } from '../store/memory-store.ts'
import { createFirstKeys } from './create.ts'
import { openKeyring } from './keyring.ts'
import { type Rotation, rotateKeys } from './rotation.ts'
import { keyStatuses } from './status.ts'

const START = 1_800_000_000
const HOUR = 3600
const MASTER_KEY = new Uint8Array(32).fill(7)

const LIFETIMES: Lifetimes = {
  code: 60,
  access_token: 600,
  front_channel_access_token: 300,
  id_token: 600,
  refresh_token: 14 * 24 * HOUR,
  refresh_token_absolute: 90 * 24 * HOUR,
  session: 12 * HOUR,
  pushed_request: 90,
  interaction: HOUR,
  refresh_grace_confidential: 60,
  refresh_grace_public: 10,
  unused_client: 30 * 24 * HOUR,
  unused_open_client: 24 * HOUR,
}

/** A tenant with its first keys, and a clock that the test sets. */
const given = async () => {
  let time = START
  let turn = 0
  const random = (bytes: number) => {
    turn += 1
    return createHash('sha512').update(`${turn}`).digest().subarray(0, bytes)
  }
  const now = () => time
  const means = { master_key: MASTER_KEY, now, random }
  const rotating = { ...means, lifetimes: LIFETIMES, log: () => undefined }
  const store = memoryStore()
  const tenant_id = 'default'
  const making = { ...means, tenant_id, now: START, active_from: START }
  await store.addTenant(
    { tenant_id, name: 'Gryphon', created_at: START },
    await createFirstKeys(making),
  )
  const keyring = async () => openKeyring(tenant_id, await store.listKeys(tenant_id), means)
  return {
    store,
    keyring,
    rotate: (at: Rotation['at'], algs = ['ES256'], announced: Rotation['announced'] = 'refuse') =>
      rotateKeys(store, tenant_id, { at, algs, announced }, rotating),
    drop: () =>
      rotateKeys(store, tenant_id, { at: 'now', algs: ['ES256'], old: 'dropped' }, rotating),
    statuses: async () =>
      keyStatuses(await store.listKeys(tenant_id), now())
        .filter(({ alg }) => alg === 'ES256')
        .toSorted((a, b) => a.active_from - b.active_from)
        .map(({ status }) => status),
    published: async (): Promise<readonly { readonly kid: string; readonly alg: string }[]> =>
      JSON.parse((await keyring()).jwks()).keys,
    passTo: (seconds: number) => {
      time = START + seconds
    },
    now,
  }
}

const kidOf = (text: string) =>
  String(JSON.parse(Buffer.from(text.split('.')[0] ?? '', 'base64url').toString()).kid)

test('PITFALLS 29: there is a key of every alg before the first request, and each is published', async () => {
  const { published, keyring } = await given()
  const keys = await published()
  assert.deepEqual(keys.map(({ alg }) => alg).toSorted(), ['ES256', 'EdDSA', 'PS256', 'RS256'])
  assert.equal(new Set(keys.map(({ kid }) => kid)).size, 4)
  const ring = await keyring()
  for (const alg of ['RS256', 'PS256', 'ES256', 'EdDSA'] as const) {
    const text = await ring.sign(alg, 'JWT', { sub: 'jane' })
    assert.ok(keys.some(({ kid }) => kid === kidOf(text)))
    assert.deepEqual(ring.verify(text, 'JWT'), { sub: 'jane' })
  }
})

test('nothing private is published (RFC 7517 §9.3)', async () => {
  const { keyring } = await given()
  const { keys } = JSON.parse((await keyring()).jwks())
  for (const key of keys)
    for (const name of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'])
      assert.ok(!(name in key), `${key.alg} ${name}`)
  assert.deepEqual(
    keys.map(({ use, kty }: { use: string; kty: string }) => `${use} ${kty}`).toSorted(),
    ['sig EC', 'sig OKP', 'sig RSA', 'sig RSA'],
  )
})

test('PITFALLS 29: a new key is announced, then active; the old one retires, then goes', async () => {
  const { rotate, statuses, published, passTo, store, now } = await given()
  assert.deepEqual(await statuses(), ['active'])
  await rotate('once_announced')
  assert.deepEqual(await statuses(), ['active', 'announced'])
  passTo(2 * HOUR - 1)
  assert.deepEqual(await statuses(), ['active', 'announced'])
  passTo(2 * HOUR)
  assert.deepEqual(await statuses(), ['retiring', 'active'])
  passTo(26 * HOUR - 1)
  assert.equal((await published()).filter(({ alg }) => alg === 'ES256').length, 2)
  passTo(26 * HOUR)
  assert.equal((await published()).filter(({ alg }) => alg === 'ES256').length, 1)
  passTo(26 * HOUR + 1)
  assert.equal(await store.sweep(now(), 100), 1)
  assert.deepEqual(await statuses(), ['active'])
})

test('PITFALLS 29: a key is published before it signs, and what the old one signed verifies still', async () => {
  const { rotate, keyring, published, passTo } = await given()
  const before = await (await keyring()).sign('ES256', 'JWT', { n: 1 })
  await rotate('once_announced')
  const announced = (await published()).map(({ kid }) => kid)
  const meanwhile = await (await keyring()).sign('ES256', 'JWT', { n: 2 })
  assert.equal(kidOf(meanwhile), kidOf(before))
  passTo(2 * HOUR)
  const ring = await keyring()
  const after = await ring.sign('ES256', 'JWT', { n: 3 })
  assert.notEqual(kidOf(after), kidOf(before))
  assert.ok(announced.includes(kidOf(after)))
  assert.deepEqual(ring.verify(before, 'JWT'), { n: 1 })
  passTo(26 * HOUR)
  const late = await keyring()
  assert.equal(late.verify(before, 'JWT'), undefined)
  assert.deepEqual(late.verify(after, 'JWT'), { n: 3 })
})

test('a keyring that was opened before the change of keys changes over by itself', async () => {
  const { rotate, keyring, passTo } = await given()
  await rotate('once_announced')
  const ring = await keyring()
  const before = await ring.sign('ES256', 'JWT', {})
  passTo(2 * HOUR)
  assert.notEqual(kidOf(await ring.sign('ES256', 'JWT', {})), kidOf(before))
})

test('in an emergency a new key signs at once', async () => {
  const { rotate, keyring, statuses, passTo } = await given()
  const before = await (await keyring()).sign('ES256', 'JWT', {})
  passTo(1)
  await rotate('now')
  const ring = await keyring()
  assert.notEqual(kidOf(await ring.sign('ES256', 'JWT', {})), kidOf(before))
  assert.deepEqual(ring.verify(before, 'JWT'), {})
  assert.deepEqual(await statuses(), ['retiring', 'active'])
})

test('in an emergency no announced key is waited for, and none takes over later', async () => {
  const { rotate, keyring, statuses, published, passTo } = await given()
  await rotate('once_announced')
  const before = await (await keyring()).sign('ES256', 'JWT', {})
  passTo(1)
  await rotate('now')
  assert.deepEqual(await statuses(), ['retiring', 'active'])
  const urgent = kidOf(await (await keyring()).sign('ES256', 'JWT', {}))
  assert.notEqual(urgent, kidOf(before))
  passTo(3 * HOUR)
  assert.equal(kidOf(await (await keyring()).sign('ES256', 'JWT', {})), urgent)
  assert.deepEqual((await keyring()).verify(before, 'JWT'), {})
  passTo(25 * HOUR)
  assert.ok((await published()).some(({ kid }) => kid === urgent))
  await rotate('once_announced')
})

test('a second rotation waits for the first', async () => {
  const { rotate, passTo, statuses } = await given()
  await rotate('once_announced')
  await assert.rejects(rotate('once_announced'), {
    name: 'SettingError',
    message: 'a new ES256 key is announced already; wait until it is used, at 2027-01-15T10:00:00Z',
  })
  passTo(2 * HOUR)
  await rotate('once_announced')
  assert.deepEqual(await statuses(), ['retiring', 'active', 'announced'])
})

test('an alg that we do not sign with is refused by name', async () => {
  const { rotate } = await given()
  await assert.rejects(rotate('now', ['HS256']), {
    name: 'InvalidValueError',
    message: 'alg HS256 is unknown; use one of RS256, PS256, ES256, EdDSA, A256GCM',
  })
})

test('a keyed hash is of one kind', async () => {
  const one = await (await given()).keyring()
  assert.equal(one.keyedHash('session', 'x'), one.keyedHash('session', 'x'))
  assert.notEqual(one.keyedHash('session', 'x'), one.keyedHash('client_secret', 'x'))
  assert.notEqual(one.keyedHash('session', 'x'), one.keyedHash('session', 'y'))
})

test('of two keys from the same second one is active: the one that has no end, which signs', async () => {
  for (let times = 0; times < 4; times += 1) {
    const { rotate, store, keyring, now, passTo } = await given()
    passTo(10)
    await rotate('now')
    await rotate('now')
    const keys = keyStatuses(await store.listKeys('default'), now()).filter(
      ({ alg }) => alg === 'ES256',
    )
    assert.deepEqual(keys.map(({ status }) => status).toSorted(), [
      'active',
      'retiring',
      'retiring',
    ])
    const active = keys.find(({ status }) => status === 'active')
    assert.equal(active?.retired_at, undefined)
    assert.equal(kidOf(await (await keyring()).sign('ES256', 'JWT', {})), active?.kid)
  }
})

test('the algs that are not announced already are rotated, though another is; and that one can be left', async () => {
  const { rotate, published } = await given()
  const countOf = async (alg: string) => (await published()).filter((key) => key.alg === alg).length
  await rotate('once_announced', ['ES256'])
  await assert.rejects(rotate('once_announced', ['ES256', 'EdDSA']), { name: 'SettingError' })
  assert.deepEqual([await countOf('ES256'), await countOf('EdDSA')], [2, 2])
  await rotate('once_announced', ['ES256', 'RS256'], 'leave')
  assert.deepEqual([await countOf('ES256'), await countOf('RS256')], [2, 2])
})

test('a key that has leaked is dropped: it is published no more, and nothing that it signed counts', async () => {
  const { keyring, drop, published, passTo } = await given()
  const before = await (await keyring()).sign('ES256', 'JWT', {})
  passTo(1)
  await drop()
  const ring = await keyring()
  assert.equal(ring.verify(before, 'JWT'), undefined)
  const after = await ring.sign('ES256', 'JWT', {})
  assert.deepEqual(ring.verify(after, 'JWT'), {})
  const kids = (await published()).filter(({ alg }) => alg === 'ES256').map(({ kid }) => kid)
  assert.deepEqual(kids, [kidOf(after)])
})

for (const { name, taken_over, at } of [
  { name: 'whose successor is announced', taken_over: 0, at: 1 },
  { name: 'that retires', taken_over: 1, at: 2 * HOUR + 1 },
])
  test(`a key that has leaked is dropped, too, ${name}`, async () => {
    const { keyring, rotate, drop, published, passTo } = await given()
    const before = await (await keyring()).sign('ES256', 'JWT', {})
    await rotate('once_announced')
    passTo(at)
    const meanwhile = await (await keyring()).sign('ES256', 'JWT', {})
    assert.equal(Number(kidOf(meanwhile) !== kidOf(before)), taken_over)
    await drop()
    const ring = await keyring()
    for (const text of [before, meanwhile]) assert.equal(ring.verify(text, 'JWT'), undefined)
    const after = kidOf(await ring.sign('ES256', 'JWT', {}))
    const kids = (await published()).filter(({ alg }) => alg === 'ES256').map(({ kid }) => kid)
    assert.deepEqual(kids, [after])
  })
