import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { openSqlite } from '@gryphon/store-sqlite'
import { gryphon, newFolder } from '../support/gryphon.ts'

const LATER = 4_000_000_000

test('gryphon user sign-out ends every session of a person, and their clients are to be told', async () => {
  const data = newFolder()
  const run = async (...words: readonly string[]) => {
    const { code, out, err } = await gryphon([...words, '--json', '--data', data])
    assert.equal(code, 0, err)
    return JSON.parse(out)
  }
  const { sub } = await run('user', 'add', 'jane', '--generate-password')
  const first = await openSqlite({ file: join(data, 'gryphon.db') })
  for (const sid of ['one', 'two']) {
    const session = { sub, sid, auth_time: 1, in: 'r', created_at: 1, expires_at: LATER }
    await first.store.signIn('default', `hash-${sid}`, session, undefined)
  }
  await first.store.joinSession('default', 'one', 'rp')
  await first.close()

  const told = await run('user', 'sign-out', 'jane')
  assert.deepEqual(
    { ...told, sids: told.sids.toSorted() },
    { sub, username: 'jane', sids: ['one', 'two'] },
  )
  assert.deepEqual((await run('user', 'sign-out', 'jane')).sids, [])

  const { store, close } = await openSqlite({ file: join(data, 'gryphon.db') })
  assert.deepEqual(await store.listSessions('default', sub, 1), [])
  const [delivery, ...more] = await store.listDeliveries('default')
  assert.deepEqual([delivery?.client_id, delivery?.sid, more], ['rp', 'one', []])
  await close()

  const [waiting] = await run('logout', 'list')
  assert.deepEqual([waiting.client_id, waiting.sid, waiting.attempts], ['rp', 'one', 0])
  const shown = await gryphon(['logout', 'list', '--data', data])
  assert.match(shown.out, /client {2}session {2}attempts {2}state/)

  const unknown = await gryphon(['user', 'sign-out', 'joe', '--data', data])
  assert.deepEqual(
    [unknown.code, unknown.err],
    [1, "gryphon: username: there is no 'joe': see gryphon user list\n"],
  )
})
