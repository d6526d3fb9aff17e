import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { test } from 'node:test'
import { RP } from '@gryphon/accounts/people-contract'
import { type Grant, type Store, StoreUnavailable } from '@gryphon/provider'
import { query, startOwnServer } from '../../../tests/support/postgres.ts'
import { type Connecting, connectTo } from './database.ts'
import { openPostgres } from './open-postgres.ts'
import { changes, reads } from './sql.ts'

const server = await startOwnServer()

const NOW = 1_800_000_000
const TIMES = { now: NOW, expires_at: NOW + 1000 }

const aGrant = (grant_id: string, changed: Partial<Grant> = {}): Grant => ({
  ...{ grant_id, client_id: 'rp', sub: 'jane', auth_time: NOW, scope: ['openid'], resource: [] },
  ...changed,
})

const openStore = async (): Promise<{ readonly store: Store; readonly url: string }> => {
  const url = await server.newDatabase()
  const { store } = await openPostgres({ url })
  await store.registerClient('default', RP)
  return { store, url }
}

const connecting = async (changed: Partial<Connecting> = {}) =>
  connectTo({
    url: await server.newDatabase(),
    connections: 1,
    pooler: 'none',
    prepared_statements: 'on',
    ...changed,
  })

const isUnavailable = (pattern: RegExp) => (fault: unknown) => {
  assert.ok(fault instanceof StoreUnavailable, String(fault))
  assert.match(fault.message, pattern)
  return true
}

test('a write that fails does not take with it what is written together with it', async () => {
  const { store } = await openStore()
  const told = await Promise.allSettled([
    store.openGrant('default', aGrant('g1'), TIMES),
    store.openGrant('default', aGrant('g2'), { now: NOW, expires_at: 1.5 }),
    store.openGrant('default', aGrant('g3'), TIMES),
    store.openGrant('default', aGrant('g1'), TIMES),
  ])
  const [first, bad, third, twin] = told.map((one) =>
    one.status === 'fulfilled' ? one.value : one.status,
  )
  assert.deepEqual([bad, third], ['rejected', 'opened'])
  assert.deepEqual([first, twin].toSorted(), ['opened', 'replayed'])
  assert.deepEqual(await store.findGrant('default', 'g2', NOW), { outcome: 'unknown' })
  assert.equal((await store.findGrant('default', 'g3', NOW)).outcome, 'live')
  await store.close()
})

test('names are kept whatever is in them, and stay apart', async () => {
  const { store } = await openStore()
  const names = ['a', 'a\0', 'a\\0', 'a\\', 'a\ud800', 'a"{},\'', 'ä🥣']
  for (const sub of names) {
    const consent = { scope: [sub], resource: [], claims: [sub], in: 'r', given_at: NOW }
    await store.recordConsent('default', sub, 'rp', consent)
    assert.equal(await store.claimOnce('default', sub, NOW, NOW + 9), 'first')
    assert.equal(await store.openGrant('default', aGrant(sub, { nonce: sub }), TIMES), 'opened')
  }
  for (const sub of names) {
    const kept = await store.findConsent('default', sub, 'rp')
    assert.deepEqual(kept?.scope, [sub.toWellFormed()])
    const standing = await store.findGrant('default', sub, NOW)
    assert.equal(standing.outcome === 'live' && standing.grant.nonce, sub)
  }
  await store.close()
})

test('close waits for what was asked for, and refuses what comes after', async () => {
  const { store } = await openStore()
  const told = Array.from({ length: 500 }, (_, turn) =>
    store.openGrant('default', aGrant(`g${turn}`), TIMES),
  )
  const closed = store.close()
  await assert.rejects(store.openGrant('default', aGrant('late'), TIMES), /the database is closed/)
  assert.deepEqual(new Set(await Promise.all(told)), new Set(['opened']))
  await closed
  await store.close()
})

