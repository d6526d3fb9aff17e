import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { PeopleStore } from '@gryphon/accounts'
import type { Grant, Session, Store } from '@gryphon/provider'
import { openPostgres } from '@gryphon/store-postgres'
import { openSqlite } from '@gryphon/store-sqlite'
import { gryphon, newFolder } from '../support/gryphon.ts'
import { startServer } from '../support/postgres.ts'

const server = await startServer()
const NOW = 1_800_000_000
const LATER = { now: NOW, expires_at: NOW + 9_000 }
const NAMES = ['acme', 'Zoë', 'a\\b', 'c\0d', '{"x":1}', '🥣']

/** A place for a database: where it is, for commands; and how to open it. */
interface Place {
  readonly env: Readonly<Record<string, string>>
  readonly open: () => Promise<{ readonly store: Store; readonly people: PeopleStore }>
}

const inFile = async (): Promise<Place> => {
  const data = newFolder()
  return {
    env: { GRYPHON_DATA: data },
    open: () => openSqlite({ file: join(data, 'gryphon.db') }),
  }
}
const inPostgres = async (): Promise<Place> => {
  const url = await server.newDatabase()
  return {
    env: { GRYPHON_DATA: newFolder(), GRYPHON_DATABASE_URL: url },
    open: () => openPostgres({ url }),
  }
}

const aClient = (client_id: string, changed: object = {}) => ({
  ...{ client_id, client_name: 'Müsli 🥣', redirect_uris: ['https://rp.example/callback'] },
  ...{ response_types: ['code'] as const, grant_types: ['authorization_code'], scope: ['openid'] },
  ...({ token_endpoint_auth_method: 'none', id_token_signed_response_alg: 'RS256' } as const),
  ...{ require_pkce: true, trusted: false, created_at: NOW },
  ...changed,
})
const aGrant = (grant_id: string, changed: Partial<Grant> = {}): Grant => ({
  ...{ grant_id, client_id: 'rp', sub: 'jane', auth_time: NOW, scope: ['openid'], resource: [] },
  ...changed,
})
const aSession = (sid: string, sub = 'jane'): Session => ({
  ...{ sub, sid, auth_time: NOW, in: 'r', created_at: NOW, expires_at: NOW + 99 },
  client_ids: ['rp', 'rp2'],
})
const aRefresh = (grant_id: string) => ({
  ...{ grant_id, client_id: 'rp', generation: 0, grace: 30, ...LATER },
})
const aPerson = (sub: string) => ({
  ...{ sub, username: `${sub}-Name`, password_hash: '$argon2id$a-hash', created_at: NOW },
  ...{ claims: { email: `${sub}@people.example` }, disabled: false },
})

