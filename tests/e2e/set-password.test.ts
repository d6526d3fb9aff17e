import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { openSqlite } from '@gryphon/store-sqlite'
import { verify } from '@node-rs/argon2'
import { gryphon, inFolder, newFolder } from '../support/gryphon.ts'

const LATER = 4_000_000_000
const OLD = 'correct horse battery'
const NEW = 'staple battery horse'

/** Jane in a new data folder, with a session that a client knows of, and a grant that is to outlast it. */
const withJane = async () => {
  const data = newFolder()
  const { json } = inFolder(data)
  const adding = ['user', 'add', 'jane', '--password-stdin', '--email', 'jane@example.com']
  const added = await gryphon([...adding, '--json', '--data', data], { input: OLD })
  assert.equal(added.code, 0, added.err)
  const { sub } = JSON.parse(added.out)
  await json('client', 'add', '--client-id', 'rp', '--redirect-uri', 'https://rp.example/cb')
  const open = () => openSqlite({ file: join(data, 'gryphon.db') })
  const { store, close } = await open()
  const session = { sub, sid: 'one', auth_time: 1, in: 'r', created_at: 1, expires_at: LATER }
  await store.signIn('default', 'hash', session, undefined)
  await store.joinSession('default', 'one', 'rp')
  const grant = { grant_id: 'g', client_id: 'rp', sub, auth_time: 1, resource: [] }
  const lasting = { ...grant, scope: ['openid', 'offline_access'] }
  const times = { now: 1, expires_at: LATER }
  assert.equal(await store.openGrant('default', lasting, times), 'opened')
  await close()
  return { data, sub, open }
}

test('gryphon user set-password replaces the password, and ends the sessions and grants that the old one opened', async () => {
  const { data, sub, open } = await withJane()
  const words = ['user', 'set-password', 'jane@example.com', '--password-stdin', '--data', data]
  const set = await gryphon(words, { input: `${NEW}\n` })
  assert.equal(set.code, 0, set.err)
  assert.match(set.out, /jane has a new password/)
  for (const text of [set.out, set.err])
    assert.equal(text.includes(NEW) || text.includes('argon2'), false)
  assert.match(set.err, /account\.password_changed/)

  const { store, people, close } = await open()
  const { password_hash = '' } = (await people.findPerson('default', sub)) ?? {}
  assert.equal(await verify(password_hash, NEW), true)
  assert.equal(await verify(password_hash, OLD), false)
  assert.deepEqual(await store.listSessions('default', sub, 1), [])
  assert.deepEqual(await store.findGrant('default', 'g', 1), {
    outcome: 'revoked',
    reason: 'revoked_by_operator',
  })
  const deliveries = await store.listDeliveries('default')
  assert.deepEqual(
    deliveries.map(({ client_id, sid }) => [client_id, sid]),
    [['rp', 'one']],
  )
  await close()
})

test('a made password is told once, and it is the one that was set', async () => {
  const { data, sub, open } = await withJane()
  const { json } = inFolder(data)
  const told = await json('user', 'set-password', 'jane', '--generate-password')
  const { password, ...person } = told
  assert.match(password, /^([a-z2-9]{4}-){3}[a-z2-9]{4}$/)
  assert.deepEqual(person, { sub, username: 'jane' })
  const { people, close } = await open()
  const { password_hash = '' } = (await people.findPerson('default', sub)) ?? {}
  assert.equal(await verify(password_hash, password), true)
  await close()
})

test('what cannot be is refused, names the cure, and changes nothing', async () => {
  const { data, sub, open } = await withJane()
  const saying = async (input: string, ...words: readonly string[]) => {
    const said = await gryphon(['user', 'set-password', ...words, '--data', data], { input })
    return [said.code, said.err]
  }
  assert.deepEqual(await saying(NEW, 'joe', '--password-stdin'), [
    1,
    "gryphon: username: there is no 'joe': see gryphon user list\n",
  ])
  const [short, why] = await saying('short', 'jane', '--password-stdin')
  assert.deepEqual([short, String(why).startsWith('gryphon: password: ')], [2, true])
  const [unsure, how] = await saying('', 'jane')
  assert.equal(unsure, 2)
  assert.match(String(how), /no terminal.*--password-stdin or --generate-password/)
  assert.match(String(how), /user set-password --help/)
  const { store, people, close } = await open()
  const { password_hash = '' } = (await people.findPerson('default', sub)) ?? {}
  assert.equal(await verify(password_hash, OLD), true)
  assert.equal((await store.listSessions('default', sub, 1)).length, 1)
  await close()
})

test('gryphon user remove tells applications that the sessions have ended (Back-Channel Logout §2.5)', async () => {
  const { data, sub, open } = await withJane()
  const { run } = inFolder(data)
  assert.match(await run('user', 'remove', 'jane'), /jane is removed/)
  const { store, people, close } = await open()
  assert.equal(await people.findPerson('default', sub), undefined)
  assert.deepEqual(await store.listSessions('default', sub, 1), [])
  const deliveries = await store.listDeliveries('default')
  assert.deepEqual(
    deliveries.map(({ client_id, sid }) => [client_id, sid]),
    [['rp', 'one']],
  )
  await close()
})

test("whoever has another's sub for a login is not taken for them", async () => {
  const { data, sub, open } = await withJane()
  const { run, json } = inFolder(data)
  // No command takes a sub for an address; an older version did.
  const { people, close } = await open()
  const jane = await people.findPerson('default', sub)
  assert.ok(jane)
  const decoy = { ...jane, sub: 'decoy-sub', username: 'decoy', claims: { email: sub } }
  assert.equal(await people.addPerson('default', decoy), 'added')
  await close()
  for (const words of [['remove'], ['sign-out'], ['set-password', '--generate-password']]) {
    const said = await gryphon(['user', ...words, sub, '--data', data])
    assert.deepEqual(
      [said.code, said.err],
      [
        1,
        `gryphon: username: '${sub}' is the name of ${decoy.sub} and the sub of jane: say the other name of the one you mean\n`,
      ],
    )
  }
  assert.equal((await json('user', 'list')).length, 2)
  assert.match(await run('user', 'remove', decoy.sub), /decoy is removed/)
  assert.match(await run('user', 'remove', sub), /jane is removed/)
})
