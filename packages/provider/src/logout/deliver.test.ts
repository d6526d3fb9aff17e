import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createProvider } from '../index.ts'
import { memoryStore } from '../store/memory-store.ts'

const NOW = 1_800_000_000

const answered = { status: 200, headers: {}, body: '' }

/** A provider whose client hears of the end of one session, over a network that fails so. */
async function afterFailure(failure: unknown) {
  const store = memoryStore()
  const op = await createProvider({
    issuer: 'https://op.example',
    store,
    master_key: new Uint8Array(32).fill(1),
    pages: {
      interact: async () => answered,
      signOut: async () => answered,
      error: () => answered,
    },
    claims: async () => ({}),
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