/** One of everything that a store can have in it, for each of some names. */
async function fill({ store, people }: Awaited<ReturnType<Place['open']>>): Promise<void> {
  const key = { use: 'sig', alg: 'ES256', created_at: NOW, active_from: NOW, wrapped: 'w' } as const
  for (const [turn, name] of NAMES.entries()) {
    const tenant_id = `t${turn}`
    await store.addTenant({ tenant_id, name, created_at: NOW }, [{ ...key, kid: name }])
    await store.rotateKey(
      tenant_id,
      { ...key, kid: 'next', public_jwk: { kty: 'EC' } },
      { now: NOW, retired_at: NOW + 9 },
    )
    const dynamic = { registration_access_token_hash: 'h', expires_at: NOW + 50 }
    for (const client of [aClient('rp'), aClient('rp2'), aClient(name, { dynamic })])
      await store.registerClient(tenant_id, client)
    await store.putResource(tenant_id, {
      resource: name,
      name,
      scopes: [{ scope: 'read', description: name }],
    })
    for (const sub of ['jane', 'joe', name]) await people.addPerson(tenant_id, aPerson(sub))
    const consent = { scope: ['openid', name], resource: [name], in: 'r', given_at: NOW }
    await store.recordConsent(tenant_id, name, 'rp', { ...consent, claims: [name] })
    for (const sid of ['s1', 's2', name])
      await store.signIn(tenant_id, `h-${sid}`, aSession(sid), undefined)
    await store.signIn(tenant_id, 'h-joe', aSession('joes', 'joe'), undefined)
    for (const id of ['live', 'refreshed', 'replayed', 'reused', name])
      await store.openGrant(tenant_id, aGrant(id, { nonce: name, sid: 's9' }), LATER)
    await store.openGrant(tenant_id, aGrant('signed-out', { sid: 's1' }), LATER)
    await store.openGrant(tenant_id, aGrant('removed', { client_id: 'rp2' }), LATER)
    await store.openGrant(tenant_id, aGrant('joes', { sub: 'joe' }), LATER)
    await store.openGrant(tenant_id, aGrant('replayed'), LATER)
    for (const id of ['refreshed', 'reused']) await store.refreshGrant(tenant_id, aRefresh(id))
    await store.refreshGrant(tenant_id, { ...aRefresh('reused'), grace: -1 })
    await store.revokeGrant(tenant_id, {
      grant_id: 'beforehand',
      client_id: 'rp',
      reason: 'revoked_by_client',
      ...LATER,
    })
    await store.endSessions(tenant_id, { sid: 's1' }, LATER)
    const failed = { outcome: 'failed', failed_at: NOW, reason: name } as const
    await store.settleDelivery(tenant_id, 's1.rp', failed)
    await store.removeClient(tenant_id, 'rp2')
    await people.changePassword(tenant_id, { sub: 'joe', password_hash: 'new' }, LATER)
    await store.revokeToken(tenant_id, name, NOW + 9)
    await store.claimOnce(tenant_id, name, NOW, NOW + 9)
    await store.keepSealed(tenant_id, name, 'x'.repeat(3000), NOW + 9)
  }
  await store.close()
}

/** What a store answers to the same questions, wherever its rows are. */
async function ask({ store, people }: Awaited<ReturnType<Place['open']>>): Promise<unknown> {
  const answers: unknown[] = [await store.listTenants()]
  for (const [turn, name] of NAMES.entries()) {
    const id = `t${turn}`
    const grants = [
      'live',
      'refreshed',
      'replayed',
      'reused',
      'signed-out',
      'removed',
      'joes',
      'beforehand',
      name,
    ]
    answers.push(
      await store.listKeys(id),
      await store.listClients(id),
      await store.listResources(id),
      await people.listPeople(id, { limit: 10 }),
      await people.findPersonByLogin(id, `${name}@people.example`),
      await store.listSessions(id, 'jane', NOW),
      await store.findSession(id, 'h-joe', NOW),
      await store.listDeliveries(id),
      await Promise.all(grants.map((grant_id) => store.findGrant(id, grant_id, NOW))),
      await store.findGrant(id, 'live', NOW, name),
      await store.findSealed(id, name, NOW),
      await store.claimOnce(id, name, NOW, NOW + 9),
      await store.openGrant(id, aGrant('late', { sid: 's1' }), LATER),
      await store.openGrant(
        id,
        aGrant('late', { sub: 'joe', sid: 'joes', scope: ['openid', 'offline_access'] }),
        LATER,
      ),
      await store.refreshGrant(id, { ...aRefresh('refreshed'), generation: 1 }),
    )
    const consent = await store.findConsent(id, name, 'rp')
    answers.push({ ...consent, scope: consent?.scope.toSorted() })
  }
  await store.close()
  return answers
}

