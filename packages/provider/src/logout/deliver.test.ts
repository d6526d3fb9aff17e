import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createProvider } from '../index.ts'
import { memoryStore } from '../store/memory-store.ts'
import { aClient } from '../testing/request.ts'

const NOW = 1_800_000_000

const answered = { status: 200, headers: {}, body: '' }

/** What a provider is made of that speaks with nobody. */
const SILENT = {
  issuer: 'https://op.example',
  master_key: new Uint8Array(32).fill(1),
  pages: {
    interact: async () => answered,
    signOut: async () => answered,
    error: () => answered,
  },
  claims: async () => ({}),
}

/** A provider whose client hears of the end of one session, over a network that fails so. */
async function afterFailure(failure: unknown) {
  const store = memoryStore()
  const op = await createProvider({
    ...SILENT,
    store,
    now: () => NOW,
    fetch: () => Promise.reject(failure),
  })
  await op.admin.registerClient('default', {
    client_id: 'rp',
    redirect_uris: ['https://rp.example/callback'],
    backchannel_logout_uri: 'https://rp.example/logout',
  })
  const session = { sid: 'a-sid', sub: 'alice', auth_time: NOW, in: 'a-request' }
  const kept = { ...session, client_ids: ['rp'], created_at: NOW, expires_at: NOW + 3600 }
  await store.signIn('default', 'hash', kept, undefined)
  await op.admin.signOutEverywhere('default', 'alice')
  assert.equal(await op.deliverLogouts(), 1)
  const [delivery] = await op.admin.listDeliveries('default')
  return delivery
}

const named = (name: string) => Object.assign(new Error('what the system says'), { name })

// biome-ignore format: a table
const FAILURES = [
  ['a refused connection is told as it is', new Error('connect ECONNREFUSED'),                                   'connect ECONNREFUSED'],
  ['of several addresses, the first tells', new AggregateError([new Error('first'), new Error('second')], 'all'), 'first'],
  ['an aborted request has taken too long', named('AbortError'),                                                 'the client did not answer in time'],
  ['a timeout has taken too long',          named('TimeoutError'),                                               'the client did not answer in time'],
  ['what is no error says nothing',         'a word',                                                            'the client could not be reached'],
  ['an aggregate of nothing says nothing',  new AggregateError([], 'all'),                                       'the client could not be reached'],
] as const

for (const [name, failure, reason] of FAILURES)
  test(`an undelivered logout token is tried again, and says why (Back-Channel Logout §2.8): ${name}`, async () => {
    const delivery = await afterFailure(failure)
    assert.deepEqual(
      [delivery?.attempts, delivery?.next_at, delivery?.reason],
      [1, NOW + 15, reason],
    )
  })

/** A provider of 40 clients that registered themselves and answer when `release` is called, and 40 of the operator that answer at once. */
async function twoLines() {
  const store = memoryStore()
  const called: string[] = []
  const release: (() => void)[] = []
  const op = await createProvider({
    ...SILENT,
    store,
    now: () => NOW,
    fetch: (url) => {
      called.push(new URL(url).hostname)
      return url.startsWith('https://rp')
        ? Promise.resolve(answered)
        : new Promise((resolve) => void release.push(() => resolve(answered)))
    },
  })
  const dynamic = { registration_access_token_hash: 'a-hash' }
  const strangers = Array.from({ length: 40 }, (_, nth) => `stranger${nth}`)
  const ours = Array.from({ length: 40 }, (_, nth) => `rp${nth}`)
  for (const client_id of [...strangers, ...ours])
    await store.registerClient(
      'default',
      aClient({
        client_id,
        backchannel_logout_uri: `https://${client_id}.example/logout`,
        ...(strangers.includes(client_id) ? { dynamic } : {}),
      }),
    )
  const session = { sid: 'a-sid', sub: 'alice', auth_time: NOW, in: 'a-request' }
  const client_ids = [...strangers, ...ours]
  const kept = { ...session, client_ids, created_at: NOW, expires_at: NOW + 3600 }
  await store.signIn('default', 'hash', kept, undefined)
  await op.admin.signOutEverywhere('default', 'alice')
  return { op, called, release }
}

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn += 1) await new Promise(setImmediate)
}

test('clients of the operator are told however many that registered themselves are slow, four of whom are told at once', async () => {
  const { op, called, release } = await twoLines()
  const told = op.deliverLogouts()
  while (called.filter((host) => host.startsWith('rp')).length < 40) await turns(1)
  await turns(100)
  assert.equal(release.length, 4)
  const waiting = await op.admin.listDeliveries('default')
  assert.ok(waiting.every(({ client_registered }) => client_registered === 'itself'))
  assert.equal(waiting.length, 40)
  const rest = setInterval(() => {
    for (const answer of release.splice(0)) answer()
  }, 0)
  assert.equal(await told, 80)
  clearInterval(rest)
  assert.deepEqual(await op.admin.listDeliveries('default'), [])
})