test('a session that is proved anew while it is ended or joined is neither lost nor kept alive', async () => {
  const { store } = await openStore()
  for (let turn = 0; turn < 40; turn += 1) {
    const sid = `sid-${turn}`
    const session = {
      sub: 'jane',
      sid,
      auth_time: NOW,
      in: 'r',
      created_at: NOW,
      expires_at: NOW + 99,
    }
    await store.signIn('default', `${sid}-old`, session, undefined)
    const [, joined, ended] = await Promise.all([
      store.signIn('default', `${sid}-new`, session, `${sid}-old`),
      store.joinSession('default', sid, 'rp'),
      store.endSessions('default', { sid }, TIMES),
    ])
    assert.equal(ended.length, 1)
    const told = (await store.listDeliveries('default')).filter((one) => one.sid === sid)
    if (ended[0]?.client_ids !== undefined) assert.deepEqual([joined, told.length], ['joined', 1])
    const online = aGrant(sid, { sid })
    assert.equal(await store.openGrant('default', online, TIMES), 'signed_out')
  }
  await store.close()
})

test('when every connection is busy, who waits is told so in the end', async () => {
  const { run, close } = await connecting()
  const sleep = reads('sleep', 'SELECT pg_sleep(8)')
  const busy = run(sleep)
  await assert.rejects(run(reads('one', 'SELECT 1')), isUnavailable(/every connection .* is busy/))
  await busy
  assert.equal((await run(reads('one', 'SELECT 1'))).length, 1)
  await close()
})

test('a statement that takes too long is ended, and the connection goes on', async () => {
  const url = await server.newDatabase()
  await query(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET statement_timeout = 300`)
  const { run, close } = await connecting({ url, pooler: 'transaction' })
  const slow = run(changes('slow', 'SELECT pg_sleep(60)'))
  await assert.rejects(slow, isUnavailable(/statement timeout/))
  assert.equal((await run(reads('one', 'SELECT 1'))).length, 1)
  await close()
})

test('a connection that is ended while nobody uses it is replaced', async () => {
  const { store, url } = await openStore()
  for (let turn = 0; turn < 5; turn += 1) {
    await query(
      url,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    )
    assert.equal((await store.findClient('default', 'rp'))?.client_id, 'rp')
  }
  await store.close()
})

/** A message of the server: its type, its length, its fields (PostgreSQL, Message Formats). */
const message = (type: string, ...fields: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(fields)
  const length = Buffer.alloc(4)
  length.writeInt32BE(4 + body.length)
  return Buffer.concat([Buffer.from(type), length, body])
}

test('a connection that ends in the same breath as it begins ends nothing else', async () => {
  const said = 'SFATAL\0C57P01\0Mterminating connection\0\0'
  const breath = Buffer.concat([
    message('R', Buffer.alloc(4)),
    message('Z', Buffer.from('I')),
    message('E', Buffer.from(said)),
  ])
  const dying = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => socket.end(breath))
  }).listen(0, '127.0.0.1')
  await once(dying, 'listening')
  const { port } = dying.address() as AddressInfo
  const { run, close } = await connecting({ url: `postgres://me@127.0.0.1:${port}/db` })
  await assert.rejects(
    run(changes('one', 'SELECT 1')),
    (fault) => fault instanceof StoreUnavailable,
  )
  await close()
  dying.close()
})

test('reads and writes go on by themselves when the server is back', async () => {
  const { store } = await openStore()
  await server.kill()
  const waiting = Promise.all([
    store.findClient('default', 'rp'),
    store.openGrant('default', aGrant('g'), TIMES),
  ])
  await server.start()
  const [client, opened] = await waiting
  assert.deepEqual([client?.client_id, opened], ['rp', 'opened'])
  assert.equal((await store.findGrant('default', 'g', NOW)).outcome, 'live')
  await store.close()
})

test('while the server is away, who asks is told so, and nothing stays under way', async () => {
  const { store } = await openStore()
  await server.kill()
  const away = isUnavailable(/the database (cannot be reached|did not answer)/)
  await Promise.all([
    assert.rejects(store.findSession('default', 'hash', NOW), away),
    assert.rejects(store.openGrant('default', aGrant('g'), TIMES), away),
    assert.rejects(store.sweep(NOW, 10), away),
  ])
  await server.start()
  assert.equal(await store.openGrant('default', aGrant('g'), TIMES), 'opened')
  await store.close()
})