/** The records of an export, whatever their order and that of their members. */
const recordsOf = (file: string) => {
  const inOrder = (_: string, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : Array.isArray(value) && value.every((one) => typeof one === 'string')
        ? value.toSorted()
        : value
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  return lines.map((line) => JSON.stringify(JSON.parse(line), inOrder)).sort()
}

const succeed = async (words: readonly string[], { env }: Place) => {
  const { code, out, err } = await gryphon(words, { env })
  assert.equal(code, 0, err)
  assert.equal(err, '')
  return JSON.parse(out)
}

const WAYS = {
  'SQLite to PostgreSQL': [inFile, inPostgres],
  'PostgreSQL to SQLite': [inPostgres, inFile],
  'SQLite to SQLite': [inFile, inFile],
  'PostgreSQL to PostgreSQL': [inPostgres, inPostgres],
} as const

for (const [way, [from, to]] of Object.entries(WAYS))
  test(`everything goes from ${way}, and nothing is lost`, async () => {
    const [here, there] = [await from(), await to()]
    await fill(await here.open())
    const [one, two] = [join(newFolder(), 'one.jsonl'), join(newFolder(), 'two.jsonl')]
    const counts = await succeed(['export', one, '--json'], here)
    assert.ok(
      Object.values(counts).every((count) => Number(count) >= NAMES.length),
      String(counts),
    )
    assert.equal(statSync(one).mode & 0o777, 0o600)
    assert.deepEqual(await succeed(['import', one, '--json'], there), counts)
    await succeed(['export', two, '--json'], there)
    assert.deepEqual(recordsOf(two), recordsOf(one))
    assert.deepEqual(await ask(await there.open()), await ask(await here.open()))
  })

for (const place of [inFile, inPostgres])
  test(`import ${place === inFile ? 'into SQLite' : 'into PostgreSQL'} refuses a database that is not empty, a file that is cut off and one that is none`, async () => {
    const full = await place()
    await fill(await full.open())
    const file = join(newFolder(), 'all.jsonl')
    await succeed(['export', file, '--json'], full)
    const refused = async (words: readonly string[], { env }: Place, pattern: RegExp) => {
      const { code, out, err } = await gryphon(words, { env })
      assert.deepEqual([code, out], [1, ''])
      assert.match(err, pattern)
    }
    const notEmpty =
      place === inFile
        ? /^gryphon: data: \S+gryphon\.db is not empty: there is a tenant in it already;/
        : /^gryphon: database\.url: the database is not empty: there is a tenant/
    await refused(['import', file], full, notEmpty)
    await refused(['export', file], full, /^gryphon: FILE: \S+all\.jsonl is there already/)
    const cut = join(newFolder(), 'cut.jsonl')
    writeFileSync(cut, readFileSync(file, 'utf8').trim().split('\n').slice(0, -1).join('\n'))
    const empty = await place()
    await refused(
      ['import', cut],
      empty,
      /^gryphon: FILE: \S+cut\.jsonl is not whole: .* of the kind delivery, .* nothing was kept/,
    )
    const damaged = join(newFolder(), 'damaged.jsonl')
    writeFileSync(damaged, readFileSync(file, 'utf8').replace('\n{', '\n['))
    const lineIsNone = /^gryphon: FILE: \S+damaged\.jsonl is damaged: line 2 is no record; nothing/
    await refused(['import', damaged], empty, lineIsNone)
    const { store } = await empty.open()
    assert.deepEqual(await store.listTenants(), [])
    await store.close()
    const none = join(newFolder(), 'none.jsonl')
    writeFileSync(none, 'a letter')
    await refused(['import', none], empty, /was not written by gryphon export/)
    await refused(
      ['import', join(newFolder(), 'nowhere')],
      empty,
      /FILE: \S+ cannot be opened: there is no such file or folder/,
    )
  })

test('export of a SQLite file that is not there makes neither', async () => {
  const data = newFolder()
  const file = join(data, 'all.jsonl')
  const { code, err } = await gryphon(['export', file, '--data', data])
  assert.equal(code, 1)
  assert.match(err, /there is no provider in /)
  assert.equal(existsSync(file) || existsSync(join(data, 'gryphon.db')), false)
})
