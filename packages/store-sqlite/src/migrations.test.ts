import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import type { Grant, Session } from '@gryphon/provider'
import { migrate } from './migrations.ts'
import { openStore } from './testing/open-store.ts'
import { scratchFolder } from './testing/scratch.ts'

const NOW = 1_800_000_000

const session: Session = {
  sub: 'jane',
  auth_time: NOW,
  sid: 'sid-1',
  in: 'request-1',
  created_at: NOW,
  expires_at: NOW + 100,
}

const grant: Grant = {
  grant_id: 'g',
  client_id: 'rp',
  sub: 'jane',
  auth_time: NOW,
  scope: ['openid'],
  resource: [],
  sid: 'sid-1',
}

test('a database of version 1 is brought to this version with all that is in it', async () => {
  const { file, remove } = scratchFolder()
  const database = new DatabaseSync(file)
  migrate(database, 1)
  database
    .prepare('INSERT INTO sessions VALUES (?, ?, ?, ?, ?)')
    .run('t', 'hash', 'jane', session.expires_at, JSON.stringify(session))
  database
    .prepare(
      `INSERT INTO grants (tenant_id, grant_id, client_id, sub, generation, expires_at, value)
        VALUES (?, ?, ?, ?, 0, ?, ?)`,
    )
    .run('t', 'g', 'rp', 'jane', NOW + 100, JSON.stringify(grant))
  database.prepare('INSERT INTO clients VALUES (?, ?, ?)').run('t', 'rp', '{"client_id":"rp"}')
  database.close()

  const store = await openStore(file)
  assert.deepEqual(await store.findSession('t', 'hash', NOW), session)
  const live = { outcome: 'live', grant, generation: 0 }
  assert.deepEqual(await store.findGrant('t', 'g', NOW), live)
  assert.deepEqual(await store.findClient('t', 'rp'), { client_id: 'rp' })
  assert.equal(await store.joinSession('t', 'sid-1', 'rp'), 'joined')
  const ended = await store.endSessions('t', { sid: 'sid-1' }, { now: NOW, expires_at: NOW + 9 })
  assert.deepEqual(ended, [{ ...session, client_ids: ['rp'] }])
  assert.equal((await store.listDeliveries('t')).length, 1)
  await store.close()
  remove()
})
